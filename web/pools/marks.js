/** Which images are marked for actions on many at once, and where a range began. One for each grid. */

/** Dispatches `change` whenever the marked ids are different. Ids of places that were not read yet are as good as any. */
export class Marks extends EventTarget {
  /** @type {string | null} the slot that a range with Shift starts from */
  anchor = null;
  #ids = /** @type {Set<string>} */ (new Set());

  get size() {
    return this.#ids.size;
  }

  /** The marked ids, in the order in which they were marked. */
  get ids() {
    return [...this.#ids];
  }

  /** @param {string} id */
  has(id) {
    return this.#ids.has(id);
  }

  /** @param {string} id */
  toggle(id) {
    this.anchor = id;
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#changed();
  }

  /** @param {string} id the only one from now on */
  only(id) {
    this.anchor = id;
    this.#become([id]);
  }

  /**
   * Marks these too; the anchor stays.
   * @param {Iterable<string>} ids
   */
  extend(ids) {
    this.#become([...this.#ids, ...ids]);
  }

  /**
   * Marks exactly these; the anchor stays.
   * @param {Iterable<string>} ids
   */
  set(ids) {
    this.#become(ids);
  }

  clear() {
    this.anchor = null;
    this.#become([]);
  }

  /**
   * Keeps to what is in `pool`: an id that leaves it, here or elsewhere, is not marked any more.
   * @param {import("./pool.js").Pool} pool
   * @returns {() => void} stops following
   */
  follow(pool) {
    const onGone = (/** @type {Event} */ event) => this.drop(/** @type {CustomEvent<string[]>} */ (event).detail);
    const onDoubt = () => void this.#check(pool);
    pool.addEventListener("gone", onGone);
    pool.addEventListener("doubt", onDoubt);
    return () => {
      pool.removeEventListener("gone", onGone);
      pool.removeEventListener("doubt", onDoubt);
    };
  }

  /** @param {Iterable<string>} ids */
  drop(ids) {
    const gone = new Set(ids);
    if (this.anchor !== null && gone.has(this.anchor)) this.anchor = null;
    this.#become(this.ids.filter((id) => !gone.has(id)));
  }

  /**
   * Drops what is not in the pool any more, where nobody told which ids left it.
   * @param {import("./pool.js").Pool} pool
   */
  async #check(pool) {
    if (this.size === 0 && this.anchor === null) return;
    // A pool that cannot be read says so itself; the marks stay until it can.
    const order = await pool.order().catch(() => null);
    if (!order) return;
    const present = new Set(order);
    this.drop([...this.#ids, this.anchor ?? ""].filter((id) => !present.has(id)));
  }

  /** @param {Iterable<string>} ids */
  #become(ids) {
    const next = new Set(ids);
    const same = next.size === this.#ids.size && [...next].every((id) => this.#ids.has(id));
    this.#ids = next;
    if (!same) this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
