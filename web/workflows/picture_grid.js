/** Pictures to choose one of, in rows; by arrow keys, too. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

/** More are shown when asked for: nobody looks through thousands at once. */
const PAGE = 240;

/** @typedef {import("./image_sources.js").Picture} Picture */

export class PictureGrid {
  #choose;
  #t;
  #pictures = /** @type {Picture[]} */ ([]);
  #value = "";
  #shown = 0;
  #list;
  #more;

  /**
   * @param {string} label
   * @param {(picture: Picture) => void} choose
   * @param {import("../library/strings.js").Translate} t
   */
  constructor(label, choose, t) {
    this.#choose = choose;
    this.#t = t;
    this.#list = element("div", { class: "penstock-picker-grid", attributes: { role: "listbox", "aria-label": label } });
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.#more = button(t("workflow_form.more_pictures"), () => this.#grow(), { class: "penstock-button" });
    this.root = element("div", { class: "penstock-picker-scroll" }, this.#list, this.#more);
  }

  /**
   * @param {Picture[]} pictures
   * @param {string} value the one that is chosen now, by its key
   */
  show(pictures, value) {
    this.#pictures = pictures;
    this.#value = value;
    this.#shown = 0;
    this.#list.replaceChildren();
    setAttribute(this.root, "hidden", pictures.length ? null : "");
    this.#grow();
  }

  focus() {
    this.#tiles.find(({ tabIndex }) => tabIndex === 0)?.focus();
  }

  /** @returns {HTMLElement[]} */
  get #tiles() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  #grow() {
    const added = this.#pictures.slice(this.#shown, this.#shown + PAGE).map((picture) => this.#tile(picture));
    this.#shown += added.length;
    this.#list.append(...added);
    setAttribute(this.#more, "hidden", this.#shown < this.#pictures.length ? null : "");
    const first = this.#tiles.find((tile) => tile.getAttribute("aria-selected") === "true") ?? this.#tiles[0];
    if (!this.#tiles.some(({ tabIndex }) => tabIndex === 0) && first) first.tabIndex = 0;
    if (this.#shown > PAGE) added[0]?.focus();
  }

  /** @param {Picture} picture */
  #tile(picture) {
    const image = element("img", { attributes: { src: picture.url, alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    const badge = picture.masked ? element("span", { class: "penstock-picker-badge", attributes: { title: this.#t("workflow_form.has_mask") } }, icon("mask")) : null;
    return element(
      "div",
      {
        class: "penstock-picker-tile",
        attributes: { role: "option", tabindex: -1, title: picture.name, "aria-selected": String(picture.key === this.#value), "aria-label": picture.name },
        on: { click: () => this.#choose(picture) },
      },
      image,
      badge,
      element("span", { class: "penstock-picker-name", text: picture.name, attributes: { dir: "auto" } }),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const tiles = this.#tiles;
    const now = tiles.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (now < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#choose(this.#pictures[now]);
    }
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, ArrowDown: now + this.#columns, ArrowUp: now - this.#columns, Home: 0, End: tiles.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tile = tiles[Math.max(0, Math.min(tiles.length - 1, next))];
    tiles[now].tabIndex = -1;
    tile.tabIndex = 0;
    tile.focus();
  }

  get #columns() {
    const tiles = this.#tiles;
    const top = tiles[0]?.offsetTop;
    const second = tiles.findIndex(({ offsetTop }) => offsetTop !== top);
    return second < 0 ? tiles.length : second;
  }
}
