/** Which image of a pool the zoom view is on, while the pool changes under it. */

/** @typedef {import("./types.js").Slot} Slot */

export class Place {
  /** @type {Slot | undefined} undefined until it is read */
  slot;
  #pool;
  /** Ids of images that this view asked to remove, and those of them that are gone. */
  #asked = /** @type {Set<string>} */ (new Set());
  #gone = /** @type {Set<string>} */ (new Set());

  /**
   * @param {Pick<import("./pool.js").Pool, "status" | "state" | "slotAt" | "positionOf">} pool
   * @param {number} position
   */
  constructor(pool, position) {
    this.#pool = pool;
    this.position = position;
    this.slot = pool.slotAt(position);
  }

  get count() {
    return this.#pool.state.count;
  }

  /** Whether there is nothing left to show. */
  get isEmpty() {
    const { status, state } = this.#pool;
    return status === "missing" || (status === "ready" && state.count === 0);
  }

  /**
   * @param {number} position
   * @returns {boolean} false where that is the image shown already
   */
  go(position) {
    const next = this.#within(position);
    if (next === this.position && this.slot) return false;
    this.#be(next);
    return true;
  }

  /** The view asks to remove the image shown: when it comes back, by undo or because it was refused, it is shown again. */
  removing() {
    if (this.slot) this.#asked.add(this.slot.id);
  }

  /** @param {string} id of an image that was not removed after all */
  kept(id) {
    this.#asked.delete(id);
    this.#gone.delete(id);
  }

  /**
   * Stays on the image shown wherever it is now.
   * @returns {boolean} whether somebody else removed it
   */
  follow() {
    const back = [...this.#gone].find((id) => this.#pool.positionOf(id) >= 0);
    if (back) this.#gone.delete(back);
    const now = this.#pool.positionOf(back ?? this.slot?.id ?? "");
    if (now >= 0) this.#be(now);
    return now < 0 && this.#leave();
  }

  /** The image shown is not where it was read: the next one takes its place. */
  #leave() {
    const next = this.#pool.slotAt(this.#within(this.position));
    if (!next) return false; // not read yet: until then the last one stays
    const left = this.slot?.id;
    this.#be(this.#within(this.position));
    if (!left || !this.#asked.delete(left)) return left !== undefined;
    this.#gone.add(left);
    return false;
  }

  /** @param {number} position */
  #be(position) {
    this.position = position;
    this.slot = this.#pool.slotAt(position);
  }

  /** @param {number} position */
  #within(position) {
    return Math.max(0, Math.min(position, this.count - 1));
  }
}
