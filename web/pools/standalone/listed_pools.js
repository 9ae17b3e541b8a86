/** Every pool with its name, count and first pictures, kept up to date by the server's events while somebody looks. */

import { readPools } from "../pool_chooser_pools.js";
import { POOL_EVENTS } from "../pools.js";

const PICTURES = 4;
const REST_MS = 120;
const NOT_FOUND = 404;
/** With more changed ones, all are read in one request. */
const MOST_SINGLE = 6;
/** These change nothing that a card shows. */
const UNSEEN = ["slot_labelled", "slot_selected", "mask_saved", "mask_cleared"];

/** @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool */

/** Dispatches `change` whenever a card may look different. */
export class ListedPools extends EventTarget {
  /** @type {"loading" | "ready" | "failed"} */
  status = "loading";
  /** @type {any} */
  error = null;
  #host;
  #pools;
  #byId = /** @type {Map<string, NamedPool>} */ (new Map());
  #changed = /** @type {Set<string>} ids of pools to be read again */ (new Set());
  #allChanged = true;
  #watched = false;
  #reading = false;
  #timer = 0;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../pools.js").Pools} pools
   */
  constructor(host, pools) {
    super();
    this.#host = host;
    this.#pools = pools;
    const names = POOL_EVENTS.filter((name) => !UNSEEN.includes(name));
    for (const name of names) host.events.listen(name, ({ pool_id: id }) => this.#mark(id));
    host.events.listen("reconnected", () => this.refresh());
    host.events.listen("connected", () => this.status === "failed" && this.refresh());
  }

  /** The pools by name, those with a profile first. */
  get all() {
    return [...this.#byId.values()];
  }

  /** @param {string} id */
  find(id) {
    return this.#byId.get(id);
  }

  /** Keeps the list up to date until the returned function is called. */
  watch() {
    this.#watched = true;
    this.#readSoon(0);
    return () => void (this.#watched = false);
  }

  /** Reads everything again. */
  refresh() {
    this.#allChanged = true;
    this.#readSoon(0);
  }

  /** @param {string} id */
  #mark(id) {
    this.#changed.add(id);
    this.#readSoon(REST_MS);
  }

  /** @param {number} after milliseconds */
  #readSoon(after) {
    if (!this.#watched || this.#reading) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), after);
  }

  async #read() {
    const ids = [...this.#changed];
    const all = this.#allChanged || ids.length > MOST_SINGLE;
    if (!all && ids.length === 0) return;
    this.#changed.clear();
    this.#allChanged = false;
    this.#reading = true;
    try {
      if (all) await this.#readAll();
      else await Promise.all(ids.map((id) => this.#readOne(id)));
      this.status = "ready";
      this.error = null;
    } catch (error) {
      this.#allChanged = true;
      this.status = "failed";
      this.error = error;
    }
    this.#reading = false;
    this.dispatchEvent(new Event("change"));
    if (this.status === "ready") this.#readSoon(REST_MS);
  }

  async #readAll() {
    const pools = await readPools(this.#host.requests);
    this.#byId = new Map(pools.map((pool) => [pool.id, pool]));
  }

  /** @param {string} id */
  async #readOne(id) {
    try {
      const { pool, slots } = await this.#pools.client(id).page(0, PICTURES);
      const known = this.#byId.get(id) ?? { id, name: id, isNamed: false };
      this.#byId.set(id, { ...known, count: pool.count, pictures: slots });
    } catch (/** @type {any} */ error) {
      if (error.status !== NOT_FOUND) throw error;
      this.#byId.delete(id);
    }
  }
}
