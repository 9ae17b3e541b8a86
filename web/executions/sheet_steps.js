/** Where the arrow keys lead on a contact sheet. Places without a picture are passed over. */

/**
 * @typedef {import("./sheet_bands.js").Band} Band
 * @typedef {{band: number, side: number, index: number}} Spot
 *
 * @typedef {object} Steps
 * @property {Band[]} bands
 * @property {number} columns of each side
 * @property {number} page how many lines are a page
 */

/**
 * @param {string} chord such as `ArrowLeft`
 * @param {Spot} spot
 * @param {Steps} steps
 * @returns {Spot | null} null for any other key; the spot itself where there is nothing further
 */
export function nextSpot(chord, spot, steps) {
  const { bands, page } = steps;
  if (chord === "ArrowLeft" || chord === "ArrowRight") return along(spot, chord === "ArrowRight" ? 1 : -1, bands);
  if (chord === "ArrowUp" || chord === "ArrowDown") return across(spot, chord === "ArrowDown" ? 1 : -1, steps);
  if (chord === "PageUp" || chord === "PageDown") return far(spot, chord === "PageDown" ? 1 : -1, page, steps);
  if (chord === "Home" || chord === "End") return stopsIn(bands, spot.band).at(chord === "End" ? -1 : 0) ?? spot;
  if (chord === "Ctrl+Home") return edge(bands, 1) ?? spot;
  if (chord === "Ctrl+End") return edge(bands, -1) ?? spot;
  return null;
}

/**
 * The pictures of a band, side by side.
 * @param {Band[]} bands
 * @param {number} band
 * @returns {Spot[]}
 */
export function stopsIn(bands, band) {
  return bands[band]?.sides.flatMap((places, side) => places.flatMap((place, index) => (place ? [{ band, side, index }] : []))) ?? [];
}

/**
 * The first picture of all from one end.
 * @param {Band[]} bands
 * @param {1 | -1} step
 * @returns {Spot | undefined}
 */
export function edge(bands, step) {
  return beyond(bands, step > 0 ? -1 : bands.length, step)?.at(step > 0 ? 0 : -1);
}

/**
 * The pictures of the next band that has any.
 * @param {Band[]} bands
 * @param {number} band
 * @param {number} step
 */
function beyond(bands, band, step) {
  for (let at = band + step; at >= 0 && at < bands.length; at += step) {
    const stops = stopsIn(bands, at);
    if (stops.length) return stops;
  }
  return undefined;
}

/**
 * @param {Spot} spot
 * @param {1 | -1} step
 * @param {Band[]} bands
 */
function along(spot, step, bands) {
  const stops = stopsIn(bands, spot.band);
  const at = stops.findIndex(({ side, index }) => side === spot.side && index === spot.index);
  return stops[at + step] ?? beyond(bands, spot.band, step)?.at(step > 0 ? 0 : -1) ?? spot;
}

/**
 * @param {Spot} spot
 * @param {1 | -1} step
 * @param {Steps} steps
 */
function across(spot, step, { bands, columns }) {
  const line = Math.floor(spot.index / columns);
  const own = nearest(stopsIn(bands, spot.band), spot, columns, (at) => (at - line) * step > 0, step);
  if (own) return own;
  const stops = beyond(bands, spot.band, step);
  return (stops && nearest(stops, spot, columns, () => true, step)) ?? spot;
}

/**
 * Of the lines that may be taken the nearest, in it the nearest column.
 * @param {Spot[]} stops
 * @param {Spot} spot
 * @param {number} columns
 * @param {(line: number) => boolean} allowed
 * @param {1 | -1} step
 * @returns {Spot | undefined}
 */
function nearest(stops, spot, columns, allowed, step) {
  const lineOf = (/** @type {Spot} */ { index }) => Math.floor(index / columns);
  const lines = stops.filter((stop) => allowed(lineOf(stop)));
  if (lines.length === 0) return undefined;
  const own = lines.filter(({ side }) => side === spot.side);
  const from = own.length ? own : lines;
  const wanted = step > 0 ? Math.min(...from.map(lineOf)) : Math.max(...from.map(lineOf));
  const away = (/** @type {Spot} */ { index }) => Math.abs((index % columns) - (spot.index % columns));
  return from.filter((stop) => lineOf(stop) === wanted).reduce((best, stop) => (away(stop) < away(best) ? stop : best));
}

/**
 * @param {Spot} spot
 * @param {1 | -1} step
 * @param {number} page
 * @param {Steps} steps
 */
function far(spot, step, page, steps) {
  let at = spot;
  for (let line = 0; line < page; line += 1) at = across(at, step, steps);
  return at;
}
