/** Pictures of candidates, loaded and decoded ahead, so that the next gate shows at once. */

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./gates.js").Gates} Gates
 */

/** The sizes that are asked for: few, so that the browser has most of them already. */
const SIZES = [256, 512, 768, 1024, 1536, 2048, 3072, 4096];
/** Sharper ones only cost time. */
const MOST_RATIO = 2;
const MOST_KEPT = 10;
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
   * @param {Gate | undefined} gate that will be shown soon
   * @param {number} size
   */
  prepare(gate, size) {
    // One that cannot be shown says so when it is its turn.
    if (gate && gate.count > 0) void this.of(gate, 0, size).decode().catch(() => undefined);
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
