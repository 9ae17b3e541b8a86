/** The picture of a contact sheet that the keyboard is on: it is kept wherever that moves to. */

import { edge } from "./sheet_steps.js";

/**
 * @typedef {import("./sheet_bands.js").Band} Band
 * @typedef {import("./sheet_steps.js").Spot} Spot
 * @typedef {{side: number, name: string, spot: Spot}} Place
 */

/**
 * @param {Band[]} bands
 * @param {Spot | undefined} spot
 * @returns {Place | null} null where no picture is there
 */
export function placeAt(bands, spot) {
  const picture = spot && bands[spot.band]?.sides[spot.side]?.[spot.index];
  return picture ? { side: spot.side, name: picture.name, spot } : null;
}

/**
 * Where a picture stands now; where it is gone, the one that is nearest to its place.
 * @param {Band[]} bands
 * @param {Place} place
 * @returns {Place | null} null where there are no pictures
 */
export function followed(bands, place) {
  const there = placeAt(bands, place.spot);
  if (there?.name === place.name) return there;
  return placeAt(bands, spotOf(bands, place.side, place.name) ?? near(bands, place.spot));
}

/**
 * @param {Band[]} bands
 * @param {number} side
 * @param {string} name
 * @returns {Spot | undefined}
 */
export function spotOf(bands, side, name) {
  for (const [band, { sides }] of bands.entries()) {
    const index = sides[side]?.findIndex((place) => place?.name === name) ?? -1;
    if (index >= 0) return { band, side, index };
  }
  return undefined;
}

/**
 * @param {Band[]} bands
 * @param {Spot} spot
 */
function near(bands, { band, side, index }) {
  const there = (bands[band]?.sides[side] ?? []).flatMap((place, at) => (place ? [at] : []));
  const at = there.sort((one, other) => Math.abs(one - index) - Math.abs(other - index))[0];
  return at === undefined ? edge(bands, 1) : { band, side, index: at };
}
