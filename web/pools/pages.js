/** The slots of a pool as far as they were read: pages of 100 by position, each fresh or stale. */

export const PAGE_SIZE = 100;

/** @typedef {import("./types.js").Slot} Slot */

export class Pages {
  #pages = /** @type {Map<number, Slot[]>} */ (new Map());
  #stale = /** @type {Set<number>} */ (new Set());

  /**
   * @param {number} position
   * @returns {Slot | undefined} undefined where it was not read yet
   */
  at(position) {
    return this.#pages.get(Math.floor(position / PAGE_SIZE))?.[position % PAGE_SIZE];
  }

  /**
   * @param {string | null} slotId
   * @returns {number} -1 where it was not read
   */
  positionOf(slotId) {
    for (const [page, slots] of this.#pages) {
      const place = slots.findIndex((slot) => slot.id === slotId);
      if (place >= 0) return page * PAGE_SIZE + place;
    }
    return -1;
  }

  /**
   * @param {number} page
   * @param {Slot[]} slots
   */
  store(page, slots) {
    this.#pages.set(page, slots);
    this.#stale.delete(page);
  }

  /**
   * Puts a newer version of a slot in its place.
   * @param {Slot} slot
   */
  replace(slot) {
    const position = this.positionOf(slot.id);
    const page = this.#pages.get(Math.floor(position / PAGE_SIZE));
    if (page) page[position % PAGE_SIZE] = slot;
  }

  /**
   * What was read may have moved: it is shown until it is read again.
   * @param {number} [except] a page that is known to be fresh
   */
  markStale(except) {
    for (const page of this.#pages.keys()) if (page !== except) this.#stale.add(page);
  }

  /**
   * The pages of positions `start` to `end` (not included) that have to be read.
   * @param {number} start
   * @param {number} end
   */
  toRead(start, end) {
    const wanted = [];
    for (let page = Math.floor(start / PAGE_SIZE); page * PAGE_SIZE < end; page += 1) {
      if (!this.#pages.has(page) || this.#stale.has(page)) wanted.push(page);
    }
    return wanted;
  }

  /**
   * Forgets stale pages that nobody looks at, and all that lie behind the end of the pool.
   * @param {number} start
   * @param {number} end
   * @param {number} count
   */
  trim(start, end, count) {
    for (const page of [...this.#pages.keys()]) {
      const seen = page * PAGE_SIZE < end && (page + 1) * PAGE_SIZE > start;
      if (page * PAGE_SIZE >= count || (this.#stale.has(page) && !seen)) this.#forget(page);
    }
  }

  clear() {
    this.#pages.clear();
    this.#stale.clear();
  }

  /** @param {number} page */
  #forget(page) {
    this.#pages.delete(page);
    this.#stale.delete(page);
  }
}
