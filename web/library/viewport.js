/** Zoom and pan of an image in an area: the gestures, and (from view_math.js) the mathematics. */

import { takesText } from "./elements.js";
import { fit, inSight, pan, toImage, wheelFactor, zoomAt } from "./view_math.js";

export * from "./view_math.js";

/**
 * @typedef {import("./view_math.js").Point} Point
 * @typedef {import("./view_math.js").Size} Size
 * @typedef {import("./view_math.js").View} View
 */

const STEP = 1.25;
const PRIMARY = 0;
const MIDDLE = 1;

/**
 * @typedef {object} GestureOptions
 * @property {Size} image
 * @property {(view: View, isResize: boolean) => void} changed the view is another one: draw it; by a resize, or the user
 * @property {HTMLElement} [keys] where keys are heard; the area itself by default. It must be able to hold the focus.
 * @property {boolean | ((event: PointerEvent) => boolean)} [dragPans] whether one finger and the left button pan too
 * @property {(event: PointerEvent) => void} [took] a gesture has begun: what else the pointers were doing is over
 * @property {number} [margin] around the fitted image
 * @property {number} [mostFit] the largest scale of the fitted image
 * @property {number} [most] the largest scale
 */

/** Wheel, pinch, two fingers, Space or middle button and drag, and the keys + - 0 1. `close()` stops listening. */
export class ViewportGestures {
  /** @type {View} */
  view = { scale: 1, x: 0, y: 0 };
  /** The same, before it is moved onto whole pixels: small moves add up. */
  #exact = this.view;
  #fitted = true;
  #spaceHeld = false;
  #area;
  #image;
  #options;
  #stop = new AbortController();
  /** Fingers on the area, and the one mouse or pen that pans. */
  #fingers = /** @type {Map<number, Point>} */ (new Map());
  #dragged = /** @type {{id: number, at: Point} | null} */ (null);
  #pinching = false;
  #known = { width: 0, height: 0 };
  #isResize = false;

