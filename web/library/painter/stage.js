/** What is painted on, as it is seen: checkerboard, image, mask, the outline of a selection, the ring of the brush. */

import { element, setAttribute } from "../elements.js";
import { toScreen, ViewportGestures } from "../viewport.js";
import { Overlay } from "./overlay.js";
import { around } from "./rects.js";

/**
 * @typedef {import("../view_math.js").Point} Point
 * @typedef {import("../view_math.js").Size} Size
 * @typedef {import("./rects.js").Rect} Rect
 */

const MARGIN = 24;
/** The image is enlarged so far at most when it is fitted. */
const MOST_FIT = 8;
/** From this scale on pixels are shown as squares. */
const SQUARES_FROM = 2;
const SVG = "http://www.w3.org/2000/svg";

/** Draws at most once a frame. `close()` lets go of everything. */
export class Stage {
  #size;
  #backdrop = element("div", { class: "penstock-painter-paper" });
  #outline = document.createElementNS(SVG, "svg");
  #ring = element("div", { class: "penstock-painter-ring" }, element("div"));
  #overlay;
  #image;
  #selection = /** @type {Point[]} */ ([]);
  #dirty = /** @type {Rect | null} */ (null);
  #brush = /** @type {{at: Point, size: number, softness: number} | null} */ (null);
  #isStale = true;
  #frame = 0;
  #onView;

  /**
   * @param {object} options
   * @param {HTMLImageElement} options.image
   * @param {import("./mask.js").Mask} options.mask
   * @param {string} options.label
   * @param {HTMLElement} options.keys where keys are heard
   * @param {() => void} options.onView
   * @param {(event: PointerEvent) => void} options.onGesture zooming or panning begins
   * @param {(event: PointerEvent) => boolean} options.dragPans
   */
  constructor({ image, mask, label, keys, onView, onGesture, dragPans }) {
    this.#size = { width: mask.width, height: mask.height };
    this.#overlay = new Overlay(mask);
    this.#image = image;
    this.#onView = onView;
    Object.assign(image.style, { width: `${mask.width}px`, height: `${mask.height}px` });
    image.className = "penstock-painter-image";
    this.#outline.setAttribute("class", "penstock-painter-outline");
    for (const name of ["dark", "light"]) this.#outline.append(outlinePath(name));
    const attributes = { tabindex: 0, role: "application", "aria-label": label };
    this.root = element("div", { class: "penstock-painter-stage", attributes }, this.#backdrop, image, this.#overlay.canvas, this.#ring);
    this.#ring.before(this.#outline);
    this.showBrush(null);
    this.gestures = new ViewportGestures(this.root, {
      image: this.#size,
      keys,
      margin: MARGIN,
      mostFit: MOST_FIT,
      changed: () => this.#viewChanged(),
      took: onGesture,
      dragPans,
    });
  }

  close() {
    cancelAnimationFrame(this.#frame);
    this.gestures.close();
  }

  /** @param {import("./overlay.js").Look & {isShown: boolean}} look */
  setLook(look) {
    this.#overlay.setLook(look);
    this.#overlay.canvas.hidden = !look.isShown && !look.maskOnly;
    this.#image.hidden = look.maskOnly;
    this.#isStale = true;
    this.#draw();
  }

  /**
   * The mask is different in `rect`.
   * @param {Rect | null} rect
   */
  changed(rect) {
    if (!rect) return;
    this.#dirty = around(this.#dirty, rect);
    this.#draw();
  }

  /**
   * The outline of what is being selected, in image pixels.
   * @param {Point[]} points
   */
  select(points) {
    this.#selection = points;
    this.#drawOutline();
  }

  /**
   * The nearest point of the image.
   * @param {Point} point
   * @returns {Point}
   */
  inImage({ x, y }) {
    return { x: Math.min(this.#size.width - 0.5, Math.max(0.5, x)), y: Math.min(this.#size.height - 0.5, Math.max(0.5, y)) };
  }

  /**
   * The ring of the brush.
   * @param {{at: Point, size: number, softness: number} | null} brush `at` in image pixels, null hides it
   */
  showBrush(brush) {
    this.#brush = brush;
    setAttribute(this.#ring, "hidden", brush ? null : "");
    if (!brush) return;
    const across = brush.size * this.gestures.view.scale;
    const at = toScreen(this.gestures.view, brush.at);
    const corner = { x: at.x - across / 2, y: at.y - across / 2 };
    Object.assign(this.#ring.style, { width: `${across}px`, height: `${across}px`, transform: `translate(${corner.x}px, ${corner.y}px)` });
    this.#ring.classList.toggle("penstock-painter-ring-tiny", across < 5);
    const inner = /** @type {HTMLElement} */ (this.#ring.firstElementChild);
    inner.style.inset = `${(brush.softness / 2) * 100}%`;
    setAttribute(inner, "hidden", brush.softness > 0 && across >= 16 ? null : "");
  }

  /**
   * The brush is another one; where its ring is shown it stays there.
   * @param {{size: number, softness: number} | null} brush null for none
   */
  resizeBrush(brush) {
    if (this.#brush) this.showBrush(brush && { at: this.#brush.at, size: brush.size, softness: brush.softness });
  }

  #viewChanged() {
    this.#isStale = true;
    this.#draw();
    this.#onView();
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow() {
    this.#frame = 0;
    if (this.#isStale) this.#drawAll();
    else if (this.#dirty) this.#overlay.draw(this.#dirty);
    this.#isStale = false;
    this.#dirty = null;
  }

  #drawAll() {
    const { scale, x, y } = this.gestures.view;
    const density = window.devicePixelRatio;
    this.#image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.#image.classList.toggle("penstock-painter-squares", scale * density >= SQUARES_FROM);
    Object.assign(this.#backdrop.style, {
      width: `${this.#size.width * scale}px`,
      height: `${this.#size.height * scale}px`,
      transform: `translate(${x}px, ${y}px)`,
    });
    this.#overlay.drawAll(this.gestures.view, this.gestures.areaSize, density);
    this.#drawOutline();
  }

  #drawOutline() {
    const points = this.#selection.map((point) => toScreen(this.gestures.view, point));
    const line = points.length ? `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}Z` : "";
    for (const path of this.#outline.children) path.setAttribute("d", line);
  }
}

/** @param {string} name */
function outlinePath(name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", name);
  return path;
}
