/**
 * Pressing and pulling by mouse, pen or finger, told apart from clicks and swipes. A finger must rest first: a swipe
 * scrolls. Made of pointer events, because ComfyUI's canvas would take HTML's own drag and drop.
 */

const THRESHOLD = 5;
const LONG_PRESS_MS = 350;
/** A finger is never quite still. */
const TREMBLE = 10;

/**
 * @typedef {{x: number, y: number}} Point in the window
 *
 * @typedef {object} DragListener
 * @property {(target: Element) => boolean} accepts whether a drag may begin there
 * @property {(target: Element) => void} lift a finger has rested long enough to drag
 * @property {(target: Element, point: Point) => void} start
 * @property {(point: Point) => void} move
 * @property {(point: Point) => void} end
 * @property {() => void} cancel also where a finger was lifted but nothing dragged
 * @property {(target: Element, point: Point) => void} hold a finger rested, and left without moving
 */

export class DragGesture {
  #root;
  #listener;
  /** @type {{id: number, touch: boolean, target: Element, from: Point, phase: "pressed" | "lifted" | "dragging"} | null} */
  #press = null;
  /** Whether the finger that came last has rested. */
  #rested = false;
  #timer = 0;
  #follow = {
    pointermove: (/** @type {PointerEvent} */ event) => this.#onMove(event),
    pointerup: (/** @type {PointerEvent} */ event) => this.#onUp(event),
    pointercancel: (/** @type {PointerEvent} */ event) => event.pointerId === this.#press?.id && this.cancel(),
    keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    blur: (/** @type {FocusEvent} */ event) => event.target === window && this.cancel(),
  };

  /**
   * @param {HTMLElement} root
   * @param {DragListener} listener
   */
  constructor(root, listener) {
    this.#root = root;
    this.#listener = listener;
    root.addEventListener("pointerdown", (event) => this.#onDown(event));
    root.addEventListener("pointerover", ({ pointerType }) => (root.style.touchAction = pointerType === "pen" ? "none" : ""));
    // Once a finger has rested, moving it drags and does not scroll.
    root.addEventListener("touchmove", (event) => this.#holds && event.cancelable && event.preventDefault(), { passive: false });
    // Its click would come when the page has time for it: on the menu that opened meanwhile, or on the image.
    root.addEventListener("touchend", (event) => this.#rested && event.cancelable && event.preventDefault(), { passive: false });
  }

  /** Whether a finger is down: what the browser thinks of a long press is ours to decide. */
  get touching() {
    return this.#press?.touch ?? false;
  }

  get #holds() {
    return this.#press !== null && this.#press.phase !== "pressed";
  }

  cancel() {
    const press = this.#release();
    if (press && press.phase !== "pressed") this.#listener.cancel();
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.isPrimary) this.#rested = false;
    if (this.#press) return this.cancel();
    if (!event.isPrimary || event.button !== 0 || !this.#listener.accepts(target)) return;
    const touch = event.pointerType === "touch";
    this.#press = { id: event.pointerId, touch, target, from: pointOf(event), phase: "pressed" };
    if (touch) this.#timer = setTimeout(() => this.#lift(), LONG_PRESS_MS);
    // The window hears of the pointer first, whatever lies in between.
    for (const [type, listener] of Object.entries(this.#follow)) window.addEventListener(type, /** @type {any} */ (listener), true);
  }

  #lift() {
    if (!this.#press) return;
    this.#press.phase = "lifted";
    this.#rested = true;
    this.#listener.lift(this.#press.target);
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    const press = this.#press;
    if (!press || event.pointerId !== press.id) return;
    const point = pointOf(event);
    if (press.phase === "dragging") return this.#listener.move(point);
    const far = Math.hypot(point.x - press.from.x, point.y - press.from.y);
    if (press.touch && press.phase === "pressed") {
      if (far > TREMBLE) this.cancel();
    } else if (far > (press.touch ? TREMBLE : THRESHOLD)) {
      press.phase = "dragging";
      capture(this.#root, press.id);
      this.#listener.start(press.target, point);
      this.#listener.move(point);
    }
  }

  /** @param {PointerEvent} event */
  #onUp(event) {
    if (event.pointerId !== this.#press?.id) return;
    const press = this.#release();
    if (!press || press.phase === "pressed") return;
    swallowClick();
    if (press.phase === "dragging") return this.#listener.end(pointOf(event));
    this.#listener.cancel();
    this.#listener.hold(press.target, pointOf(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || !this.#holds) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.cancel();
  }

  #release() {
    const press = this.#press;
    this.#press = null;
    clearTimeout(this.#timer);
    for (const [type, listener] of Object.entries(this.#follow)) window.removeEventListener(type, /** @type {any} */ (listener), true);
    if (press && this.#root.hasPointerCapture?.(press.id)) this.#root.releasePointerCapture(press.id);
    return press;
  }
}

/**
 * @param {PointerEvent} event
 * @returns {Point}
 */
function pointOf({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

/**
 * @param {HTMLElement} root
 * @param {number} id of a pointer, which may have left just now
 */
function capture(root, id) {
  try {
    root.setPointerCapture(id);
  } catch (/** @type {any} */ error) {
    if (error.name !== "NotFoundError") throw error;
  }
}

/** The click that the browser makes of the end of a drag means nothing. */
function swallowClick() {
  const swallow = (/** @type {Event} */ event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, true));
}
