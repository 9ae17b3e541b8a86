/**
 * The mathematics of zoom and pan: where an image stands in an area.
 *
 * Lengths are CSS pixels of the area, counted from its upper left corner; 100 % shows an image pixel as one CSS pixel.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{width: number, height: number}} Size
 * @typedef {{scale: number, x: number, y: number}} View where the image's upper left corner stands, and how large it is
 * @typedef {{least: number, most: number}} ScaleRange
 */

const WHEEL_RATE = 0.0016;
const PINCH_RATE = 0.01;
const MOST_PINCH = 40;
const LINE_PX = 16;
const PAGE_PX = 400;
/** So much of the image always stays in sight. */
const KEPT_PX = 48;

/**
 * The whole image, in the middle.
 * @param {Size} image
 * @param {Size} area
 * @param {number} [margin]
 * @param {number} [most] the largest scale; 1 never enlarges
 * @returns {View}
 */
export function fit(image, area, margin = 0, most = Infinity) {
  const room = { width: Math.max(1, area.width - 2 * margin), height: Math.max(1, area.height - 2 * margin) };
  return centred(image, area, Math.min(room.width / image.width, room.height / image.height, most));
}

/**
 * @param {Size} image
 * @param {Size} area
 * @param {number} scale
 * @returns {View}
 */
export function centred(image, area, scale) {
  return { scale, x: (area.width - image.width * scale) / 2, y: (area.height - image.height * scale) / 2 };
}

/**
 * Zooms; what is under `at` stays there.
 * @param {View} view
 * @param {number} factor
 * @param {Point} at
 * @param {ScaleRange} range
 * @returns {View}
 */
export function zoomAt(view, factor, at, { least, most }) {
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const real = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real };
}

/**
 * @param {View} view
 * @param {number} dx
 * @param {number} dy
 * @returns {View}
 */
export function pan(view, dx, dy) {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/**
 * The nearest view that keeps some of the image in sight.
 * @param {View} view
 * @param {Size} image
 * @param {Size} area
 * @returns {View}
 */
export function inSight(view, image, area) {
  const along = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ room) => {
    const kept = Math.min(KEPT_PX, length, room);
    return Math.min(room - kept, Math.max(kept - length, at));
  };
  return {
    scale: view.scale,
    x: along(view.x, image.width * view.scale, area.width),
    y: along(view.y, image.height * view.scale, area.height),
  };
}

/**
 * The point of the image, in image pixels, that is shown at `point`. Pixel (0, 0) reaches from 0 to 1.
 * @param {View} view
 * @param {Point} point
 * @returns {Point}
 */
export function toImage(view, point) {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/**
 * Where a point of the image is shown.
 * @param {View} view
 * @param {Point} point
 * @returns {Point}
 */
export function toScreen(view, point) {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/**
 * How a turn of the wheel zooms. A pinch on a trackpad arrives as a wheel with ctrlKey and small steps.
 * @param {{deltaY: number, deltaMode: number, ctrlKey: boolean}} event
 */
export function wheelFactor({ deltaY, deltaMode, ctrlKey }) {
  const delta = deltaY * [1, LINE_PX, PAGE_PX][deltaMode];
  if (!ctrlKey) return Math.exp(-delta * WHEEL_RATE);
  return Math.exp(-Math.min(MOST_PINCH, Math.max(-MOST_PINCH, delta)) * PINCH_RATE);
}
