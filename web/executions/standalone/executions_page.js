/** The page of all executions: by story, the newest first, each with its cover and how far it is. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { topDialog } from "../../library/top_layer.js";
import { ownUndoKeys } from "../../library/undo_keys.js";
import { isUnfinished, textOf, titleOf } from "../execution_names.js";
import { DeletedExecutions } from "./deleted_executions.js";
import { ExecutionCards } from "./execution_cards.js";

const UNFINISHED = "unfinished";

/** @typedef {import("../types.js").Listed} Listed */

/**
 * @param {import("./pages.js").ExecutionApp} app
 * @param {string} story whose executions alone are shown; empty: all
 * @returns {import("../../standalone/app.js").Page}
 */
export function executionsPage(app, story) {
  const page = new ExecutionsPage(app, story);
  const { t } = app.host;
  const shortcuts = /** @type {[string, string][]} */ ([
    ["/", t("executions.search")],
    ["Left Right Up Down", t("executions.keys.cards")],
    ["Enter", t("executions.keys.open_one")],
    ["C", t("executions.compare")],
    ["Delete", t("executions.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: story || t("executions.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch() },
    shortcuts: () => [{ title: t("executions.title"), keys: shortcuts }],
    place: () => page.lastCard(),
  };
}

class ExecutionsPage {
  #app;
  #story;
  #cards;
  #deleted;
  #search;
  #open = button("", () => this.#toggleOpen(), { showLabel: true, class: "penstock-button" });
  #onlyOpen = false;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div", { attributes: { hidden: "" } });
  #said = "";
  #stop = new AbortController();

  /**
   * @param {import("./pages.js").ExecutionApp} app
   * @param {string} story
   */
  constructor(app, story) {
    this.#app = app;
    this.#story = story;
    const { t } = app.host;
    this.#cards = new ExecutionCards(app);
    this.#deleted = new DeletedExecutions(app, () => this.#cards.focusFirst());
    const label = t("executions.search");
    const attributes = { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false" };
    this.#search = element("input", { attributes, on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) } });
    this.#open.dataset.filter = UNFINISHED;
    this.root = element("section", { class: "penstock-list-page penstock-executions-page" }, this.#bar(), this.#message, this.#cards.root, this.#deleted.root);
    app.book.watch();
    app.book.addEventListener("change", () => this.#show(), { signal: this.#stop.signal });
    const { steps } = this.#cards;
    const keys = { undo: () => void (topDialog() ?? steps.undo()), redo: () => void (topDialog() ?? steps.redo()) };
    // Wherever the focus fell when the last card went.
    this.#stop.signal.addEventListener("abort", ownUndoKeys(document.body, keys));
    this.#show();
  }

  close() {
    this.#stop.abort();
    this.#deleted.close();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  lastCard() {
    return this.#cards.linkOf(this.#app.last.key);
  }

  #bar() {
    const { t } = this.#app.host;
    const title = element("h1", { text: this.#story || t("executions.title") });
    const all = this.#story ? [element("a", { class: "penstock-button", text: t("executions.all"), attributes: { href: "#/executions" } })] : [];
    const search = element("label", { class: "penstock-list-search penstock-executions-search" }, icon("search"), this.#search);
    return element("div", { class: "penstock-list-bar penstock-executions-bar" }, title, this.#total, ...all, this.#open, search);
  }

  #toggleOpen() {
    this.#onlyOpen = !this.#onlyOpen;
    this.#show();
  }

  #show() {
    const { book, host } = this.#app;
    const { t } = host;
    const ofStory = book.list.filter(({ story }) => !this.#story || story === this.#story);
    const text = this.#search.value.trim().toLowerCase();
    const open = ofStory.filter(isUnfinished);
    const found = (this.#onlyOpen ? open : ofStory).filter((one) => `${textOf(one)} ${titleOf(one)} ${t("executions.job", { job: one.job })}`.toLowerCase().includes(text));
    setAttribute(this.root, "aria-busy", book.status === "loading" ? "true" : null);
    setText(/** @type {HTMLElement} */ (this.#open.firstElementChild), t("executions.unfinished", { count: open.length }));
    setAttribute(this.#open, "aria-pressed", String(this.#onlyOpen));
    setAttribute(this.#open, "hidden", open.length || this.#onlyOpen ? null : "");
    setText(this.#total, ofStory.length ? (found.length < ofStory.length ? t("page.found", { shown: found.length, count: ofStory.length }) : String(ofStory.length)) : "");
    this.#cards.show(found);
    this.#say(book.status === "loading" ? "loading" : book.status === "failed" ? "failed" : !ofStory.length ? "empty" : found.length ? "" : "none");
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
    if (what === "loading") return [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }), element("p", { text: t("executions.loading") }))];
    if (what === "failed") {
      const retry = button(t("retry"), () => void book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
      return [empty("warning", book.error?.message ?? "", book.error?.hint ?? "", retry)];
    }
    if (what === "none") return [empty("search", t("executions.none_found"), "", button(t("page.clear_search"), () => this.#clear(), { class: "penstock-button" }))];
    return what === "empty" ? [empty("executions", t("executions.none_yet"), `${t("executions.what_hint")} ${t("executions.first_hint")}`, ...this.#toStory())] : [];
  }

  #toStory() {
    if (!this.#story) return [];
    const text = this.#app.host.t("executions.open_story", { story: this.#story });
    return [element("a", { class: "penstock-button", text, attributes: { href: `#/stories/${encodeURIComponent(this.#story)}` } })];
  }

  #clear() {
    this.#search.value = "";
    this.#onlyOpen = false;
    this.#show();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.#cards.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clear();
    else return;
    event.preventDefault();
  }
}

/**
 * @param {"search" | "executions" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
