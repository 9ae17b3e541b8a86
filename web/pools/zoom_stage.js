/** Where the image stands: thumbnail, full image and mask on top of each other, zoomed and panned as one. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { ViewportGestures } from "../library/viewport.js";
import { watchSwipes } from "./zoom_swipe.js";

/** Above this scale single pixels are what one wants to see. */
const PIXELATED_FROM = 2;
const MARGIN = 8;
const MOST_FIT = 4;
const BARELY = 1;

/**
 * @typedef {import("./types.js").Slot} Slot
 *
 * @typedef {object} StageOptions
 * @property {HTMLElement} keys where the keys of zoom and pan are heard
 * @property {(step: 1 | -1) => void} swiped
 * @property {() => void} retry
 * @property {() => void} settled the image shown is there, or will not come
 * @property {(scale: number) => void} zoomed
 */

export class ZoomStage {
  #t;
  #options;
  #thumbnail = element("img", { class: "penstock-zoom-thumbnail", attributes: { alt: "", decoding: "sync", draggable: "false" } });
  #mask = element("div", { class: "penstock-zoom-mask" });
  #picture = element("div", { class: "penstock-zoom-picture" });
  #problem = element("div", { class: "penstock-zoom-problem", attributes: { role: "alert" } });
  #full = /** @type {HTMLImageElement | null} */ (null);
  /** @type {ViewportGestures} */
  #gestures;
  #size = { width: 1, height: 1 };
  #swipes;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {StageOptions} options
   */
  constructor(t, options) {
    this.#t = t;
    this.#options = options;
    this.spinner = element("span", { class: "penstock-spinner", attributes: { hidden: "" } });
    this.root = element(
      "div",
      { class: "penstock-zoom-stage", attributes: { tabindex: 0, role: "group", "aria-label": t("zoom.image") } },
      this.#picture,
      this.spinner,
      this.#problem,
    );
    this.#gestures = this.#makeGestures();
    this.#swipes = watchSwipes(this.root, {
      allowed: () => this.#isWhole,
      moved: (dx) => this.#picture.style.setProperty("--penstock-swipe", `${dx}px`),
      swiped: options.swiped,
    });
    this.root.addEventListener("dblclick", (event) => this.#toggleZoom(event));
  }

  /**
   * @param {Slot} slot
   * @param {{thumbnail: string, full: HTMLImageElement, mask: string | null}} pictures
   */
  show(slot, { thumbnail, full, mask }) {
    setAttribute(full, "alt", slot.label || slot.image);
    this.#showMask(mask);
    if (full === this.#full) return;
    this.#full = full;
    setAttribute(this.#thumbnail, "src", thumbnail);
    full.className = "penstock-zoom-full";
    this.#picture.replaceChildren(this.#thumbnail, full, this.#mask);
    this.#resize({ width: Math.max(1, slot.width), height: Math.max(1, slot.height) });
    void this.#load(full);
  }

  /** The slot is not read yet. */
  wait() {
    this.#full = null;
    this.#picture.replaceChildren();
    this.#say("");
    setAttribute(this.spinner, "hidden", null);
  }

  fit() {
    this.#gestures.fit();
  }

  actual() {
    this.#gestures.actual();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.#gestures.panBy(dx, dy);
  }

  close() {
    this.#gestures.close();
  }

  get #isWhole() {
    const { scale } = this.#gestures.view;
    const { width, height } = this.#gestures.areaSize;
    return this.#size.width * scale <= width + BARELY && this.#size.height * scale <= height + BARELY;
  }

  #makeGestures() {
    const isWhole = () => this.#isWhole;
    return new ViewportGestures(this.root, {
      image: this.#size,
      keys: this.#options.keys,
      margin: MARGIN,
      mostFit: MOST_FIT,
      changed: (view) => this.#place(view),
      took: () => this.#swipes?.cancel(),
      get dragPans() {
        return !isWhole();
      },
    });
  }

  /** @param {import("../library/viewport.js").View} view */
  #place({ scale, x, y }) {
    const { width, height } = this.#size;
    Object.assign(this.#picture.style, { left: `${x}px`, top: `${y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    this.#picture.classList.toggle("penstock-zoom-pixelated", scale > PIXELATED_FROM);
    this.#options.zoomed(scale);
  }

  /**
   * Images of one size are gone through with the same zoom at the same place, to compare them.
   * @param {{width: number, height: number}} size
   */
  #resize(size) {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    this.#gestures.show(size);
  }

  /** @param {string | null} url */
  #showMask(url) {
    setAttribute(this.#mask, "hidden", url ? null : "");
    if (this.#mask.dataset.url === (url ?? "")) return;
    this.#mask.dataset.url = url ?? "";
    this.#mask.style.maskImage = url ? `url("${url}")` : "";
  }

  /** @param {HTMLImageElement} full */
  async #load(full) {
    this.#say("");
    setAttribute(this.spinner, "hidden", full.complete ? "" : null);
    const shown = await full.decode().then(() => true, () => full.complete && full.naturalWidth > 0);
    if (full !== this.#full) return;
    setAttribute(this.spinner, "hidden", "");
    // The browser's own sign of it would lie over the thumbnail.
    full.classList.toggle("penstock-zoom-broken", !shown);
    if (!shown) this.#say(this.#t("zoom.broken"));
    this.#options.settled();
  }

  /** @param {string} problem */
  #say(problem) {
    setAttribute(this.#problem, "hidden", problem ? null : "");
    if (!problem) return this.#problem.replaceChildren();
    const retry = button(this.#t("retry"), this.#options.retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return this.#problem.replaceChildren(icon("warning"), element("span", { text: problem }), retry);
  }

  /** @param {MouseEvent} event */
  #toggleZoom(event) {
    if (!this.#isWhole) return this.fit();
    return this.#gestures.zoomBy(1 / this.#gestures.view.scale, this.#gestures.pointOf(event));
  }
}
