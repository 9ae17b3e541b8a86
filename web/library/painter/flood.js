/** The connected region around a pixel: bounded by what is painted, or by the colours of the image. */

import { PAINTED } from "./mask.js";

const HALF = 128;
const CLOSED = 0;
const OPEN = 1;
const INSIDE = 2;

/**
 * @typedef {{width: number, height: number}} Size
 * @typedef {{marks: Uint8Array, bounds: import("./rects.js").Rect}} Region where a mark is 2, the pixel is inside
 */

/**
 * The region of untouched pixels, or of painted ones, whichever the pixel is. It climbs soft edges to their ridge, so
 * that filling inside a soft outline leaves no pale ring.
 * @param {import("./mask.js").Mask} mask
 * @param {number} x
 * @param {number} y
 * @returns {Region}
 */
export function regionOfMask(mask, x, y) {
  const { levels, width } = mask;
  const isPainted = levels[y * width + x] >= HALF;
  const height = (/** @type {number} */ at) => (isPainted ? PAINTED - levels[at] : levels[at]);
  const marks = new Uint8Array(levels.length);
  for (let at = 0; at < marks.length; at += 1) marks[at] = levels[at] >= HALF === isPainted ? OPEN : CLOSED;
  const region = spread(marks, mask, x, y);
  climb(region, mask, height);
  return region;
}

/**
 * The region whose colours are within `tolerance` of the pixel's.
 * @param {Uint8ClampedArray} pixels RGBA, as large as the mask
 * @param {Size} size
 * @param {number} x
 * @param {number} y
 * @param {number} tolerance 0..255 for each channel
 * @returns {Region}
 */
export function regionOfColour(pixels, size, x, y, tolerance) {
  const marks = new Uint8Array(size.width * size.height);
  const seed = (y * size.width + x) * 4;
  const [red, green, blue] = [pixels[seed], pixels[seed + 1], pixels[seed + 2]];
  for (let at = 0, pixel = 0; at < marks.length; at += 1, pixel += 4) {
    const isNear =
      Math.abs(pixels[pixel] - red) <= tolerance &&
      Math.abs(pixels[pixel + 1] - green) <= tolerance &&
      Math.abs(pixels[pixel + 2] - blue) <= tolerance;
    marks[at] = isNear ? OPEN : CLOSED;
  }
  return spread(marks, size, x, y);
}

/**
 * Marks what can be reached from a pixel through open ones, row by row.
 * @param {Uint8Array} marks
 * @param {Size} size
 * @param {number} x
 * @param {number} y
 * @returns {Region}
 */
function spread(marks, { width, height }, x, y) {
  const bounds = { left: x, top: y, right: x + 1, bottom: y + 1 };
  const waiting = [y * width + x];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (marks[at] !== OPEN) continue;
    const row = Math.floor(at / width);
    const [from, to] = openRun(marks, at, row * width, (row + 1) * width);
    marks.fill(INSIDE, from, to);
    if (row > 0) findRuns(marks, from - width, to - width, waiting);
    if (row + 1 < height) findRuns(marks, from + width, to + width, waiting);
    bounds.left = Math.min(bounds.left, from - row * width);
    bounds.right = Math.max(bounds.right, to - row * width);
    bounds.top = Math.min(bounds.top, row);
    bounds.bottom = Math.max(bounds.bottom, row + 1);
  }
  return { marks, bounds };
}

/**
 * @param {Uint8Array} marks
 * @param {number} at
 * @param {number} start of the row
 * @param {number} end of the row
 */
function openRun(marks, at, start, end) {
  let from = at;
  let to = at + 1;
  while (from > start && marks[from - 1] === OPEN) from -= 1;
  while (to < end && marks[to] === OPEN) to += 1;
  return [from, to];
}

/**
 * Adds one pixel of every open run between two pixels of a row.
 * @param {Uint8Array} marks
 * @param {number} from
 * @param {number} to
 * @param {number[]} found
 */
function findRuns(marks, from, to, found) {
  for (let at = from; at < to; at += 1) {
    if (marks[at] === OPEN && (at === from || marks[at - 1] !== OPEN)) found.push(at);
  }
}

/**
 * Goes on over pixels that rise towards a ridge; level ground, such as a half painted area, is a wall.
 * @param {Region} region
 * @param {Size} size
 * @param {(at: number) => number} heightAt
 */
function climb({ marks, bounds }, size, heightAt) {
  let edge = edgeOf(marks, bounds, size);
  while (edge.length) {
    const next = [];
    for (const at of edge) {
      for (const beside of neighbours(at, size)) {
        const rises = marks[beside] === CLOSED && heightAt(beside) >= heightAt(at);
        if (!rises || !neighbours(beside, size).some((one) => heightAt(one) > heightAt(beside))) continue;
        marks[beside] = INSIDE;
        next.push(beside);
      }
    }
    edge = next;
    if (next.length) widen(bounds, size);
  }
}

/**
 * @param {Uint8Array} marks
 * @param {import("./rects.js").Rect} bounds
 * @param {Size} size
 */
function edgeOf(marks, { left, top, right, bottom }, size) {
  const { width, height } = size;
  const found = [];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left, at = y * width + left; x < right; x += 1, at += 1) {
      if (marks[at] !== INSIDE) continue;
      const isEdge =
        (x > 0 && marks[at - 1] === CLOSED) ||
        (x + 1 < width && marks[at + 1] === CLOSED) ||
        (y > 0 && marks[at - width] === CLOSED) ||
        (y + 1 < height && marks[at + width] === CLOSED);
      if (isEdge) found.push(at);
    }
  }
  return found;
}

/**
 * @param {number} at
 * @param {Size} size
 */
function neighbours(at, { width, height }) {
  const x = at % width;
  const found = [];
  if (x > 0) found.push(at - 1);
  if (x + 1 < width) found.push(at + 1);
  if (at >= width) found.push(at - width);
  if (at + width < width * height) found.push(at + width);
  return found;
}

/**
 * @param {import("./rects.js").Rect} bounds
 * @param {Size} size
 */
function widen(bounds, { width, height }) {
  bounds.left = Math.max(0, bounds.left - 1);
  bounds.top = Math.max(0, bounds.top - 1);
  bounds.right = Math.min(width, bounds.right + 1);
  bounds.bottom = Math.min(height, bounds.bottom + 1);
}
