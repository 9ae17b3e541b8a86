/** Painting without a pointer: arrow keys move one, P puts it down and lifts it again. It works with every tool. */

import { toImage, toScreen } from "../viewport.js";

/** @typedef {import("../view_math.js").Point} Point */

const POINTER = -1;
/** A step is this part of the brush, or of what is seen where the tool has no size. */
const PART_OF_BRUSH = 1 / 4;
const PART_OF_VIEW = 1 / 40;
const MARGIN = 40;
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

export class KeyboardPointer {
  #stage;
  #pointers;
  #settings;
  #at = /** @type {Point | null} */ (null);

  /**
   * @param {import("./stage.js").Stage} stage
   * @param {import("./pointers.js").PointerPainting} pointers
   * @param {import("./settings.js").PainterSettings} settings
   */
  constructor(stage, pointers, settings) {
    this.#stage = stage;
    this.#pointers = pointers;
    this.#settings = settings;
    stage.root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (!arrow && event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    if (arrow) this.#move(arrow, event.shiftKey);
    else if (!event.repeat) this.#press(event.shiftKey);
  }

  /**
   * @param {[number, number]} arrow
   * @param {boolean} isFine by one pixel
   */
  #move([dx, dy], isFine) {
    const { tool, size } = this.#settings.now;
    const { view, areaSize } = this.#stage.gestures;
    const usual = tool === "brush" || tool === "eraser" ? size * PART_OF_BRUSH : (areaSize.width * PART_OF_VIEW) / view.scale;
    const step = isFine ? 1 : Math.max(1, Math.round(usual));
    const { x, y } = this.#place;
    this.#at = this.#stage.inImage({ x: x + dx * step, y: y + dy * step });
    this.#keepInSight();
    this.#pointers.follow(this.#event(false));
    this.#show();
  }

  /** @param {boolean} shiftKey */
  #press(shiftKey) {
    if (this.#pointers.isDown) this.#pointers.end();
    else this.#pointers.begin(this.#event(shiftKey));
    this.#show();
  }

  /** Where it is: at first in the middle of what is seen, on the middle of a pixel. */
  get #place() {
    if (this.#at) return this.#at;
    const { view, areaSize } = this.#stage.gestures;
    const { x, y } = this.#stage.inImage(toImage(view, { x: areaSize.width / 2, y: areaSize.height / 2 }));
    return (this.#at = { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 });
  }

  #keepInSight() {
    const { gestures } = this.#stage;
    const { x, y } = toScreen(gestures.view, this.#place);
    const { width, height } = gestures.areaSize;
    const back = (/** @type {number} */ at, /** @type {number} */ room) => Math.max(0, MARGIN - at) - Math.max(0, at - (room - MARGIN));
    const [dx, dy] = [back(x, width), back(y, height)];
    if (dx || dy) gestures.panBy(dx, dy);
  }

  /**
   * What a pointer at this place would tell.
   * @param {boolean} shiftKey
   * @returns {any}
   */
  #event(shiftKey) {
    const box = this.#stage.root.getBoundingClientRect();
    const { x, y } = toScreen(this.#stage.gestures.view, this.#place);
    const place = { clientX: box.left + x, clientY: box.top + y };
    return { ...place, pointerId: POINTER, pointerType: "keyboard", button: 0, buttons: 1, pressure: 1, altKey: false, shiftKey };
  }

  #show() {
    const { tool, size, softness } = this.#settings.now;
    const isBrush = tool === "brush" || tool === "eraser";
    this.#stage.showBrush({ at: this.#place, size: isBrush ? size : 1, softness: isBrush ? softness : 0 });
  }
}
