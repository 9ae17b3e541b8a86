/** Every pool with its name, count and first pictures, kept up to date by the server's events while somebody looks. */

import { named, PICTURES, readPools } from "../pool_chooser_pools.js";
import { POOL_EVENTS } from "../pools.js";
import { Listing, orNone } from "./listing.js";

/** These change nothing that a card shows. */
const UNSEEN = ["slot_labelled", "slot_selected", "mask_saved", "mask_cleared"];
export const SEEN_EVENTS = POOL_EVENTS.filter((name) => !UNSEEN.includes(name));

/**
 * @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool
 * @typedef {import("../pool_chooser_pools.js").ListedPool} ListedPool
 */

/**
 * Dispatches `change` whenever a card may look different.
 * @extends {Listing<ListedPool>}
 */
export class ListedPools extends Listing {
  #host;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../pools.js").Pools} pools
   */
  constructor(host, pools) {
    super(host.events, { readAll: () => readPools(host.requests), readOne: (id) => readOne(pools.client(id)) });
    this.#host = host;
    for (const name of SEEN_EVENTS) host.events.listen(name, ({ pool_id: id }) => this.mark(id));
  }

  /**
   * As they are called now: names change without the pools.
   * @returns {NamedPool[]}
   */
  get named() {
    return this.all.map((pool) => named(pool, this.#host.profiles));
  }
}

/**
 * @param {import("../client.js").PoolClient} client
 * @returns {Promise<ListedPool | null>}
 */
async function readOne(client) {
  const read = await orNone(client.page(0, PICTURES));
  return read && { id: read.pool.id, count: read.pool.count, pictures: read.slots };
}
