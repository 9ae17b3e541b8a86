/** Where the pictures of a contact sheet stand. Pure arithmetic, in CSS pixels. */

export const GAP = 6;
const SIDE_GAP = 24;
const BAND_GAP = 14;
/** Wide enough for a scene's name beside its pictures; else it stands above them. */
const BESIDE_FROM = 560;
const LABEL_WIDTH = 132;
const LABEL_HEIGHT = 28;
const LEAST_BAND = 52;
/** Few variants are shown so much larger at most. */
const MOST_GROWTH = 1.5;
const AROUND_PX = 400;

/**
 * @typedef {import("./sheet_bands.js").Band} Band
 * @typedef {{top: number, height: number, lines: number}} BandPlace
 *
 * @typedef {object} SheetLayout
 * @property {boolean} beside whether names stand beside the pictures
 * @property {number} columns of each side
 * @property {number} size width of a picture
 * @property {number} high its height
 * @property {number} room width of a side
 * @property {number} labelWidth
 * @property {BandPlace[]} bands
 * @property {number} height of all
 */

/**
 * @param {Band[]} bands
 * @param {{width: number, tile: number, ratio: number, sides: number}} options `ratio` is width to height of the pictures
 * @returns {SheetLayout}
 */
export function sheetLayout(bands, { width, tile, ratio, sides }) {
  const beside = width >= BESIDE_FROM;
  const labelWidth = beside ? LABEL_WIDTH : 0;
  const room = Math.max(24, (width - labelWidth - SIDE_GAP * (sides - 1)) / sides);
  const longest = bands.reduce((most, band) => Math.max(most, ...band.sides.map(({ length }) => length)), 1);
  const columns = Math.min(longest, Math.max(1, Math.round((room + GAP) / (tile + GAP))));
  const filled = Math.floor((room - GAP * (columns - 1)) / columns);
  const size = columns < longest ? filled : Math.min(filled, Math.round(tile * MOST_GROWTH));
  const high = Math.round(size / ratio);
  return { beside, columns, size, high, room, labelWidth, ...stacked(bands, columns, high, beside) };
}

/**
 * @param {Band[]} bands
 * @param {number} columns
 * @param {number} high
 * @param {boolean} beside
 */
function stacked(bands, columns, high, beside) {
  let top = 0;
  const places = bands.map(({ sides }) => {
    const lines = Math.max(1, ...sides.map(({ length }) => Math.ceil(length / columns)));
    const height = Math.max(LEAST_BAND, lines * (high + GAP) - GAP) + (beside ? 0 : LABEL_HEIGHT);
    const place = { top, height, lines };
    top += height + BAND_GAP;
    return place;
  });
  return { bands: places, height: Math.max(0, top - BAND_GAP) };
}

/**
 * Where a picture stands in its band.
 * @param {SheetLayout} layout
 * @param {number} side
 * @param {number} index in its side
 */
export function placeOf({ beside, columns, size, high, room, labelWidth }, side, index) {
  const line = Math.floor(index / columns);
  return {
    x: labelWidth + side * (room + SIDE_GAP) + (index % columns) * (size + GAP),
    y: (beside ? 0 : LABEL_HEIGHT) + line * (high + GAP),
  };
}

/**
 * The bands on the screen and a little around it.
 * @param {SheetLayout} layout
 * @param {number} top how far it is scrolled
 * @param {number} height of the visible part
 * @returns {{start: number, end: number}} `end` not included
 */
export function visibleBands({ bands }, top, height) {
  const start = firstBelow(bands, top - AROUND_PX);
  let end = start;
  while (end < bands.length && bands[end].top < top + height + AROUND_PX) end += 1;
  return { start, end };
}

/**
 * The indices of a band on the screen: a scene may have thousands of pictures.
 * @param {SheetLayout} layout
 * @param {number} band
 * @param {number} top
 * @param {number} height
 * @returns {{start: number, end: number}}
 */
export function visibleIndices({ bands, columns, high }, band, top, height) {
  const from = top - AROUND_PX - bands[band].top;
  const first = Math.max(0, Math.floor(from / (high + GAP)) - 1);
  const last = Math.ceil((from + height + 2 * AROUND_PX) / (high + GAP));
  return { start: first * columns, end: Math.max(0, last) * columns };
}

/**
 * The first band that ends below a height, by halving.
 * @param {BandPlace[]} bands
 * @param {number} y
 */
function firstBelow(bands, y) {
  let [low, high] = [0, bands.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bands[middle].top + bands[middle].height < y) low = middle + 1;
    else high = middle;
  }
  return low;
}
