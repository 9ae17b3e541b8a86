/** The prompts that can be put into a composition: searched by name and words, clicked or dragged. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/** More are found by searching. */
const MOST_SHOWN = 100;

/** @typedef {{name: string, text: string, category: string}} Source */

/**
 * @typedef {object} SourceActions
 * @property {(name: string) => void} add
 * @property {(down: PointerEvent, name: string) => void} drag
 */

export class CompositionSource {
  #t;
  #actions;
  #sources = /** @type {readonly Source[]} */ ([]);
  #locked = false;
  #drawn = "";
  #more = element("p", { class: "penstock-source-more" });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {SourceActions} actions
   */
  constructor(t, actions) {
    this.#t = t;
    this.#actions = actions;
    this.search = element("input", {
      attributes: { type: "search", placeholder: t("prompts.add_search"), "aria-label": t("prompts.add_search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#draw(), keydown: (event) => this.#onSearchKey(event) },
    });
    this.list = element("ul", { class: "penstock-source-list", attributes: { "aria-label": t("prompts.add_prompts") } });
    const scroller = element("div", { class: "penstock-source-rows", attributes: { "data-capture-wheel": "true" } }, this.list, this.#more);
    this.root = element("div", { class: "penstock-source" }, element("label", { class: "penstock-source-search" }, icon("plus"), this.search), scroller);
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("pointerdown", (event) => this.#onPointer(event));
  }

  /**
   * @param {readonly Source[]} sources
   * @param {boolean} locked
   */
  show(sources, locked) {
    [this.#sources, this.#locked] = [sources, locked];
    this.search.disabled = locked;
    this.#draw();
  }

  get #found() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (/** @type {Source} */ { name, text, category }, /** @type {string} */ word) => `${name}\n${category}\n${text}`.toLowerCase().includes(word);
    const found = this.#sources.filter((source) => words.every((word) => fits(source, word)));
    const begins = (/** @type {Source} */ { name }) => (words.length && name.toLowerCase().includes(words.join(" ")) ? 0 : 1);
    return found.sort((one, other) => begins(one) - begins(other));
  }

  #draw() {
    const found = this.#found;
    const shown = found.slice(0, MOST_SHOWN);
    const drawn = JSON.stringify([this.#locked, shown.map(({ name, text, category }) => [name, text.slice(0, 120), category])]);
    const left = found.length - shown.length;
    setText(this.#more, left ? this.#t("prompts.more_prompts", { count: left }) : found.length ? "" : this.#t("prompts.none_found"));
    setAttribute(this.#more, "hidden", this.#more.textContent ? null : "");
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#buttons.findIndex((one) => one === document.activeElement);
    this.list.replaceChildren(...shown.map((source) => this.#row(source)));
    const [first] = this.#buttons;
    if (first) setAttribute(first, "tabindex", 0);
    if (focused >= 0) this.#focus(Math.min(focused, shown.length - 1));
  }

  get #buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  /** @param {Source} source */
  #row({ name, text, category }) {
    const add = element(
      "button",
      { attributes: { type: "button", tabindex: -1, "aria-label": this.#t("prompts.add_prompt", { name }), "data-name": name }, on: { click: () => this.#actions.add(name) } },
      element("span", { class: "penstock-source-name", text: name, attributes: { dir: "auto" } }),
      category ? element("span", { class: "penstock-source-category", text: category, attributes: { dir: "auto" } }) : null,
      element("span", { class: "penstock-source-text", text: text.replace(/\s+/g, " ").slice(0, 120), attributes: { dir: "auto" } }),
    );
    add.disabled = this.#locked;
    return element("li", {}, add);
  }

  /** @param {PointerEvent} down a finger scrolls, and taps */
  #onPointer(down) {
    const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (down.target).closest("[data-name]"));
    if (row && down.pointerType === "mouse") this.#actions.drag(down, row.dataset.name ?? "");
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    const [first] = this.#found;
    if (event.key === "Enter" && first && this.search.value.trim()) {
      this.#actions.add(first.name);
      this.search.select();
    } else if (event.key === "ArrowDown") this.#focus(0);
    else if (event.key === "Escape" && this.search.value) this.#clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #clear() {
    this.search.value = "";
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.#buttons.findIndex((one) => one === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.#buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < 0) this.search.focus();
    else this.#focus(Math.min(to, this.#buttons.length - 1));
  }

  /** @param {number} at */
  #focus(at) {
    const all = this.#buttons;
    for (const [index, one] of all.entries()) setAttribute(one, "tabindex", index === at ? 0 : -1);
    all[at]?.focus();
  }
}
