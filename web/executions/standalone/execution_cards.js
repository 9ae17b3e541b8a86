/** The cards of executions, in a group for each story, with their keys and menus. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { chooseExecution } from "../choose_execution.js";
import { DeletionSteps } from "../deletion_steps.js";
import { deleteExecution } from "../execution_actions.js";
import { pageOf, textOf, titleOf } from "../execution_names.js";
import { ProgressLine } from "../progress_line.js";

const COVER = 256;

/**
 * @typedef {import("../types.js").Listed} Listed
 * @typedef {{root: HTMLElement, link: HTMLAnchorElement, show: (one: Listed) => void}} Card
 * @typedef {{root: HTMLElement, list: HTMLElement}} Group
 */

export class ExecutionCards {
  #app;
  steps = new DeletionSteps();
  #cards = /** @type {Map<string, Card>} */ (new Map());
  #groups = /** @type {Map<string, Group>} */ (new Map());
  #shown = /** @type {Map<string, Listed>} */ (new Map());

  /** @param {import("./pages.js").ExecutionApp} app */
  constructor(app) {
    this.#app = app;
    this.root = element("div", { class: "penstock-execution-groups" });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("focusin", ({ target }) => this.#rove(/** @type {Element} */ (target).closest("li")));
  }

  /** @param {string} key as `textOf` writes it */
  linkOf(key) {
    return this.#shown.has(key) ? (this.#cards.get(key)?.link ?? null) : null;
  }

  focusFirst() {
    this.#links[0]?.focus();
  }

  /** @param {Listed[]} executions the newest first: the story that ran last comes first */
  show(executions) {
    const at = this.#links.indexOf(/** @type {any} */ (document.activeElement));
    this.#shown = new Map(executions.map((one) => [textOf(one), one]));
    for (const [key, card] of this.#cards) if (!this.#shown.has(key)) (card.root.remove(), this.#cards.delete(key));
    const stories = [...new Set(executions.map(({ story }) => story))];
    for (const [story, group] of this.#groups) if (!stories.includes(story)) (group.root.remove(), this.#groups.delete(story));
    for (const [place, story] of stories.entries()) this.#showGroup(story, place, executions.filter((one) => one.story === story));
    setAttribute(this.root, "hidden", executions.length ? null : "");
    // What went away with the focus gives it to the next.
    if (at >= 0 && !this.root.contains(document.activeElement)) this.#links[Math.min(at, this.#links.length - 1)]?.focus();
    if (!this.root.querySelector("li > a[tabindex='0']")) this.#rove(this.#links[0]?.closest("li") ?? null);
  }

  /**
   * @param {string} story
   * @param {number} place
   * @param {Listed[]} executions
   */
  #showGroup(story, place, executions) {
    const group = this.#groups.get(story) ?? this.#makeGroup(story);
    this.#groups.set(story, group);
    putAt(this.root, group.root, place);
    for (const [at, one] of executions.entries()) {
      const key = textOf(one);
      const card = this.#cards.get(key) ?? this.#make(one);
      this.#cards.set(key, card);
      card.show(one);
      putAt(group.list, card.root, at);
    }
  }

  /** @param {string} story */
  #makeGroup(story) {
    const { t } = this.#app.host;
    const list = element("ul", { class: "penstock-execution-cards", attributes: { "aria-label": t("executions.of_story", { story }) } });
    const link = element("a", { text: story, attributes: { href: `#/stories/${encodeURIComponent(story)}`, title: t("executions.open_story", { story }), dir: "auto" } });
    return { root: element("section", {}, element("h2", {}, link), list), list };
  }

  get #links() {
    return /** @type {HTMLAnchorElement[]} */ ([...this.root.querySelectorAll("li > a")]);
  }

