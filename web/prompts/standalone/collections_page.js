/** Every collection of prompts as a line: search, create, delete, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { collectionItems, newCollection } from "../collection_actions.js";
import { importCollections } from "../collection_files.js";
import { isUnsaved } from "../collections.js";
import { collectionRow } from "./collection_row.js";
import { deletedCollections } from "./deleted_collections.js";
import { collectionsMessage } from "./collections_messages.js";

/**
 * @param {import("./pages.js").PromptApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function collectionsPage(app) {
  const page = new CollectionsPage(app);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("prompts.new")],
    ["/", t("prompts.search")],
    ["↑ ↓", t("prompts.keys.rows")],
    ["Enter", t("prompts.keys.open")],
    ["Delete", t("prompts.keys.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: t("prompts.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => void page.create() },
    shortcuts: () => [{ title: t("prompts.title"), keys }],
    place: () => page.linkOf(app.last.folder),
  };
}

class CollectionsPage {
  #app;
  #search;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div");
  #rows = element("ul", { class: "penstock-list" });
  #drawn = "";
  #closed = new AbortController();

  /** @param {import("./pages.js").PromptApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("prompts.search"), "aria-label": t("prompts.search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    const create = button(t("prompts.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const take = button(t("prompts.import"), () => void importCollections(app.host, app.collections), { icon: icon("upload"), showLabel: true, class: "penstock-button penstock-collections-import" });
    setAttribute(take, "aria-label", t("prompts.import"));
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("prompts.title") }), this.#total, search, take, create);
    this.root = element("section", { class: "penstock-list-page" }, bar, this.#message, this.#rows, deletedCollections(app, this.#closed.signal));
    this.#rows.addEventListener("keydown", (event) => this.#onKey(event));
    app.collections.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    void app.collections.refresh();
    this.#show();
  }

  close() {
    this.#closed.abort();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  async create() {
    const folder = await newCollection(this.#app.host, this.#app.collections);
    if (folder) this.#app.open(folder);
  }

  /**
   * @param {string} folder
   * @returns {HTMLElement | null}
   */
  linkOf(folder) {
    return this.#rows.querySelector(`[data-folder="${CSS.escape(folder)}"] a`);
  }

  #show() {
    const { collections, host } = this.#app;
    const text = this.#search.value.trim().toLowerCase();
    const found = collections.list.filter(({ folder }) => folder.toLowerCase().includes(text));
    const some = collections.list.length > 0;
    const counted = found.length < collections.list.length ? host.t("page.found", { shown: found.length, count: collections.list.length }) : String(found.length);
    setText(this.#total, some ? counted : "");
    setAttribute(this.root, "aria-busy", collections.status === "loading" ? "true" : null);
    setAttribute(this.#rows, "hidden", found.length ? null : "");
    this.#draw(found);
    const ways = { create: () => void this.create(), clear: () => this.#clearSearch() };
    const message = collectionsMessage(this.#app, { some, found: found.length > 0 }, ways);
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  /** @param {readonly import("../types.js").ListedCollection[]} found */
  #draw(found) {
    const drawn = JSON.stringify(found);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#folderAt(document.activeElement);
    const at = this.#links.findIndex((link) => link === document.activeElement);
    this.#rows.replaceChildren(...found.map((one) => collectionRow(this.#app, one, (folder, place) => this.#openMenu(folder, place))));
    if (focused !== null) (this.linkOf(focused) ?? this.#links[Math.min(Math.max(at, 0), found.length - 1)] ?? this.#search).focus({ preventScroll: true });
  }

  get #links() {
    return [...this.#rows.querySelectorAll("a")];
  }

  /** @param {Element | null} target */
  #folderAt(target) {
    const row = /** @type {HTMLElement | null | undefined} */ (target?.closest(".penstock-list > [data-folder]"));
    return row?.dataset.folder ?? null;
  }

  /**
   * @param {string} folder
   * @param {import("../../library/menu.js").Place} place
   */
  #openMenu(folder, place) {
    const { host, collections, open } = this.#app;
    openMenu(host, place, collectionItems(host, collections, folder, { open: () => open(folder) }));
  }

  /** @param {string} folder */
  #remove(folder) {
    const found = this.#app.collections.find(folder);
    if (found && !isUnsaved(found)) void this.#app.collections.remove(folder);
  }

  #clearSearch() {
    this.#search.value = "";
    this.#show();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.#links[0]?.focus();
    else if (event.key === "Escape" && this.#search.value) this.#clearSearch();
    else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const folder = this.#folderAt(target);
    const at = this.#links.findIndex((link) => link === target);
    if (folder === null || at < 0) return;
    const last = this.#links.length - 1;
    const menu = () => this.#openMenu(folder, { anchor: target });
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => this.#links[Math.min(at + 1, last)].focus(),
      ArrowUp: () => (at ? this.#links[at - 1] : this.#search).focus(),
      Home: () => this.#links[0].focus(),
      End: () => this.#links[last].focus(),
      Delete: () => void this.#remove(folder),
      ContextMenu: menu,
      "Shift+F10": menu,
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    does();
  }
}
