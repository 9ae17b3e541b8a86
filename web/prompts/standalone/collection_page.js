/** One collection: its prompts and its compositions. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { keep, kept } from "../../library/page_storage.js";
import { draftOf } from "../../library/texts/draft.js";
import { topDialog } from "../../library/top_layer.js";
import { collectionItems } from "../collection_actions.js";
import { collectionPath } from "../prompt_client.js";
import { makePromptEditor } from "../prompt_editor.js";

/**
 * @param {import("./pages.js").PromptApp} app
 * @param {string} folder
 * @returns {import("../../standalone/app.js").Page}
 */
export function collectionPage(app, folder) {
  app.last.folder = folder;
  const page = new CollectionPage(app, folder);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("prompts.add")],
    ["/", t("prompts.keys.search")],
    ["Enter / F2", t("prompts.keys.edit")],
    ["Alt+Enter", t("prompts.keys.detail")],
    ["Ctrl+D", t("prompts.keys.duplicate")],
    ["Delete", t("prompts.keys.remove")],
    ["Alt+↑ / Alt+↓", t("prompts.keys.move")],
    ["Ctrl+Z / Ctrl+Shift+Z", t("prompts.keys.undo")],
    ["Ctrl+S", t("prompts.keys.save")],
  ]);
  return {
    root: page.root,
    title: folder,
    close: () => page.close(),
    keys: { "/": () => page.editor.focusSearch(), n: () => page.editor.beginAdd() },
    shortcuts: () => [{ title: t("prompts.title"), keys }],
  };
}

class CollectionPage {
  #app;
  #folder;
  #draft;
  #missing = element("div", { class: "penstock-empty", attributes: { hidden: "" } });
  #menu;
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").PromptApp} app
   * @param {string} folder
   */
  constructor(app, folder) {
    this.#app = app;
    this.#folder = folder;
    const { host } = app;
    const { t } = host;
    this.#draft = draftOf(host, collectionPath(folder));
    this.editor = makePromptEditor();
    this.editor.show({ host, document: this.#draft, draft: this.#draft, ...remembered(folder) });
    this.editor.addEventListener("penstock-view", () => remember(folder, this.editor));
    this.#menu = button(t("prompts.collection_menu", { folder }), () => void this.#openMenu(), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#menu, "aria-haspopup", "menu");
    const back = element("a", { class: "penstock-collection-back", attributes: { href: "#/prompts", title: t("prompts.title") } }, icon("back"), element("span", { text: t("prompts.title") }));
    const head = element("div", { class: "penstock-collection-head" }, back, element("h1", { text: folder, attributes: { dir: "auto", title: folder } }), this.#menu);
    this.root = element("section", { class: "penstock-collection-page" }, head, this.#missing, this.editor);
    this.#draft.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal: this.#closed.signal });
    this.#show();
  }

  close() {
    this.#closed.abort();
    this.editor.close();
    this.#draft.close();
  }

  #show() {
    const { status, error } = this.#draft;
    const gone = status === "missing" || status === "failed";
    setAttribute(this.editor, "hidden", gone ? "" : null);
    setAttribute(this.#menu, "hidden", gone ? "" : null);
    setAttribute(this.#missing, "hidden", gone ? null : "");
    if (!gone) return;
    const { t } = this.#app.host;
    const words = status === "missing" ? [t("prompts.no_such_collection"), t("prompts.no_such_collection_hint")] : [error?.message ?? "", error?.hint ?? ""];
    const create = button(t("prompts.create_it"), () => void this.#create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const retry = button(t("retry"), () => void this.#draft.open(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    const action = status === "missing" ? create : retry;
    this.#missing.replaceChildren(icon("warning"), element("strong", { text: words[0] }), element("p", { text: words[1] }), element("div", { class: "penstock-empty-actions" }, action));
  }

  /** @param {KeyboardEvent} event wherever the focus is: the browser would save the page */
  #onKey(event) {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S" || topDialog()) return;
    event.preventDefault();
    void this.#draft.save();
  }

  async #create() {
    try {
      await this.#app.collections.create(this.#folder);
      await this.#draft.open();
    } catch (error) {
      this.#app.host.toasts.showError(error);
    }
  }

  async #openMenu() {
    const { host, collections, overview } = this.#app;
    const known = await collections.client.get(this.#folder).catch(() => null);
    const ways = { hasV1: known?.has_v1_backup ?? false, removed: overview };
    openMenu(host, { anchor: this.#menu }, collectionItems(host, collections, this.#folder, ways));
  }
}

/** @param {string} folder */
const place = (folder) => `penstock.prompts.view.${folder}`;

/**
 * How the editor was left.
 * @param {string} folder
 * @returns {{tab?: import("../prompt_editor.js").Tab, view?: import("../../library/texts/types.js").TableView}}
 */
function remembered(folder) {
  try {
    return JSON.parse(kept(place(folder)) ?? "{}");
  } catch {
    return {}; // another program's
  }
}

/**
 * @param {string} folder
 * @param {import("../prompt_editor.js").PromptEditor} editor
 */
function remember(folder, { tab, view }) {
  keep(place(folder), JSON.stringify({ tab, view }));
}
