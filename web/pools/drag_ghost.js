/** The picture that goes with the pointer while images are dragged, with their number. */

import { element } from "../library/elements.js";

const WIDEST = 84;
/** Beside the pointer, so that the line where the images would go stays in sight. */
const BESIDE = 12;

export class DragGhost {
  #root;

  /**
   * @param {HTMLImageElement} image
   * @param {DOMRect} rect where its tile is on the screen
   * @param {number} count how many images are dragged
   */
  constructor(image, rect, count) {
    const size = Math.min(WIDEST, rect.width * 0.7);
    const picture = element("img", { attributes: { src: image.src, alt: "", draggable: "false" } });
    const badge = count > 1 ? element("span", { class: "penstock-ghost-count", text: String(count) }) : null;
    this.#root = element("div", { class: "penstock-pool penstock-ghost", attributes: { "aria-hidden": "true" } }, picture, badge);
    this.#root.classList.toggle("penstock-ghost-many", count > 1);
    Object.assign(this.#root.style, { width: `${size}px`, height: `${size}px` });
    document.body.append(this.#root);
  }

  /** @param {import("./drag_gesture.js").Point} point */
  moveTo({ x, y }) {
    this.#root.style.transform = `translate(${x + BESIDE}px, ${y + BESIDE}px)`;
  }

  remove() {
    this.#root.remove();
  }
}
