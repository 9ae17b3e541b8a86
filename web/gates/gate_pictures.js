/** Pictures of candidates, loaded and decoded ahead, so that the next gate shows at once. */

import { tiles } from "./tile_layout.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./gates.js").Gates} Gates
 * @typedef {{width: number, height: number}} Size
 */

/** The sizes that are asked for: few, so that the browser has most of them already. */
const SIZES = [256, 512, 768, 1024, 1536, 2048, 3072, 4096];
/** Sharper ones only cost time. */
const MOST_RATIO = 2;
const MOST_KEPT = 24;
/** Of a batch that is chosen from, so many are loaded ahead. */
const TILES_AHEAD = 9;
/** Where nothing is laid out yet. */
const USUAL = 768;
/** The row of small pictures below one of a batch, in CSS pixels. */
const STRIP = 60;
export const SMALL = SIZES[0];
export const LARGEST = 4096;

/**
 * The size to ask for where a picture is shown with its longest side so long.
 * @param {number} shown in CSS pixels
 * @param {number} ratio device pixels for each
 * @param {number} longest side of the candidate: more is not there
 */
export function pictureSize(shown, ratio, longest) {
  const wanted = Math.min(shown * Math.min(ratio, MOST_RATIO), longest);
  return SIZES.find((size) => size >= wanted) ?? LARGEST;
}

/**
 * The size to ask for where one candidate fills an area.
 * @param {Size} candidate
 * @param {Size} area in CSS pixels
 */
export function fittedSize({ width, height }, area) {
  if (!(area.width > 0 && area.height > 0)) return USUAL;
  const scale = Math.min(area.width / width, area.height / height);
  return pictureSize(Math.max(width, height) * scale, devicePixelRatio, Math.max(width, height));
}

/**
 * The size to ask for where all candidates stand in an area.
 * @param {Size & {count: number}} candidates
 * @param {Size} area in CSS pixels
 */
export function tileSize({ count, width, height }, area) {
  if (!(area.width > 0 && area.height > 0)) return SMALL;
  const tile = tiles(count, area, width / height);
  return pictureSize(Math.max(tile.width, (tile.width * height) / width), devicePixelRatio, Math.max(width, height));
}

export class GatePictures {
  #gates;
  #images = /** @type {Map<string, HTMLImageElement>} by URL, lately used last */ (new Map());

  /** @param {Gates} gates */
  constructor(gates) {
    this.#gates = gates;
  }

  /**
   * @param {Gate} gate
   * @param {number} index
   * @param {number} size
   * @returns {HTMLImageElement} it may still be loading
   */
  of(gate, index, size) {
    const url = this.#gates.pictureUrl(gate, index, size);
    const image = this.#images.get(url) ?? made(url);
    this.#images.delete(url);
    this.#images.set(url, image);
    for (const old of [...this.#images.keys()].slice(0, -MOST_KEPT)) this.#forget(old);
    return image;
  }

  /**
   * @param {Gate} gate that will be shown soon
   * @param {Size} area where
   */
  prepare(gate, area) {
    const batch = gate.kind === "chooser";
    const height = area.height - (gate.count > 1 ? STRIP : 0);
    const size = batch ? tileSize(gate, area) : fittedSize(gate, { width: area.width, height });
    const ahead = Math.min(gate.count, batch ? TILES_AHEAD : 1);
    // One that cannot be shown says so when it is its turn.
    for (let at = 0; at < ahead; at += 1) void this.of(gate, at, size).decode().catch(() => undefined);
  }

  /**
   * After an error: loads again.
   * @param {Gate} gate
   * @param {number} index
   * @param {number} size
   */
  again(gate, index, size) {
    this.#forget(this.#gates.pictureUrl(gate, index, size));
  }

  /** @param {string} url */
  #forget(url) {
    const image = this.#images.get(url);
    this.#images.delete(url);
    if (image && !image.complete && !image.isConnected) image.removeAttribute("src"); // ends the download
  }
}

/** @param {string} url */
function made(url) {
  return Object.assign(new Image(), { decoding: "async", draggable: false, alt: "", src: url });
}
