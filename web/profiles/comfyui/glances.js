/** The first picture and the number of images of profiles, as they are now; read for those that somebody asks about. */

import { thumbnailUrl } from "../profile_pictures.js";

/** What may change them. */
const EVENTS = [
  ...["slot_added", "slot_removed", "slot_restored", "slots_reordered"],
  ...["pool_created", "pool_deleted", "pool_restored", "pool_changed_elsewhere"],
];
const NOT_FOUND = 404;

/**
 * @typedef {{count: number | null, picture: string}} Glance `count` is null where the pool is gone; `picture` is an address
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
    host.events.listen("reconnected", () => [...this.#entries.keys()].forEach((id) => void this.#read(id)));
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
      return { count, picture: pictures.length ? thumbnailUrl(this.#host.requests, id, pictures[0]) : "" };
    } catch (/** @type {any} */ error) {
      return error.status === NOT_FOUND ? { count: null, picture: "" } : known;
    }
  }
}
