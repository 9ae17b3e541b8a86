/** Every story as a card: search, create, duplicate, delete, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { topDialog } from "../../library/top_layer.js";
import { ownUndoKeys } from "../../library/undo_keys.js";
import { isUnsaved } from "../stories.js";
import { duplicateStory, newStory, storyItems } from "../story_actions.js";
import { deletedStories } from "./deleted_stories.js";
import { storyRow } from "./story_row.js";

/**
 * @param {import("./pages.js").StoryApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function storiesPage(app) {
  const page = new StoriesPage(app);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("stories.new")],
    ["/", t("stories.search")],
    ["↑ ↓", t("stories.keys.rows")],
    ["Enter", t("stories.keys.open")],
    ["Ctrl+D", t("stories.keys.duplicate")],
    ["Delete", t("stories.keys.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: t("stories.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => void page.create() },
    shortcuts: () => [{ title: t("stories.title"), keys }],
    place: () => page.linkOf(app.last.story),
  };
}

class StoriesPage {
  #app;
  #search;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div");
  #rows = element("ul", { class: "penstock-list penstock-stories" });
  #drawn = "";
  #closed = new AbortController();

  /** @param {import("./pages.js").StoryApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("stories.search"), "aria-label": t("stories.search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    const create = button(t("stories.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("stories.title") }), this.#total, search, create);
    this.root = element("section", { class: "penstock-list-page" }, bar, this.#message, this.#rows, deletedStories(app, this.#closed.signal));
    this.#rows.addEventListener("keydown", (event) => this.#onKey(event));
    const { signal } = this.#closed;
    app.stories.addEventListener("change", () => this.#show(), { signal });
    app.book.addEventListener("change", () => this.#show(), { signal });
    // Wherever the focus fell when the last card went.
    this.#closed.signal.addEventListener("abort", ownUndoKeys(document.body, { undo: () => void (topDialog() ?? app.stories.undoRemove()), redo: () => {} }));
    void app.stories.refresh();
    if (!app.book.isKnown) void app.book.refresh();
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
    const story = await newStory(this.#app.host, this.#app.stories);
    if (story) this.#app.open(story);
  }

  /**
   * @param {string} story
   * @returns {HTMLElement | null}
   */
  linkOf(story) {
    return this.#rows.querySelector(`[data-story="${CSS.escape(story)}"] a`);
  }

  #show() {
    const { stories, host } = this.#app;
    const text = this.#search.value.trim().toLowerCase();
    const has = (/** @type {string} */ name) => name.toLowerCase().includes(text);
    const found = stories.list.filter(({ name, scenes }) => has(name) || scenes.some(has));
    const some = stories.list.length > 0;
    setText(this.#total, !some ? "" : found.length < stories.list.length ? host.t("page.found", { shown: found.length, count: stories.list.length }) : String(found.length));
    setAttribute(this.root, "aria-busy", stories.status === "loading" ? "true" : null);
    setAttribute(this.#rows, "hidden", found.length ? null : "");
    this.#draw(found);
    const message = this.#messages(some, found.length > 0);
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  /**
   * @param {boolean} some whether there are stories
   * @param {boolean} found whether some of them are shown
   * @returns {Node[]}
   */
  #messages(some, found) {
    const { host, stories } = this.#app;
    const { t } = host;
    if (stories.status === "failed") {
      const retry = button(t("retry"), () => void stories.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
      return [empty("warning", stories.error.message, stories.error.hint, retry)];
    }
    if (stories.status !== "ready" || found) return [];
    if (some) return [empty("search", t("stories.none_found"), t("page.none_found_hint"), button(t("page.clear_search"), () => this.#clearSearch(), { class: "penstock-button" }))];
    const create = button(t("stories.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    return [empty("story", t("stories.no_stories"), t("stories.no_stories_hint"), create)];
  }

  /** @param {readonly import("../types.js").ListedStory[]} found */
  #draw(found) {
    const { book } = this.#app;
    const drawn = JSON.stringify(found.map((story) => [story, story.scenes.slice(0, 5).map((scene) => book.picture(scene, 128))]));
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#storyAt(document.activeElement);
    const at = this.#links.findIndex((link) => link === document.activeElement);
    this.#rows.replaceChildren(...found.map((one) => storyRow(this.#app, one, (story, place) => this.#openMenu(story, place))));
    if (focused !== null) (this.linkOf(focused) ?? this.#links[Math.min(Math.max(at, 0), found.length - 1)] ?? this.#search).focus({ preventScroll: true });
  }

  get #links() {
    return [...this.#rows.querySelectorAll("a")];
  }

  /** @param {Element | null} target */
  #storyAt(target) {
    const row = /** @type {HTMLElement | null | undefined} */ (target?.closest(".penstock-stories > [data-story]"));
    return row?.dataset.story ?? null;
  }

  /**
   * @param {string} story
   * @param {import("../../library/menu.js").Place} place
   */
  #openMenu(story, place) {
    const { host, stories, open, executions } = this.#app;
    openMenu(host, place, storyItems(host, stories, story, { open: () => open(story), executions: () => executions(story) }));
  }

  /** @param {string} story */
  #remove(story) {
    const found = this.#app.stories.find(story);
    if (found && !isUnsaved(found)) void this.#app.stories.remove(story);
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
    const story = this.#storyAt(target);
    const at = this.#links.findIndex((link) => link === target);
    if (story === null || at < 0) return;
    const last = this.#links.length - 1;
    const menu = () => this.#openMenu(story, { anchor: target });
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => this.#links[Math.min(at + 1, last)].focus(),
      ArrowUp: () => (at ? this.#links[at - 1] : this.#search).focus(),
      Home: () => this.#links[0].focus(),
      End: () => this.#links[last].focus(),
      Delete: () => void this.#remove(story),
      "Ctrl+D": () => void duplicateStory(this.#app.host, this.#app.stories, story),
      ContextMenu: menu,
      "Shift+F10": menu,
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    does();
  }
}

/**
 * @param {"search" | "story" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
