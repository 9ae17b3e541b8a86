/** Every library as a line: search, create, import, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chooseFiles, importLibbers, newLibber } from "../libber_actions.js";
import { DeletedLibbers } from "./deleted_libbers.js";
import { acceptFiles } from "./file_drops.js";
import { LibberLines } from "./libber_lines.js";

/**
 * @param {import("./pages.js").LibberApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function libbersPage(app) {
  const page = new LibbersPage(app);
  const { t } = app.host;
  const shortcuts = /** @type {[string, string][]} */ ([
    ["N", t("libbers.new")],
    ["I", t("libbers.import_file")],
    ["/", t("libbers.search")],
    ["↑ ↓", t("libbers.keys.lines")],
    ["Enter", t("libbers.keys.open")],
    ["F2", t("libbers.rename_title")],
    ["Ctrl+D", t("libbers.duplicate")],
    ["Delete", t("libbers.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: t("libbers.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => void page.create(), i: () => void page.import() },
    shortcuts: () => [{ title: t("libbers.title"), keys: shortcuts }],
    place: () => page.lastLine(),
  };
}

class LibbersPage {
  #app;
  #lines;
  #deleted;
  #search;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div", { attributes: { hidden: "" } });
  #said = "";
  #closed = new AbortController();

  /** @param {import("./pages.js").LibberApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#lines = new LibberLines(app);
    this.#deleted = new DeletedLibbers(app, (name) => this.#lines.linkOf(name)?.focus());
    const label = t("libbers.search");
    const attributes = { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false" };
    this.#search = element("input", { attributes, on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) } });
    this.root = element("section", { class: "penstock-list-page penstock-libbers" }, this.#bar(), this.#message, this.#lines.root, this.#deleted.root);
    acceptFiles(this.root, (files) => void this.#import(files));
    app.book.watch();
    app.book.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    this.#show();
  }

  close() {
    this.#closed.abort();
    this.#deleted.close();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  lastLine() {
    return this.#lines.linkOf(this.#app.last.name);
  }

  /** A new library is opened: it wants snippets. */
  async create() {
    const made = await newLibber(this.#app.host, this.#app.book, this.#lines.count ? "" : this.#search.value);
    if (made) this.#app.open(made.name);
  }

  async import() {
    await this.#import(await chooseFiles(true));
  }

  /** @param {File[]} files */
  async #import(files) {
    const { host, book, last } = this.#app;
    const made = await importLibbers(host, book, files);
    if (!made.length) return;
    last.name = made[0].name;
    await book.refresh();
    this.lastLine()?.focus();
  }

  #bar() {
    const { t } = this.#app.host;
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const load = button(t("libbers.import_file"), () => void this.import(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
    const create = button(t("libbers.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    return element("div", { class: "penstock-list-bar" }, element("h1", { text: t("libbers.title") }), this.#total, search, load, create);
  }

  #show() {
    const { book, host } = this.#app;
    const all = book.list;
    const text = this.#search.value.trim().toLowerCase();
    const found = all.filter(({ name }) => name.toLowerCase().includes(text));
    const loading = book.status === "loading";
    setAttribute(this.root, "aria-busy", loading ? "true" : null);
    setText(this.#total, all.length ? (found.length < all.length ? host.t("page.found", { shown: found.length, count: all.length }) : String(all.length)) : "");
    this.#lines.show(found);
    this.#say(loading ? "loading" : book.status === "failed" ? "failed" : !all.length ? "empty" : found.length ? "" : "none");
  }

  /** @param {"loading" | "failed" | "empty" | "none" | ""} what */
  #say(what) {
    if (what === this.#said) return;
    this.#said = what;
    setAttribute(this.#message, "hidden", what ? null : "");
    this.#message.replaceChildren(...this.#wordsFor(what));
  }

  /**
   * @param {"loading" | "failed" | "empty" | "none" | ""} what
   * @returns {Node[]}
   */
  #wordsFor(what) {
    const { book, host } = this.#app;
    const { t } = host;
    if (what === "loading") return [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }), element("p", { text: t("libbers.loading") }))];
    if (what === "failed") {
      const retry = button(t("retry"), () => void book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
      return [empty("warning", book.error?.message ?? "", book.error?.hint ?? "", retry)];
    }
    if (what === "none") return [empty("search", t("libbers.none_found"), "", button(t("page.clear_search"), () => this.#clear(), { class: "penstock-button" }))];
    const create = () => button(t("libbers.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    return what === "empty" ? [empty("libber", t("libbers.none_yet"), t("libbers.what_hint"), create())] : [];
  }

  #clear() {
    this.#search.value = "";
    this.#show();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.#lines.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clear();
    else return;
    event.preventDefault();
  }
}

/**
 * @param {"search" | "libber" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
