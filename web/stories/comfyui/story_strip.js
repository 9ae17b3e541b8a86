/** The scenes of a story in a node, small, in their order. One may be the one that the node takes. */

import { element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @typedef {object} StripShown
 * @property {readonly string[]} scenes their names in their order
 * @property {number} taken the place of the one that the node takes, -1 for none
 * @property {((at: number) => void) | null} take chooses another one; null where that cannot be chosen here
 */

export class StoryStrip {
  #host;
  #book;
  #drawn = "";
  #take = /** @type {((at: number) => void) | null} */ (null);

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../scene_book.js").SceneBook} book
   */
  constructor(host, book) {
    this.#host = host;
    this.#book = book;
    this.root = element("ol", { class: "penstock-story-strip", attributes: { "aria-label": host.t("stories.scenes"), "data-capture-wheel": "true" } });
    this.root.addEventListener("click", ({ target }) => {
      const at = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-at]"))?.dataset.at;
      if (at !== undefined) this.#take?.(Number(at));
    });
  }

  /** @param {StripShown} shown */
  show({ scenes, taken, take }) {
    this.#take = take;
    const rows = scenes.map((name) => [name, this.#book.picture(name, 128), this.#book.isMissing(name)]);
    const drawn = JSON.stringify([rows, taken, take !== null]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.replaceChildren(...scenes.map((name, at) => this.#tile(name, at, at === taken, take !== null)));
    setAttribute(this.root, "hidden", scenes.length ? null : "");
    const chosen = /** @type {HTMLElement | undefined} */ (this.root.children[taken]);
    if (chosen && hadFocus) chosen.querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * @param {string} name
   * @param {number} at
   * @param {boolean} isTaken
   * @param {boolean} canTake
   */
  #tile(name, at, isTaken, canTake) {
    const { t } = this.#host;
    const isMissing = this.#book.isMissing(name);
    const picture = this.#book.picture(name, 128);
    const image = picture ? element("img", { attributes: { src: picture, alt: "", loading: "lazy", draggable: "false" } }) : icon(isMissing ? "warning" : "images");
    const title = isMissing ? t("stories.scene_missing", { name }) : `${at + 1}. ${name}`;
    const inside = [image, element("span", { class: "penstock-story-strip-order", text: String(at + 1) }), element("span", { class: "penstock-story-strip-name", text: name, attributes: { dir: "auto" } })];
    const tile = canTake ? element("button", { attributes: { type: "button", "aria-pressed": String(isTaken), "aria-label": title } }, ...inside) : element("div", {}, ...inside);
    return element("li", { attributes: { "data-at": at, "data-taken": isTaken ? "" : null, "data-missing": isMissing ? "" : null, title } }, tile);
  }
}
