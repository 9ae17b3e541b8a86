/** The batches that there are, the last one first, as they are now. */

import { BatchClient } from "./batch_client.js";
import { BATCH_EVENTS } from "./one_batch.js";

const PAGE = 50;
const PAUSE_MS = 500;
/** What goes on is read again after so long: runs tell nothing of the counts of their batch. */
const POLL_MS = 2000;
const OPEN = ["planning", "running"];

/** @typedef {import("./types.js").Batch} Batch */

/** Dispatches `change`. */
export class BatchBook extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  list = /** @type {readonly Batch[]} */ ([]);
  /** Whether there are more than are listed. */
  hasMore = false;
  #which;
  #pages = 1;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  #timer = 0;
  #stops;
  #closed = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{workflow?: string}} [which]
   */
  constructor(host, which = {}) {
    super();
    this.#which = which;
    this.client = new BatchClient(host.requests);
    this.search = "";
    this.#stops = [...BATCH_EVENTS, "reconnected"].map((name) => host.events.listen(name, () => this.#soon(PAUSE_MS)));
    const seen = () => void (document.hidden || this.refresh());
    document.addEventListener("visibilitychange", seen);
    this.#stops.push(() => document.removeEventListener("visibilitychange", seen));
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  /** @param {{workflow?: string}} which those of another workflow */
  show(which) {
    if (JSON.stringify(which) === JSON.stringify(this.#which)) return;
    [this.#which, this.list, this.status, this.#pages] = [which, [], "loading", 1];
    void this.refresh();
  }

  /** @param {string} search words that titles hold */
  find(search) {
    [this.search, this.#pages] = [search, 1];
    return this.refresh();
  }

  /** Lists more of them. */
  more() {
    this.#pages += 1;
    return this.refresh();
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  async #readAll() {
    while (this.#isStale && !this.#closed) {
      this.#isStale = false;
      await this.#read();
    }
    if (this.list.some(({ status }) => OPEN.includes(status))) this.#soon(POLL_MS);
  }

  async #read() {
    const [which, search] = [this.#which, this.search];
    try {
      const found = await this.#pagesOf(which, search);
      if (which !== this.#which || search !== this.search) return;
      [this.list, this.hasMore, this.status, this.error] = [found.batches, found.next !== "", "ready", null];
    } catch (error) {
      [this.error, this.status] = [error, this.list.length ? this.status : "failed"];
      this.#soon(POLL_MS);
    }
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {{workflow?: string}} which
   * @param {string} search
   */
  async #pagesOf(which, search) {
    const batches = [];
    let next = "";
    for (let page = 0; page < this.#pages; page += 1) {
      const found = await this.client.list({ ...which, search, limit: PAGE, after: next });
      batches.push(...found.batches);
      next = found.next;
      if (!next) break;
    }
    return { batches, next };
  }

  /** @param {number} delay milliseconds */
  #soon(delay) {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void (document.hidden || this.refresh()), delay);
  }
}
