/** Dragging cards or rows into a list, with a pointer of any kind: within the list, or out of another one into it. */

import { element } from "./elements.js";
import { topParent } from "./top_layer.js";

const FAR_ENOUGH = 5;

/**
 * @typedef {object} DragOptions
 * @property {string} label what is dragged, in words
 * @property {string} ghost the class of what goes along with the pointer
 * @property {HTMLElement} list its children are the rows, or cards in rows
 * @property {HTMLElement} scroller around the list
 * @property {number} edge pixels from the ends of the scroller where the list goes on by itself
 * @property {number} step pixels it goes with each frame
 * @property {(index: number | null) => void} over shows before which of them it would go; null for nowhere
 * @property {(index: number) => void} drop
 * @property {() => void} [begin]
 * @property {() => void} [end]
 */

/**
 * Begins with a pressed pointer; nothing happens where it is let go without having moved.
 * @param {PointerEvent} down
 * @param {DragOptions} options
 */
export function drag(down, options) {
  if (down.button === 0 && down.isPrimary) new Drag(down, options);
}

class Drag {
  #options;
  #from;
  #at;
  #ghost = /** @type {HTMLElement | null} */ (null);
  #index = /** @type {number | null} */ (null);
  #frame = 0;
  #stop = new AbortController();

  /**
   * @param {PointerEvent} down
   * @param {DragOptions} options
   */
  constructor(down, options) {
    this.#options = options;
    this.#from = this.#at = { x: down.clientX, y: down.clientY };
    const own = { capture: true, signal: this.#stop.signal };
    const mine = (/** @type {(event: PointerEvent) => void} */ does) => (/** @type {PointerEvent} */ event) => event.pointerId === down.pointerId && does(event);
    window.addEventListener("pointermove", mine((event) => this.#move(event)), own);
    window.addEventListener("pointerup", mine((event) => this.#up(event)), own);
    window.addEventListener("pointercancel", mine(() => this.#end()), own);
    window.addEventListener("blur", () => this.#end(), { signal: this.#stop.signal });
    window.addEventListener("keydown", (event) => this.#onKey(event), own);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.#at = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(this.#at.x - this.#from.x, this.#at.y - this.#from.y);
    if (!this.#ghost && far < FAR_ENOUGH) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#ghost) this.#begin();
    this.#follow();
  }

  #begin() {
    this.#ghost = element("div", { class: `penstock-popover ${this.#options.ghost}`, text: this.#options.label, attributes: { "aria-hidden": "true" } });
    topParent().append(this.#ghost);
    this.#options.begin?.();
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  #follow() {
    const { x, y } = this.#at;
    this.#ghost?.style.setProperty("transform", `translate(${x + 12}px, ${y - 10}px)`);
    this.#index = this.#indexAt(x, y);
    this.#options.over(this.#index);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #indexAt(x, y) {
    const { list, scroller, edge } = this.#options;
    const box = scroller.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top - edge || y > box.bottom + edge) return null;
    const boxes = [...list.children].map((one) => one.getBoundingClientRect());
    const isRow = boxes.length < 2 || boxes[0].top !== boxes[1].top;
    const isBehind = (/** @type {DOMRect} */ one) => (isRow ? one.top + one.height / 2 > y : one.bottom > y && (one.top > y || one.left + one.width / 2 > x));
    const after = boxes.findIndex(isBehind);
    return after < 0 ? boxes.length : after;
  }

  /** Near its ends the list goes on by itself. */
  #scroll() {
    const { scroller, edge, step } = this.#options;
    const box = scroller.getBoundingClientRect();
    const [above, below] = [this.#at.y < box.top + edge, this.#at.y > box.bottom - edge];
    if (this.#index !== null && above !== below) {
      scroller.scrollTop += above ? -step : step;
      this.#follow();
    }
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const [dragged, index] = [this.#ghost !== null, this.#index];
    if (dragged) {
      event.stopPropagation();
      swallowClick();
    }
    this.#end();
    if (dragged && index !== null) this.#options.drop(index);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || !this.#ghost) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#end();
  }

  #end() {
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
    if (!this.#ghost) return;
    this.#ghost.remove();
    this.#options.over(null);
    this.#options.end?.();
  }
}

/** The click that ends a drag is none. */
function swallowClick() {
  const swallow = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, true));
}