  /**
   * @param {Listed} first
   * @returns {Card}
   */
  #make(first) {
    const { host, book } = this.#app;
    const { t } = host;
    const key = textOf(first);
    const image = element("img", { attributes: { alt: "", loading: "lazy", decoding: "async" } });
    const [name, note, problem] = [element("strong"), element("small"), element("span", { class: "penstock-execution-warns" }, icon("warning"))];
    const progress = new ProgressLine(t);
    const cover = element("span", { class: "penstock-execution-cover" }, image, problem);
    const link = element("a", { attributes: { href: `#${pageOf(first)}`, tabindex: -1 } }, cover, element("span", { class: "penstock-execution-words" }, name, note, progress.root));
    const more = button(t("executions.menu_of", { name: titleOf(first) }), () => this.#openMenu(key, { anchor: more }), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    more.tabIndex = -1;
    const root = element("li", { attributes: { "data-execution": key } }, link, more);
    root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.#openMenu(key, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: more });
    });
    const show = (/** @type {Listed} */ one) => {
      setText(name, titleOf(one));
      setText(note, [t("executions.scenes", { count: one.scene_count }), t("executions.job", { job: one.job }), one.videos_count && t("executions.videos_count", { count: one.videos_count })].filter(Boolean).join(" · "));
      setAttribute(link, "title", key);
      setAttribute(note, "title", note.textContent);
      setAttribute(image, "src", one.cover ? book.client.imageUrl(one, { name: one.cover }, COVER) : book.client.sourceUrl(one, COVER));
      setAttribute(problem, "hidden", one.problems.length ? null : "");
      setAttribute(problem, "title", one.problems.join("\n") || null);
      progress.show(one);
    };
    return { root, link, show };
  }

  /**
   * @param {string} key
   * @param {import("../../library/menu.js").Place} place
   */
  #openMenu(key, place) {
    const { host, open } = this.#app;
    const { t } = host;
    const one = this.#shown.get(key);
    if (!one) return;
    this.linkOf(key)?.focus({ preventScroll: true });
    openMenu(host, place, [
      { label: t("page.open"), icon: icon("forward"), keys: "Enter", run: () => open(one) },
      { label: t("executions.compare"), icon: icon("compare"), keys: "C", run: () => void this.#compare(one) },
      null,
      { label: t("executions.delete"), icon: icon("trash"), keys: "Delete", danger: true, disabled: one.read_only, run: () => void this.#remove(one) },
    ]);
  }

  /** @param {Listed} one */
  async #compare(one) {
    const { host, book, compare } = this.#app;
    const other = await chooseExecution(host, book, { title: host.t("executions.compare_with"), beside: [one] });
    if (other) compare(one, other);
  }

  /** @param {Listed} one */
  async #remove(one) {
    const { host, book } = this.#app;
    if (one.read_only) return;
    const restored = () => {
      const link = this.linkOf(textOf(one));
      link?.focus({ preventScroll: true });
      link?.scrollIntoView({ block: "nearest" });
    };
    await this.steps.run(() => deleteExecution(host, book, one, restored));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const line = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("li"));
    const one = this.#shown.get(line?.dataset.execution ?? "");
    if (!line || !one || event.altKey) return;
    const chord = chordOf(event);
    const to = this.#next(chord, /** @type {HTMLAnchorElement} */ (line.firstElementChild));
    const menu = () => this.#openMenu(textOf(one), { anchor: /** @type {HTMLElement} */ (line.querySelector("button")) });
    const remove = () => void this.#remove(one);
    const run = /** @type {Record<string, () => void>} */ ({ C: () => void this.#compare(one), Delete: remove, Backspace: remove, "Shift+F10": menu, ContextMenu: menu })[chord];
    if (!to && !run) return;
    event.preventDefault();
    if (to) to.focus();
    else run();
  }

  /**
   * @param {string} chord
   * @param {HTMLAnchorElement} link
   * @returns {HTMLAnchorElement | undefined}
   */
  #next(chord, link) {
    const links = this.#links;
    const at = links.indexOf(link);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: links.length - 1 }[chord];
    if (to !== undefined) return links[Math.max(0, Math.min(to, links.length - 1))];
    const step = { ArrowUp: -1, ArrowDown: 1 }[chord];
    return step ? nearestLine(links, link, step) : undefined;
  }

  /** One of them is reached by Tab, and its menu after it. @param {Element | null} line */
  #rove(line) {
    for (const one of this.root.querySelectorAll("li > *")) setAttribute(one, "tabindex", one.parentElement === line ? 0 : -1);
  }
}

/**
 * The nearest link of the line above or below, also in the next group.
 * @param {HTMLElement[]} links
 * @param {HTMLElement} link
 * @param {number} step
 */
function nearestLine(links, link, step) {
  const box = link.getBoundingClientRect();
  const beyond = links.map((one) => ({ one, at: one.getBoundingClientRect() })).filter(({ at }) => (at.top - box.top) * step > 1);
  const lines = beyond.map(({ at }) => at.top);
  const line = step > 0 ? Math.min(...lines) : Math.max(...lines);
  const there = beyond.filter(({ at }) => Math.abs(at.top - line) < 1);
  there.sort((one, other) => Math.abs(one.at.left - box.left) - Math.abs(other.at.left - box.left));
  return /** @type {HTMLAnchorElement | undefined} */ (there[0]?.one ?? link);
}

/**
 * What stands where it shall is left alone: moving it takes the focus from it.
 * @param {HTMLElement} parent
 * @param {HTMLElement} child
 * @param {number} place
 */
function putAt(parent, child, place) {
  if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
}
