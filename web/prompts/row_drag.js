/** Dragging rows into a list, with a pointer of any kind: within the list, or out of another one into it. */

import { element } from "../library/elements.js";
import { topParent } from "../library/top_layer.js";

const FAR_ENOUGH = 5;
const EDGE = 28;
const SCROLL_STEP = 8;

/**
 * @typedef {object} DragOptions
 * @property {string} label what is dragged, in words
 * @property {HTMLElement} list its children are the rows
 * @property {HTMLElement} scroller around the list
 * @property {(index: number | null) => void} over shows where the row would go; null for nowhere
 * @property {(index: number) => void} drop
 * @property {() => void} [begin]
 * @property {() => void} [end]
 */

/**
 * Begins with a pressed pointer; nothing happens where it is let go without having moved.
 * @param {PointerEvent} down
 * @param {DragOptions} options
 */
export function dragRow(down, options) {
  if (down.button !== 0 || !down.isPrimary) return;
  new RowDrag(down, options);
}

class RowDrag {
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
    this.#ghost = element("div", { class: "penstock-popover penstock-row-ghost", text: this.#options.label, attributes: { "aria-hidden": "true" } });
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
    const box = this.#options.scroller.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top - EDGE || y > box.bottom + EDGE) return null;
    const rows = [...this.#options.list.children];
    const after = rows.findIndex((row) => middle(row) > y);
    return after < 0 ? rows.length : after;
  }

  /** Near its ends the list goes on by itself. */
  #scroll() {
    const { scroller } = this.#options;
    const box = scroller.getBoundingClientRect();
    const [above, below] = [this.#at.y < box.top + EDGE, this.#at.y > box.bottom - EDGE];
    if (this.#index !== null && above !== below) {
      scroller.scrollTop += above ? -SCROLL_STEP : SCROLL_STEP;
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

/** @param {Element} row */
function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
