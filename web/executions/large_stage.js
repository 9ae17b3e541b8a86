/** Where a picture stands on the whole screen, zoomed and panned; of two that are compared, both, with a line to move between. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { ViewportGestures } from "../library/viewport.js";

const MARGIN = 8;
const MOST_FIT = 4;
const PIXELATED_FROM = 2;
const BARELY = 1;
const STEP = 0.02;
const FAR_ENOUGH_PX = 56;

/**
 * @typedef {{url: string, small: string, name: string}} Shown a picture, and a small one to stand for it until it is there
 *
 * @typedef {object} StageOptions
 * @property {HTMLElement} keys where the keys of zoom and pan are heard
 * @property {(step: 1 | -1) => void} swiped
 * @property {() => void} retry
 */

export class LargeStage {
  #t;
  #options;
  #front = layer();
  #back = layer();
  #picture = element("div", { class: "penstock-large-picture" }, this.#back, this.#front);
  #spinner = element("span", { class: "penstock-spinner", attributes: { hidden: "" } });
  #problem = element("div", { class: "penstock-large-problem", attributes: { role: "alert", hidden: "" } });
  #line;
  /** @type {ViewportGestures} */
  #gestures;
  #size = { width: 1, height: 1 };
  #share = 0.5;
  #isTwo = false;
  #swipe = /** @type {{id: number, x: number} | null} */ (null);

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {StageOptions} options
   */
  constructor(t, options) {
    this.#t = t;
    this.#options = options;
    this.#line = this.#makeLine();
    const attributes = { tabindex: 0, role: "group", "aria-label": t("executions.large") };
    this.root = element("div", { class: "penstock-large-stage", attributes }, this.#picture, this.#spinner, this.#problem, this.#line);
    this.#gestures = new ViewportGestures(this.root, {
      image: this.#size,
      keys: options.keys,
      margin: MARGIN,
      mostFit: MOST_FIT,
      changed: (view) => this.#place(view),
      took: () => (this.#swipe = null),
      dragPans: (event) => !this.#onLine(event) && (event.pointerType !== "touch" || !this.#isWhole),
    });
    this.root.addEventListener("dblclick", (event) => this.#onLine(event) || this.#toggleZoom(event));
    this.root.addEventListener("pointerdown", (event) => this.#down(event));
    this.root.addEventListener("pointerup", (event) => this.#up(event));
  }

  /**
   * @param {Shown} front
   * @param {Shown | null} back the other one, with a line between them to move
   */
  show(front, back) {
    this.#isTwo = back !== null;
    setAttribute(this.#line, "hidden", back ? null : "");
    setAttribute(this.#back, "hidden", back ? null : "");
    if (back) this.#fill(this.#back, back);
    this.#fill(this.#front, front);
    this.#clip();
  }

  fit() {
    this.#gestures.fit();
  }

  actual() {
    this.#gestures.actual();
  }

  close() {
    this.#gestures.close();
  }

  /** Asks again for what could not be loaded. */
  reload() {
    for (const one of [this.#front, this.#back]) {
      const { url = "", small = "", name = "" } = one.dataset;
      one.dataset.url = "";
      if (url && !one.hidden) this.#fill(one, { url, small, name });
    }
  }

  get #isWhole() {
    const { scale } = this.#gestures.view;
    const { width, height } = this.#gestures.areaSize;
    return this.#size.width * scale <= width + BARELY && this.#size.height * scale <= height + BARELY;
  }

  /**
   * @param {HTMLElement} where
   * @param {Shown} shown
   */
  #fill(where, { url, small, name }) {
    if (where.dataset.url === url) return;
    Object.assign(where.dataset, { url, small, name });
    const full = element("img", { class: "penstock-large-full", attributes: { src: url, alt: name, decoding: "async", draggable: "false" } });
    const before = element("img", { attributes: { src: small, alt: "", draggable: "false" }, on: { load: () => full.isConnected && !full.complete && this.#shape(where, before) } });
    where.replaceChildren(before, full);
    this.#say("");
    void this.#load(where, full);
  }

  /**
   * @param {HTMLElement} where
   * @param {HTMLImageElement} full
   */
  async #load(where, full) {
    setAttribute(this.#spinner, "hidden", full.complete ? "" : null);
    const shown = await full.decode().then(() => true, () => full.complete && full.naturalWidth > 0);
    if (!full.isConnected) return;
    setAttribute(this.#spinner, "hidden", "");
    full.classList.toggle("penstock-large-broken", !shown);
    if (shown) this.#shape(where, full);
    else this.#say(this.#t("executions.not_loaded"));
  }

  /**
   * Pictures of one size are gone through with the same zoom at the same place, to compare them.
   * @param {HTMLElement} where
   * @param {HTMLImageElement} image
   */
  #shape(where, { naturalWidth: width, naturalHeight: height }) {
    if (where !== this.#front || !width || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    this.#gestures.show(this.#size);
  }

  /** @param {import("../library/viewport.js").View} view */
  #place({ scale, x, y }) {
    const { width, height } = this.#size;
    Object.assign(this.#picture.style, { left: `${x}px`, top: `${y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    this.#picture.classList.toggle("penstock-large-pixelated", scale > PIXELATED_FROM);
    this.#clip();
  }

  /** The first of two is seen to the left of the line. */
  #clip() {
    const { scale, x } = this.#gestures?.view ?? { scale: 1, x: 0 };
    const at = this.#share * this.root.clientWidth;
    const cut = Math.max(0, this.#size.width * scale - (at - x));
    this.#front.style.clipPath = this.#isTwo ? `inset(0 ${cut}px 0 0)` : "";
    this.#line.style.left = `${this.#share * 100}%`;
    setAttribute(this.#line, "aria-valuenow", Math.round(this.#share * 100));
  }

  #makeLine() {
    const attributes = { role: "slider", tabindex: 0, "aria-label": this.#t("executions.wipe_line"), "aria-valuemin": 0, "aria-valuemax": 100, hidden: "" };
    const line = element("div", { class: "penstock-large-line", attributes }, element("span", {}, icon("wipe")));
    line.addEventListener("pointerdown", (event) => (line.setPointerCapture(event.pointerId), event.preventDefault(), line.focus()));
    line.addEventListener("pointermove", (event) => line.hasPointerCapture(event.pointerId) && this.#moveLine(this.#gestures.pointOf(event).x / this.root.clientWidth));
    line.addEventListener("keydown", (event) => this.#onLineKey(event));
    return line;
  }

  /** @param {KeyboardEvent} event */
  #onLineKey(event) {
    const to = { ArrowLeft: this.#share - STEP, ArrowRight: this.#share + STEP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#moveLine(to);
  }

  /** @param {number} share */
  #moveLine(share) {
    this.#share = Math.min(1, Math.max(0, share));
    this.#clip();
  }

  /** @param {Event} event */
  #onLine({ target }) {
    return this.#line.contains(/** @type {Node} */ (target));
  }

  /** @param {PointerEvent} event one finger across a picture that is shown whole leads to the next one */
  #down(event) {
    const swipes = event.pointerType === "touch" && event.isPrimary && this.#isWhole && !this.#onLine(event);
    this.#swipe = swipes ? { id: event.pointerId, x: event.clientX } : null;
  }

  /** @param {PointerEvent} event */
  #up({ pointerId, clientX }) {
    const dx = this.#swipe?.id === pointerId ? clientX - this.#swipe.x : 0;
    this.#swipe = null;
    if (Math.abs(dx) >= FAR_ENOUGH_PX) this.#options.swiped(dx < 0 ? 1 : -1);
  }

  /** @param {MouseEvent} event */
  #toggleZoom(event) {
    if (!this.#isWhole) return this.fit();
    return this.#gestures.zoomBy(1 / this.#gestures.view.scale, this.#gestures.pointOf(event));
  }

  /** @param {string} problem */
  #say(problem) {
    setAttribute(this.#problem, "hidden", problem ? null : "");
    const retry = button(this.#t("retry"), this.#options.retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    this.#problem.replaceChildren(...(problem ? [icon("warning"), element("span", { text: problem }), retry] : []));
  }
}

function layer() {
  return element("div", { class: "penstock-large-layer" });
}
