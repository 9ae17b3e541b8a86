/** Where a picture stands, zoomed and panned; several stages may be moved as one. */

import { element, setAttribute, setText } from "../library/elements.js";
import { ViewportGestures } from "../library/viewport.js";

const MARGIN = 8;
const MOST_FIT = 4;
const PIXELATED_FROM = 2;

/** @typedef {{scale: number, x: number, y: number}} Place the middle of the view in shares of the picture, and how large it is for its fit */

export class PictureStage {
  #t;
  #image = element("img", { attributes: { alt: "", draggable: "false", decoding: "async" } });
  #problem = element("p", { class: "penstock-run-stage-problem", attributes: { role: "alert", hidden: "" } });
  #gestures = /** @type {ViewportGestures | null} */ (null);
  #size = { width: 1, height: 1 };
  #quiet = false;
  /** @type {(place: Place) => void} told when the user zooms or pans */
  moved = () => {};

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {{label: string, keys?: HTMLElement}} options
   */
  constructor(t, { label, keys }) {
    this.#t = t;
    this.root = element("div", { class: "penstock-run-stage", attributes: { tabindex: 0, role: "group", "aria-label": label } }, this.#image, this.#problem);
    this.#gestures = new ViewportGestures(this.root, { image: this.#size, keys, margin: MARGIN, mostFit: MOST_FIT, dragPans: true, changed: (view, isResize) => this.#place(view, isResize) });
    this.#image.addEventListener("load", () => this.#loaded());
    this.#image.addEventListener("error", () => this.#say(this.#t("runs.not_loaded")));
    this.root.addEventListener("dblclick", () => this.actualOrFit());
  }

  /**
   * @param {string} url empty where there is none
   * @param {string} name
   */
  show(url, name) {
    this.#say(url ? "" : this.#t("runs.no_file"));
    setAttribute(this.#image, "alt", name);
    if (this.#image.getAttribute("src") !== url) setAttribute(this.#image, "src", url || null);
  }

  fit() {
    this.#gestures?.fit();
  }

  actualOrFit() {
    const { scale } = this.#gestures?.view ?? { scale: 1 };
    if (Math.abs(scale - 1) < 0.001) this.fit();
    else this.#gestures?.actual();
  }

  close() {
    this.#gestures?.close();
  }

  /** Shows the same part as another stage. @param {Place} place */
  follow({ scale, x, y }) {
    const gestures = this.#gestures;
    if (!gestures) return;
    this.#quiet = true;
    if (isWhole({ scale, x, y })) gestures.fit();
    else this.#follow(gestures, { scale, x, y });
    this.#quiet = false;
  }

  /**
   * @param {ViewportGestures} gestures
   * @param {Place} place
   */
  #follow(gestures, { scale, x, y }) {
    gestures.zoomBy((scale * this.#fitScale) / gestures.view.scale);
    const { view, areaSize } = gestures;
    gestures.panBy(areaSize.width / 2 - x * this.#size.width * view.scale - view.x, areaSize.height / 2 - y * this.#size.height * view.scale - view.y);
  }

  get #fitScale() {
    const { width, height } = this.#gestures?.areaSize ?? { width: 1, height: 1 };
    return Math.min(Math.max(1, width - 2 * MARGIN) / this.#size.width, Math.max(1, height - 2 * MARGIN) / this.#size.height, MOST_FIT);
  }

  #loaded() {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    if (!width || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    this.#quiet = true;
    this.#gestures?.show(this.#size);
    this.#quiet = false;
  }

  /**
   * @param {import("../library/viewport.js").View} view
   * @param {boolean} isResize the others are resized by themselves
   */
  #place({ scale, x, y }, isResize) {
    const { width, height } = this.#size;
    Object.assign(this.#image.style, { left: `${x}px`, top: `${y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    this.#image.classList.toggle("penstock-run-pixelated", scale > PIXELATED_FROM);
    if (this.#quiet || isResize || !this.#gestures) return;
    const area = this.#gestures.areaSize;
    this.moved({ scale: scale / this.#fitScale, x: (area.width / 2 - x) / (width * scale), y: (area.height / 2 - y) / (height * scale) });
  }

  /** @param {string} problem */
  #say(problem) {
    setAttribute(this.#problem, "hidden", problem ? null : "");
    setText(this.#problem, problem);
  }
}

/** Whether a picture is fitted: its place is on whole pixels of the screen, so the middle is near. @param {Place} place */
const isWhole = ({ scale, x, y }) => Math.abs(scale - 1) < 1e-6 && Math.abs(x - 0.5) < 0.02 && Math.abs(y - 0.5) < 0.02;