  /**
   * @param {HTMLElement} area should have `touch-action: none`
   * @param {GestureOptions} options
   */
  constructor(area, options) {
    this.#area = area;
    this.#image = options.image;
    this.#options = options;
    const listening = { signal: this.#stop.signal };
    const keys = options.keys ?? area;
    area.addEventListener("wheel", (event) => this.#wheel(event), { ...listening, passive: false });
    area.addEventListener("pointerdown", (event) => this.#down(event), { ...listening, capture: true });
    area.addEventListener("pointermove", (event) => this.#move(event), { ...listening, capture: true });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
      area.addEventListener(type, (event) => this.#up(event), { ...listening, capture: true });
    }
    keys.addEventListener("keydown", (event) => this.#key(event), listening);
    keys.addEventListener("keyup", (event) => event.code === "Space" && this.#holdSpace(false), listening);
    window.addEventListener("blur", () => this.#holdSpace(false), listening);
    this.#watchSize();
  }

  close() {
    this.#stop.abort();
  }

  /** Whether a drag that begins now would pan. */
  get wantsPan() {
    return this.#spaceHeld;
  }

  /** Whether pointers on the area pan or zoom at this moment. */
  get busy() {
    return this.#pinching || this.#dragged !== null;
  }

  get areaSize() {
    return { width: this.#area.clientWidth, height: this.#area.clientHeight };
  }

  /** @param {Size} image another image, shown whole */
  show(image) {
    this.#image = image;
    this.fit();
  }

  /** The whole image; it is fitted again when the area changes its size. */
  fit() {
    this.#fitted = true;
    const { margin = 0, mostFit } = this.#options;
    this.#set(fit(this.#image, this.areaSize, margin, mostFit));
  }

  /** 100 %, about the middle of what is shown. */
  actual() {
    this.zoomBy(1 / this.view.scale);
  }

  /**
   * @param {number} factor
   * @param {Point} [at] stays where it is; the middle by default
   */
  zoomBy(factor, at = { x: this.areaSize.width / 2, y: this.areaSize.height / 2 }) {
    this.#fitted = false;
    this.#place(zoomAt(this.#exact, factor, at, this.#range));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  panBy(dx, dy) {
    this.#fitted = false;
    this.#place(pan(this.#exact, dx, dy));
  }

  /**
   * @param {{clientX: number, clientY: number}} event
   * @returns {Point} in the area, also where it is shown scaled
   */
  pointOf({ clientX, clientY }) {
    const box = this.#area.getBoundingClientRect();
    const shrunk = { x: this.#area.offsetWidth / (box.width || 1), y: this.#area.offsetHeight / (box.height || 1) };
    return {
      x: (clientX - box.left) * shrunk.x - this.#area.clientLeft,
      y: (clientY - box.top) * shrunk.y - this.#area.clientTop,
    };
  }

  /**
   * @param {{clientX: number, clientY: number}} event
   * @returns {Point} in image pixels
   */
  imagePointOf(event) {
    return toImage(this.view, this.pointOf(event));
  }

  get #range() {
    const whole = fit(this.#image, this.areaSize, this.#options.margin, this.#options.mostFit).scale;
    return { least: Math.min(whole, 1) / 2, most: Math.max(this.#options.most ?? 64, whole) };
  }

  /** @param {View} view */
  #place(view) {
    this.#set(inSight(view, this.#image, this.areaSize));
  }

  /** @param {View} view moved onto whole pixels of the screen, so that everything that is drawn with it fits */
  #set(view) {
    const density = window.devicePixelRatio;
    const { scale, x, y } = view;
    this.#exact = view;
    this.view = { scale, x: Math.round(x * density) / density, y: Math.round(y * density) / density };
    this.#options.changed(this.view, this.#isResize);
  }

  #watchSize() {
    const observer = new ResizeObserver(() => this.#resized());
    observer.observe(this.#area);
    this.#stop.signal.addEventListener("abort", () => observer.disconnect());
  }

  #resized() {
    const before = this.#known;
    this.#known = this.areaSize;
    this.#isResize = true;
    if (this.#fitted) this.fit();
    else this.#place(pan(this.#exact, (this.#known.width - before.width) / 2, (this.#known.height - before.height) / 2));
    this.#isResize = false;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    if (event.shiftKey && !event.ctrlKey) this.panBy(-(event.deltaX || event.deltaY), 0);
    else this.zoomBy(wheelFactor(event), this.pointOf(event));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const at = this.pointOf(event);
    if (event.pointerType === "touch") this.#fingers.set(event.pointerId, at);
    if (this.#fingers.size === 2 && !this.#pinching) {
      this.#pinching = true;
      this.#dragged = null;
      this.#options.took?.(event);
    } else if (!this.busy && this.#pansWith(event)) {
      this.#dragged = { id: event.pointerId, at };
      this.#options.took?.(event);
    }
    if (!this.busy) return;
    event.preventDefault();
    this.#area.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #pansWith(event) {
    if (event.button === MIDDLE) return true;
    const { dragPans = false } = this.#options;
    const drags = typeof dragPans === "function" ? dragPans(event) : dragPans;
    return event.button === PRIMARY && (drags || (this.#spaceHeld && event.pointerType !== "touch"));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const at = this.pointOf(event);
    if (this.#dragged?.id === event.pointerId) {
      this.panBy(at.x - this.#dragged.at.x, at.y - this.#dragged.at.y);
      this.#dragged.at = at;
    }
    if (!this.#fingers.has(event.pointerId)) return;
    const before = this.#grip();
    this.#fingers.set(event.pointerId, at);
    if (this.#pinching && this.#fingers.size >= 2) this.#follow(before, this.#grip());
  }

  /** Where the first two fingers are, and how far apart. */
  #grip() {
    const [one, other = one] = [...this.#fingers.values()];
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y) };
  }

  /**
   * @param {Point & {apart: number}} before
   * @param {Point & {apart: number}} now
   */
  #follow(before, now) {
    this.#fitted = false;
    const moved = pan(this.#exact, now.x - before.x, now.y - before.y);
    this.#place(before.apart > 0 ? zoomAt(moved, now.apart / before.apart, now, this.#range) : moved);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.type === "lostpointercapture" && event.target !== this.#area) return;
    if (this.#dragged?.id === event.pointerId) this.#dragged = null;
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size === 0) this.#pinching = false;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    const isControl = event.target instanceof Element && event.target.closest("button, input, select, a, summary");
    /** @type {Record<string, () => void>} */
    const does = { "+": () => this.zoomBy(STEP), "=": () => this.zoomBy(STEP), "-": () => this.zoomBy(1 / STEP), 0: () => this.fit(), 1: () => this.actual() };
    if (event.code === "Space" && !isControl) this.#holdSpace(true);
    else if (!Object.hasOwn(does, event.key)) return;
    event.preventDefault();
    if (Object.hasOwn(does, event.key)) does[event.key]();
  }

  /** @param {boolean} held */
  #holdSpace(held) {
    this.#spaceHeld = held;
    this.#area.classList.toggle("penstock-pannable", held);
  }
}
