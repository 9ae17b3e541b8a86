/** The pools that this page shows: one `Pool` for each id, fed by the server's events. */

import { PoolClient } from "./client.js";
import { Pool } from "./pool.js";

const KEPT_WITHOUT_A_VIEW = 20;

export const POOL_EVENTS = [
  "slot_added",
  "slot_removed",
  "slot_restored",
  "slot_labelled",
  "slot_selected",
  "slots_reordered",
  "mask_saved",
  "mask_cleared",
  "pool_created",
  "pool_deleted",
  "pool_restored",
  "pool_changed_elsewhere",
];

/** Hosts re-create nodes on undo and tab switches: a pool that was shown a moment ago is shown again at once. */
export class Pools {
  #host;
  #pools = /** @type {Map<string, Pool>} */ (new Map());

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    this.#host = host;
    for (const name of POOL_EVENTS) host.events.listen(name, (event) => this.#pools.get(event.pool_id)?.apply(name, event));
    host.events.listen("reconnected", () => this.#refreshAll());
  }

  /**
   * @param {string} id
   * @returns {Pool}
   */
  open(id) {
    const pool = this.#pools.get(id) ?? new Pool(new PoolClient(this.#host.requests, id), id);
    this.#pools.delete(id);
    this.#pools.set(id, pool);
    this.#forgetOld();
    return pool;
  }

  /** @param {string} id */
  client(id) {
    return new PoolClient(this.#host.requests, id);
  }

  #refreshAll() {
    for (const pool of this.#pools.values()) void pool.refresh();
  }

  #forgetOld() {
    const idle = [...this.#pools.values()].filter((pool) => pool.views === 0 && !pool.busy);
    for (const pool of idle.slice(0, -KEPT_WITHOUT_A_VIEW)) this.#pools.delete(pool.id);
  }
}
