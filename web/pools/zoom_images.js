/** The full images around the one shown, loaded and decoded ahead so that the next key press shows one at once. */

/** @typedef {import("./types.js").Slot} Slot */

/** What will be wanted soonest is loaded first. */
const AROUND = [1, -1, 2, 3, -2, -3];

export class ZoomImages {
  #pool;
  #images = /** @type {Map<string, HTMLImageElement>} by URL */ (new Map());

  /** @param {Pick<import("./pool.js").Pool, "client" | "slotAt">} pool */
  constructor(pool) {
    this.#pool = pool;
  }

  /**
   * @param {Slot} slot
   * @returns {HTMLImageElement} its image; it may still be loading
   */
  of(slot) {
    const url = this.#pool.client.imageUrl(slot);
    const known = this.#images.get(url);
    if (known) return known;
    const image = new Image();
    Object.assign(image, { decoding: "async", draggable: false, alt: "", src: url });
    this.#images.set(url, image);
    return image;
  }

  /**
   * Loads what is around `position`, and lets go of all else.
   * @param {number} position
   */
  loadAround(position) {
    const slots = [0, ...AROUND].flatMap((step) => this.#pool.slotAt(position + step) ?? []);
    const wanted = new Set(slots.map((slot) => this.#pool.client.imageUrl(slot)));
    for (const [url, image] of this.#images) if (!wanted.has(url)) this.#forget(url, image);
    for (const slot of slots) void decoded(this.of(slot));
  }

  /**
   * After an error: loads again.
   * @param {Slot} slot
   */
  again(slot) {
    this.#images.delete(this.#pool.client.imageUrl(slot));
    return this.of(slot);
  }

  close() {
    for (const [url, image] of this.#images) this.#forget(url, image);
  }

  /**
   * @param {string} url
   * @param {HTMLImageElement} image
   */
  #forget(url, image) {
    this.#images.delete(url);
    if (!image.complete && !image.isConnected) image.removeAttribute("src"); // ends the download
  }
}

/** @param {HTMLImageElement} image */
function decoded(image) {
  // One that cannot be shown says so when it is its turn.
  return image.decode().catch(() => undefined);
}
