/** Every scene as a card: search, create, rename, delete, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { topDialog } from "../../library/top_layer.js";
import { ownUndoKeys } from "../../library/undo_keys.js";
import { newScene, renameScene, sceneItems } from "../scene_actions.js";
import { SceneCards } from "./scene_cards.js";
import { deletedScenes } from "./deleted_scenes.js";
import { scenesMessage } from "./scenes_messages.js";

/**
 * @param {import("./pages.js").SceneApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function scenesPage(app) {
  const page = new ScenesPage(app);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("scenes.new")],
    ["/", t("scenes.search")],
    ["← ↑ ↓ →", t("scenes.keys.cards")],
    ["Enter", t("scenes.keys.open")],
    ["F2", t("scenes.keys.rename")],
    ["Delete", t("scenes.keys.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: t("scenes.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => void page.create() },
    shortcuts: () => [{ title: t("scenes.title"), keys }],
    place: () => page.cards.linkOf(app.last.scene),
  };
}

class ScenesPage {
  #app;
  #search;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div");
  #closed = new AbortController();

  /** @param {import("./pages.js").SceneApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("scenes.search"), "aria-label": t("scenes.search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    const create = button(t("scenes.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("scenes.title") }), this.#total, search, create);
    this.cards = new SceneCards(app, {
      menu: (name, place) => this.#openMenu(name, place),
      rename: (name) => void renameScene(app.host, app.book, name).then((to) => to && this.cards.focus(to)),
      remove: (name) => void app.book.remove(name, (back) => this.cards.focus(back)),
      above: () => this.#search.focus(),
    });
    this.root = element("section", { class: "penstock-list-page penstock-scenes-page" }, bar, this.#message, this.cards.root, deletedScenes(app, this.#closed.signal));
    app.book.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    // Wherever the focus fell when the last card went.
    this.#closed.signal.addEventListener("abort", ownUndoKeys(document.body, { undo: () => void (topDialog() ?? app.book.undoRemove()), redo: () => {} }));
    void app.book.refresh();
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
    const name = await newScene(this.#app.host, this.#app.book);
    if (name) this.#app.open(name);
  }

  #show() {
    const { book, host } = this.#app;
    const text = this.#search.value.trim().toLowerCase();
    const words = (/** @type {import("../types.js").ListedScene} */ { name, used_in: stories = [] }) => [name, ...stories].join("\n").toLowerCase();
    const found = book.list.filter((one) => words(one).includes(text));
    const some = book.list.length > 0;
    const counted = found.length < book.list.length ? host.t("page.found", { shown: found.length, count: book.list.length }) : String(found.length);
    setText(this.#total, some ? counted : "");
    setAttribute(this.root, "aria-busy", book.status === "loading" ? "true" : null);
    const focused = this.cards.focused;
    this.cards.show(found);
    if (focused !== null && !found.length) this.#search.focus();
    const ways = { create: () => void this.create(), clear: () => this.#clearSearch() };
    const message = scenesMessage(this.#app, { some, found: found.length > 0 }, ways);
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  /**
   * @param {string} name
   * @param {import("../../library/menu.js").Place} place
   */
  #openMenu(name, place) {
    const { host, book, open } = this.#app;
    const found = (/** @type {string} */ to) => this.cards.focus(to);
    openMenu(host, place, sceneItems(host, book, name, { open: () => open(name), renamed: found, restored: found }));
  }

  #clearSearch() {
    this.#search.value = "";
    this.#show();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.cards.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clearSearch();
    else return;
    event.preventDefault();
  }
}
