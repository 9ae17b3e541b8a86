/** Pointers on the stage: mouse, pen and fingers become gestures of the tool. */

import { beginGesture } from "./tool_gestures.js";

const MIDDLE = 1;
/** A finger that began to paint so shortly before a second one came down did not mean to. */
const SECOND_FINGER_MS = 300;

/** One pointer paints at a time. After a pen was seen, fingers only pan and zoom: a palm is no brush. */
export class PointerPainting {
  #context;
  #gesture = /** @type {import("./tool_gestures.js").Gesture | null} */ (null);
  #pointer = -1;
  #began = 0;
  #sawPen = false;

  /** @param {import("./tool_gestures.js").Context} context */
  constructor(context) {
    this.#context = context;
    const { root } = context.stage;
    root.addEventListener("pointerdown", (event) => this.#down(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    root.addEventListener("pointerup", (event) => this.#up(event));
    root.addEventListener("pointercancel", (event) => event.pointerId === this.#pointer && this.cancel());
    root.addEventListener("pointerleave", () => this.#gesture || context.stage.showBrush(null));
    root.addEventListener("contextmenu", (event) => event.preventDefault());
    // A stroke is no swipe: the browser would keep moving, and take the next tap for a stop.
    root.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  }

  /**
   * Whether a finger only pans. A pen is noticed when it comes near.
   * @param {PointerEvent} event
   */
  isPalm(event) {
    this.#sawPen ||= event.pointerType === "pen";
    return event.pointerType === "touch" && this.#sawPen;
  }

  /** Zooming or panning begins: what was being painted ends, or was none. */
  interrupt() {
    if (performance.now() - this.#began < SECOND_FINGER_MS) this.cancel();
    else this.end();
  }

  /** Whether something is being drawn. */
  get isDown() {
    return this.#gesture !== null;
  }

  /**
   * A pointer is put down.
   * @param {PointerEvent} event
   */
  begin(event) {
    this.#pointer = event.pointerId;
    this.#began = performance.now();
    this.#gesture = beginGesture(this.#context, event);
  }

  /**
   * A pointer has moved.
   * @param {PointerEvent} event
   */
  follow(event) {
    if (this.#gesture && event.pointerId === this.#pointer) this.#gesture.move(event);
  }

  /** What is being drawn is done. */
  end() {
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.end();
  }

  /** @returns {boolean} whether there was something to take back */
  cancel() {
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.cancel();
    return gesture !== null;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const { stage } = this.#context;
    if (stage.gestures.busy || this.#gesture || event.button === MIDDLE || this.isPalm(event)) return;
    event.preventDefault();
    stage.root.focus({ preventScroll: true });
    stage.root.setPointerCapture(event.pointerId);
    this.begin(event);
    this.#showBrush(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.isPalm(event);
    this.follow(event);
    this.#showBrush(event);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId === this.#pointer) this.end();
    if (event.pointerType === "touch") this.#context.stage.showBrush(null);
  }

  /** @param {PointerEvent} event */
  #showBrush(event) {
    const { stage, settings } = this.#context;
    const { tool, size, softness } = settings.now;
    const hasRing = (tool === "brush" || tool === "eraser") && !stage.gestures.busy && !stage.gestures.wantsPan;
    if (event.altKey && this.#gesture) return;
    stage.showBrush(hasRing ? { at: stage.gestures.imagePointOf(event), size, softness } : null);
  }
}
