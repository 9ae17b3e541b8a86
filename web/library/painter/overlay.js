/**
 * The mask as it is seen: drawn on a canvas of the screen's own pixels, and only where something changed, so that the
 * size of the image costs nothing.
 */

import { within } from "./rects.js";

/**
 * @typedef {import("./rects.js").Rect} Rect
 * @typedef {import("../view_math.js").View} View
 * @typedef {{colour: string, opacity: number, maskOnly: boolean}} Look
 */

/** Below this scale a pixel of the screen is the mean of four places. */
const FINE_SCALE = 0.8;
const OUTSIDE = -1;

export class Overlay {
  canvas = document.createElement("canvas");
  #mask;
  #view = { scale: 1, x: 0, y: 0 };
  #colours = new Uint32Array(256);
  /** For each column and row of the screen the places in the mask, once or twice. */
  #columns = /** @type {Int32Array[]} */ ([]);
  #rows = /** @type {Int32Array[]} */ ([]);

  /** @param {import("./mask.js").Mask} mask */
  constructor(mask) {
    this.#mask = mask;
  }

  /** @param {Look} look */
  setLook({ colour, opacity, maskOnly }) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    const bytes = new Uint8ClampedArray(this.#colours.buffer);
    for (let level = 0; level < 256; level += 1) {
      bytes.set(maskOnly ? [level, level, level, 255] : [red, green, blue, Math.round(level * opacity)], level * 4);
    }
  }

  /**
   * Draws everything.
   * @param {View} view in CSS pixels
   * @param {{width: number, height: number}} area
   * @param {number} density pixels of the screen in a CSS pixel
   */
  drawAll(view, area, density) {
    const [width, height] = [Math.round(area.width * density), Math.round(area.height * density)];
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.#view = { scale: view.scale * density, x: view.x * density, y: view.y * density };
    const { scale, x, y } = this.#view;
    const offsets = scale < FINE_SCALE ? [0.25, 0.75] : [0.5];
    this.#columns = offsets.map((offset) => places(width, offset, x, scale, this.#mask.width));
    this.#rows = offsets.map((offset) => places(height, offset, y, scale, this.#mask.height));
    this.#context.clearRect(0, 0, width, height);
    this.draw(this.#mask.bounds);
  }

  /**
   * Draws what shows a part of the mask.
   * @param {Rect} part
   */
  draw({ left, top, right, bottom }) {
    const { scale, x, y } = this.#view;
    const shown = { left: left * scale + x - 1, top: top * scale + y - 1, right: right * scale + x + 1, bottom: bottom * scale + y + 1 };
    const box = within(shown, this.canvas.width, this.canvas.height);
    if (!box) return;
    const picture = new ImageData(box.right - box.left, box.bottom - box.top);
    const pixels = new Uint32Array(picture.data.buffer);
    if (this.#columns.length === 1) this.#takeNearest(box, pixels);
    else this.#takeMeans(box, pixels);
    this.#context.putImageData(picture, box.left, box.top);
  }

  get #context() {
    return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }

  /**
   * @param {Rect} box
   * @param {Uint32Array} pixels
   */
  #takeNearest({ left, top, right, bottom }, pixels) {
    const { levels, width } = this.#mask;
    const [columns] = this.#columns;
    const [rows] = this.#rows;
    for (let y = top, at = 0; y < bottom; y += 1) {
      const row = rows[y] * width;
      for (let x = left; x < right; x += 1, at += 1) {
        if (row >= 0 && columns[x] !== OUTSIDE) pixels[at] = this.#colours[levels[row + columns[x]]];
      }
    }
  }

  /**
   * @param {Rect} box
   * @param {Uint32Array} pixels
   */
  #takeMeans({ left, top, right, bottom }, pixels) {
    const { levels, width } = this.#mask;
    const [one, other] = this.#columns;
    for (let y = top, at = 0; y < bottom; y += 1) {
      const [upper, lower] = this.#rows.map((rows) => rows[y] * width);
      for (let x = left; x < right; x += 1, at += 1) {
        const [near, far] = [one[x], other[x]];
        if (upper < 0 || lower < 0 || near === OUTSIDE || far === OUTSIDE) continue;
        const sum = levels[upper + near] + levels[upper + far] + levels[lower + near] + levels[lower + far];
        pixels[at] = this.#colours[(sum + 2) >> 2];
      }
    }
  }
}

/**
 * Which pixel of the mask is seen at each pixel of the screen.
 * @param {number} count
 * @param {number} offset in the pixel of the screen
 * @param {number} start
 * @param {number} scale
 * @param {number} size of the mask
 */
function places(count, offset, start, scale, size) {
  return Int32Array.from({ length: count }, (_, at) => {
    const place = Math.floor((at + offset - start) / scale);
    return place < 0 || place >= size ? OUTSIDE : place;
  });
}
