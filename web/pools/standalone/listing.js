/** Things that a page lists, read again as they change while somebody looks. */

const REST_MS = 120;
/** With more changed ones, all are read in one request. */
const MOST_SINGLE = 6;

/**
 * Dispatches `change` whenever what is listed may look different.
 * @template {{id: string}} Item
 */
export class Listing extends EventTarget {
  /** @type {"loading" | "ready" | "failed"} */
  status = "loading";
  /** @type {any} */
  error = null;
  #source;
  #byId = /** @type {Map<string, Item>} */ (new Map());
  #changed = /** @type {Set<string>} ids of what is to be read again */ (new Set());
  #allChanged = true;
  #watchers = 0;
  #reading = false;
  #timer = 0;

  /**
   * @param {import("../../library/events.js").HostEvents} events
   * @param {{readAll: () => Promise<Item[]>, readOne: (id: string) => Promise<Item | null>}} source null: there is none
   */
  constructor(events, source) {
    super();
    this.#source = source;
    events.listen("reconnected", () => this.refresh());
    events.listen("connected", () => this.status === "failed" && this.refresh());
  }

  get all() {
    return [...this.#byId.values()];
  }

  /** @param {string} id */
  find(id) {
    return this.#byId.get(id);
  }

  /** Keeps the list up to date until the returned function is called. */
  watch() {
    this.#watchers += 1;
    this.#readSoon(0);
    return () => void (this.#watchers -= 1);
  }

  /** Reads everything again. */
  refresh() {
    this.#allChanged = true;
    this.#readSoon(0);
  }

  /** @param {string} id of what may have changed, or may be new */
  mark(id) {
    this.#changed.add(id);
    this.#readSoon(REST_MS);
  }

  /** @param {number} after milliseconds */
  #readSoon(after) {
    if (!this.#watchers || this.#reading) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), after);
  }

  async #read() {
    const ids = [...this.#changed];
    const all = this.#allChanged || ids.length > MOST_SINGLE;
    if (!this.#watchers || (!all && ids.length === 0)) return;
    this.#changed.clear();
    this.#allChanged = false;
    this.#reading = true;
    try {
      if (all) this.#byId = new Map((await this.#source.readAll()).map((item) => [item.id, item]));
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

  /** @param {string} id */
  async #readOne(id) {
    const item = await this.#source.readOne(id);
    if (item) this.#byId.set(id, item);
    else this.#byId.delete(id);
  }
}

const NOT_FOUND = 404;

/**
 * @template T
 * @param {Promise<T>} reading
 * @returns {Promise<T | null>} null where there is none
 */
export async function orNone(reading) {
  try {
    return await reading;
  } catch (/** @type {any} */ error) {
    if (error.status === NOT_FOUND) return null;
    throw error;
  }
}
