/** The page of one library: its editor, and beside it a text to try it with. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { keep, kept } from "../../library/page_storage.js";
import { topDialog } from "../../library/top_layer.js";
import { LibberApply } from "../apply.js";
import { LibberEditor } from "../libber_editor.js";
import { delimiterOf, depthOf, libsOf } from "../snippet_keys.js";

const KEPT_AS = "penstock.libbers.try";

/**
 * @param {import("./pages.js").LibberApp} app
 * @param {string} name
 * @returns {import("../../standalone/app.js").Page}
 */
export function libberPage(app, name) {
  const { host } = app;
  const { t } = host;
  app.last.name = name;
  const editor = LibberEditor.create(host, name, { hasMenu: false });
  const trial = new Trial(host, editor);
  editor.addEventListener("penstock-libber", (event) => app.open(/** @type {CustomEvent} */ (event).detail.name));
  const closed = new AbortController();
  document.addEventListener("keydown", (event) => saveByKey(event, editor), { signal: closed.signal });
  const root = element("section", { class: "penstock-libber-page" }, head(host, name, editor), element("div", { class: "penstock-libber-split" }, editor, trial.root));
  const shortcuts = /** @type {[string, string][]} */ ([
    ["/", t("libbers.keys.search")],
    ["N", t("libbers.keys.add")],
    ["Enter / F2", t("libbers.keys.edit")],
    ["Alt+Enter", t("libbers.keys.detail")],
    ["Ctrl+D", t("libbers.keys.duplicate")],
    ["Delete", t("libbers.keys.remove")],
    ["Ctrl+Z / Ctrl+Shift+Z", t("libbers.keys.undo")],
    ["Ctrl+S", t("libbers.keys.save")],
  ]);
  return {
    root,
    title: name,
    under: "/libbers",
    close: () => {
      trial.close();
      closed.abort();
    },
    keys: { "/": () => editor.focusSearch(), n: () => editor.beginAdd() },
    shortcuts: () => [{ title: t("libbers.title"), keys: shortcuts }],
  };
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {string} name
 * @param {LibberEditor} editor
 */
function head(host, name, editor) {
  const { t } = host;
  const title = t("libbers.title");
  const back = element("a", { class: "penstock-libber-back", attributes: { href: "#/libbers", title } }, icon("back"), element("span", { text: title }));
  const menu = button(t("libbers.more"), () => openMenu(host, { anchor: menu }, editor.items()), { icon: icon("more"), class: "penstock-quiet" });
  setAttribute(menu, "aria-haspopup", "menu");
  const isGone = () => editor.draft?.status === "missing" || editor.draft?.status === "failed";
  editor.addEventListener("penstock-draft", () => setAttribute(menu, "hidden", isGone() ? "" : null));
  return element("div", { class: "penstock-libber-bar" }, back, element("h1", { text: name, attributes: { dir: "auto", title: name } }), menu);
}

/**
 * @param {KeyboardEvent} event wherever the focus is: the browser would save the page
 * @param {LibberEditor} editor
 */
function saveByKey(event, editor) {
  if (event.defaultPrevented || chordOf(event) !== "Ctrl+S" || topDialog()) return;
  event.preventDefault();
  editor.save();
}

/** A text that is filled from the library as it is being edited, saved or not. */
class Trial {
  #editor;
  #apply;
  #onDraft = () => this.#show();

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {LibberEditor} editor
   */
  constructor(host, editor) {
    this.#editor = editor;
    this.#apply = LibberApply.create(host, { fixed: true });
    this.#apply.applied = { text: kept(KEPT_AS) ?? "", libbers: [editor.libber], seed: "0" };
    this.#apply.addEventListener("penstock-apply", () => keep(KEPT_AS, this.#apply.applied.text));
    const title = host.t("libbers.try");
    this.root = element("aside", { class: "penstock-libber-trial", attributes: { "aria-label": title } }, element("h2", { text: title }), this.#apply);
    editor.addEventListener("penstock-draft", this.#onDraft);
  }

  close() {
    this.#editor.removeEventListener("penstock-draft", this.#onDraft);
  }

  #show() {
    const { draft, libber } = this.#editor;
    const isReady = draft?.status === "ready";
    this.root.hidden = !isReady;
    if (!draft || !isReady) return;
    this.#apply.unsaved = { libber, libs: libsOf(draft), delimiter: delimiterOf(draft), depth: depthOf(draft) };
  }
}
