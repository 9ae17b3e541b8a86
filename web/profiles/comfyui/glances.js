/** The first picture and the number of images of profiles, as they are now; read for those that somebody asks about. */

import { thumbnailUrl } from "../profile_pictures.js";

/** What may change them. */
const EVENTS = [
  ...["slot_added", "slot_removed", "slot_restored", "slots_reordered"],
  ...["pool_created", "pool_deleted", "pool_restored", "pool_changed_elsewhere"],
];
const NOT_FOUND = 404;

/**
 * `count` is null where the pool is gone; `picture` is an address; `listed`: the pool is a profile. A pool that is none (its
 * name was lost, or never given) is used by runs all the same.
 * @typedef {{count: number | null, picture: string, listed: boolean}} Glance
 *
 * @typedef {{glance: Glance | null, reading: boolean, stale: boolean}} Entry
 */

/** Dispatches `change` when one of them is different. */
export class Glances extends EventTarget {
  #host;
  #book;
  #entries = /** @type {Map<string, Entry>} */ (new Map());

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../profile_book.js").ProfileBook} book
   */
  constructor(host, book) {
    super();
    this.#host = host;
    this.#book = book;
    for (const name of EVENTS) host.events.listen(name, ({ pool_id: id }) => void this.#read(id));
    host.events.listen("reconnected", () => this.#readAll(() => true));
    book.addEventListener("change", () => this.#readAll((id, glance) => glance?.listed !== !!book.get(id)));
  }

  /**
   * @param {string} id of a profile
   * @returns {Glance | null} null where it is not known yet
   */
  of(id) {
    if (!this.#entries.has(id)) {
      this.#entries.set(id, { glance: null, reading: false, stale: false });
      void this.#read(id);
    }
    return this.#entries.get(id)?.glance ?? null;
  }

  /** @param {(id: string, glance: Glance | null) => boolean} wanted */
  #readAll(wanted) {
    for (const [id, { glance, reading }] of this.#entries) if (!reading && wanted(id, glance)) void this.#read(id);
  }

  /**
   * Reads what somebody has asked about; once more where it changed meanwhile.
   * @param {string} id
   */
  async #read(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.stale = true;
    if (entry.reading) return;
    entry.reading = true;
    while (entry.stale) {
      entry.stale = false;
      entry.glance = await this.#glance(id, entry.glance);
    }
    entry.reading = false;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {string} id
   * @param {Glance | null} known stays where the server cannot be reached: it is read again when that is back
   * @returns {Promise<Glance | null>}
   */
  async #glance(id, known) {
    try {
      const { count, pictures } = await this.#book.picturedOne(id);
      return { count, picture: this.#address(id, pictures[0]), listed: true };
    } catch (/** @type {any} */ error) {
      return error.status === NOT_FOUND ? this.#unlisted(id, known) : known;
    }
  }

  /**
   * @param {string} id
   * @param {Glance | null} known
   * @returns {Promise<Glance | null>}
   */
  async #unlisted(id, known) {
    try {
      const { pool, slots } = await this.#host.requests.get(`/penstock/pools/${encodeURIComponent(id)}/slots?start=0&limit=1`);
      return { count: pool.count, picture: this.#address(id, slots[0]), listed: false };
    } catch (/** @type {any} */ error) {
      return error.status === NOT_FOUND ? { count: null, picture: "", listed: false } : known;
    }
  }

  /**
   * @param {string} id
   * @param {import("../types.js").Picture | undefined} picture
   */
  #address(id, picture) {
    return picture ? thumbnailUrl(this.#host.requests, id, picture) : "";
  }
}
