/** A mask that is being painted: every way to change it, each one step that can be undone. */

import { regionOfColour, regionOfMask } from "./flood.js";
import { History } from "./history.js";
import { PAINTED, Mask } from "./mask.js";
import { around } from "./rects.js";
import { polygonSpans, rectangleSpans } from "./spans.js";
import { blended, Stroke } from "./stroke.js";

/**
 * @typedef {import("./rects.js").Rect} Rect
 * @typedef {import("../view_math.js").Point} Point
 * @typedef {{strength: number, erase: boolean}} Paint strength 0..1
 */

/** Changes answer the rectangle that may look different, null for none. */
export class Painting {
  #stroke = /** @type {Stroke | null} */ (null);
  #savedState = 0;

  /**
   * @param {Mask} mask as it is saved
   * @param {History} [history]
   */
  constructor(mask, history = new History(mask)) {
    this.mask = mask;
    this.history = history;
  }

  /** Whether it is other than what was loaded or saved last. */
  get isChanged() {
    return this.#stroke !== null || this.history.state !== this.#savedState;
  }

  /** What is painted now is what is stored. */
  markSaved() {
    this.#savedState = this.history.state;
  }

  /**
   * @param {import("./stroke.js").Brush} brush
   * @param {import("./stroke.js").Dab} dab
   */
  beginStroke(brush, dab) {
    this.history.begin();
    this.#stroke = new Stroke(this.mask, this.history, brush);
    return this.#stroke.to(dab);
  }

  /** @param {import("./stroke.js").Dab} dab */
  continueStroke(dab) {
    return this.#stroke?.to(dab) ?? null;
  }

  endStroke() {
    const changed = this.#stroke?.end() ?? null;
    this.#stroke = null;
    this.history.commit();
    return changed;
  }

  cancelStroke() {
    this.#stroke = null;
    return this.history.cancel();
  }

  /**
   * @param {Point} one
   * @param {Point} other
   * @param {Paint} paint
   */
  paintRectangle(one, other, paint) {
    return this.#paintSpans(rectangleSpans(one, other, this.mask), paint);
  }

  /**
   * @param {Point[]} points
   * @param {Paint} paint
   */
  paintLasso(points, paint) {
    return this.#paintSpans(polygonSpans(points, this.mask), paint);
  }

  /**
   * @param {Point} point
   * @param {Paint} paint
   */
  fillByMask(point, paint) {
    const seed = this.#pixelAt(point);
    return seed && this.#paintRegion(regionOfMask(this.mask, seed.x, seed.y), paint);
  }

  /**
   * @param {Point} point
   * @param {Paint} paint
   * @param {Uint8ClampedArray} pixels the image, RGBA
   * @param {number} tolerance 0..255
   */
  fillByColour(point, paint, pixels, tolerance) {
    const seed = this.#pixelAt(point);
    return seed && this.#paintRegion(regionOfColour(pixels, this.mask, seed.x, seed.y, tolerance), paint);
  }

  fillAll() {
    return this.#changeAll((levels) => levels.fill(PAINTED));
  }

  clear() {
    return this.#changeAll((levels) => levels.fill(0));
  }

  invert() {
    return this.#changeAll((levels) => {
      for (let at = 0; at < levels.length; at += 1) levels[at] = PAINTED - levels[at];
    });
  }

  /** @param {Uint8Array} levels as large as the mask */
  replace(levels) {
    return this.#changeAll((now) => now.set(levels));
  }

  undo() {
    return this.history.undo();
  }

  redo() {
    return this.history.redo();
  }

  /** @param {Point} point */
  #pixelAt({ x, y }) {
    const pixel = { x: Math.floor(x), y: Math.floor(y) };
    const isInside = pixel.x >= 0 && pixel.y >= 0 && pixel.x < this.mask.width && pixel.y < this.mask.height;
    return isInside ? pixel : null;
  }

  /** @param {(levels: Uint8Array) => void} change */
  #changeAll(change) {
    this.history.begin();
    this.history.touch(this.mask.bounds);
    change(this.mask.levels);
    this.history.commit();
    return this.mask.bounds;
  }

  /**
   * @param {import("./spans.js").Span[]} spans
   * @param {Paint} paint
   */
  #paintSpans(spans, paint) {
    const { levels, width } = this.mask;
    const table = blendTable(paint);
    let changed = /** @type {Rect | null} */ (null);
    this.history.begin();
    for (const { y, from, to } of spans) {
      const row = { left: from, top: y, right: to, bottom: y + 1 };
      this.history.touch(row);
      changed = around(changed, row);
      for (let at = y * width + from; at < y * width + to; at += 1) levels[at] = table[levels[at]];
    }
    this.history.commit();
    return changed;
  }

  /**
   * @param {import("./flood.js").Region} region
   * @param {Paint} paint
   */
  #paintRegion({ marks, bounds }, paint) {
    const { levels, width } = this.mask;
    const table = blendTable(paint);
    this.history.begin();
    this.history.touch(bounds);
    for (let y = bounds.top; y < bounds.bottom; y += 1) {
      const end = y * width + bounds.right;
      for (let at = y * width + bounds.left; at < end; at += 1) if (marks[at] === 2) levels[at] = table[levels[at]];
    }
    this.history.commit();
    return bounds;
  }
}

/**
 * What every level becomes.
 * @param {Paint} paint
 */
function blendTable({ strength, erase }) {
  return Uint8Array.from({ length: PAINTED + 1 }, (_, level) => blended(level, Math.round(strength * PAINTED), erase));
}
