/** The line between the images and the preview: dragged, or moved by arrow keys. */

import { element, setAttribute } from "../../library/elements.js";
import { keep, kept } from "../../library/page_storage.js";

const KEPT_AS = "penstock.split";
const STEP = 2;
const LEAST = 20;
const MOST = 70;
const USUAL = 38;

export class Split {
  #area = /** @type {HTMLElement | null} */ (null);
  #percent = USUAL;

  /** @param {string} label */
  constructor(label) {
    const attributes = { role: "separator", "aria-orientation": "vertical", "aria-label": label, "aria-valuemin": LEAST, "aria-valuemax": MOST, tabindex: 0 };
    this.root = element("div", { class: "penstock-split", attributes });
    this.root.addEventListener("pointerdown", (event) => this.root.setPointerCapture(event.pointerId));
    this.root.addEventListener("pointermove", (event) => this.#drag(event));
    this.root.addEventListener("dblclick", () => this.#set(USUAL));
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {HTMLElement} area whose right part gets the share `--penstock-split` */
  divide(area) {
    this.#area = area;
    this.#set(Number(kept(KEPT_AS)) || USUAL);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#area || !this.root.hasPointerCapture(event.pointerId)) return;
    const { right, width } = this.#area.getBoundingClientRect();
    this.#set(((right - event.clientX) / width) * 100);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: STEP, ArrowRight: -STEP });
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#set(this.#percent + step);
  }

  /** @param {number} percent */
  #set(percent) {
    this.#percent = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    this.#area?.style.setProperty("--penstock-split", `${this.#percent}%`);
    setAttribute(this.root, "aria-valuenow", this.#percent);
    keep(KEPT_AS, String(this.#percent));
  }
}
