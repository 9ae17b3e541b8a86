/** Every profile as its card shows it: called as the book says, with the count and the first pictures of its pool. */

import { Listing, orNone } from "../../pools/standalone/listing.js";
import { SEEN_EVENTS } from "../../pools/standalone/listed_pools.js";

/**
 * `isRead`: count and pictures are known.
 * @typedef {import("../types.js").PicturedProfile} PicturedProfile
 * @typedef {PicturedProfile & {isRead: boolean}} ShownProfile
 */

/**
 * Dispatches `change` whenever a card may look different.
 * @extends {Listing<PicturedProfile>}
 */
export class ShownProfiles extends Listing {
  #book;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../profile_book.js").ProfileBook} book
   */
  constructor({ events }, book) {
    super(events, { readAll: () => book.pictured(), readOne: (id) => orNone(book.picturedOne(id)) });
    this.#book = book;
    for (const name of SEEN_EVENTS) events.listen(name, ({ pool_id: id }) => book.get(id) && this.mark(id));
    events.listen("profiles_changed_elsewhere", () => this.refresh());
    book.addEventListener("change", () => this.#onBook());
  }

  /** @returns {ShownProfile[]} */
  get profiles() {
    return this.#book.list.map((listed) => {
      const read = this.find(listed.id);
      return { count: null, pictures: [], ...read, ...listed, missing: read?.missing ?? listed.missing, isRead: Boolean(read) };
    });
  }

  #onBook() {
    for (const { id } of this.#book.list) if (!this.find(id)) this.mark(id);
    this.dispatchEvent(new Event("change"));
  }
}
