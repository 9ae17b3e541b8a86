/** The runs that a filter finds, by page, kept as they are now. */

import { RunBook } from "./run_book.js";

const PAGE = 60;
const PAUSE_MS = 800;
/** More that changed at once are read again with the page, not each. */
const MOST_SINGLE = 20;

/**
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunFilter} RunFilter
 */

/** Dispatches `change`. */
export class RunList extends EventTarget {
  runs = /** @type {Run[]} */ ([]);
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  error = /** @type {any} */ (null);
  /** Whether there are no more. */
  isWhole = false;
  filter = /** @type {RunFilter} */ ({});
  #book;
  #next = "";
  #reading = /** @type {Promise<void> | null} */ (null);
  #asked = new AbortController();
  #stale = /** @type {Set<string>} */ (new Set());
  #timer = 0;
  #stop = new AbortController();

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#book = RunBook.of(host);
    const { signal } = this.#stop;
    this.#book.addEventListener("news", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#book.addEventListener("change", (event) => this.#take(/** @type {CustomEvent} */ (event).detail.runs), { signal });
    this.#book.feed.addEventListener("gap", () => this.status === "ready" && this.#soon(), { signal });
    signal.addEventListener("abort", host.events.listen("reconnected", () => this.#soon()));
  }

  close() {
    this.#stop.abort();
    this.#asked.abort();
    clearTimeout(this.#timer);
  }

  /** @param {RunFilter} filter */
  find(filter) {
    this.filter = filter;
    this.#asked.abort();
    this.#asked = new AbortController();
    [this.#next, this.isWhole, this.#reading] = ["", false, null];
    if (!this.runs.length) this.status = "loading";
    return this.#read();
  }

  /** The next page; does nothing while one is read. */
  more() {
    if (this.isWhole || this.status === "failed" || !this.#next) return this.#reading ?? Promise.resolve();
    return (this.#reading ??= this.#read().finally(() => (this.#reading = null)));
  }

  async #read() {
    const { signal } = this.#asked;
    const after = this.#next;
    try {
      const { runs, next } = await this.#book.client.list(this.filter, { limit: PAGE, after }, signal);
      if (signal.aborted) return;
      const known = new Set(after ? this.runs.map(({ id }) => id) : []);
      this.runs = [...(after ? this.runs : []), ...runs.filter(({ id }) => !known.has(id))];
      [this.#next, this.isWhole, this.status, this.error] = [next, !next, "ready", null];
    } catch (error) {
      if (signal.aborted) return;
      [this.status, this.error] = [this.runs.length ? "ready" : "failed", error];
      if (this.runs.length) this.isWhole = true;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @param {{name: string, data: any}} news */
  #heard({ name, data }) {
    const run = String(data.run ?? "");
    if (name === "run_deleted") return this.#without((one) => one.id !== run);
    if (name === "batch_deleted") return this.#without((one) => one.batch !== data.batch);
    if (run && this.runs.some(({ id }) => id === run)) this.#stale.add(run);
    return this.#soon();
  }

  /** @param {(run: Run) => boolean} stays */
  #without(stays) {
    const left = this.runs.filter(stays);
    if (left.length === this.runs.length) return;
    this.runs = left;
    this.dispatchEvent(new Event("change"));
  }

  #soon() {
    if (this.#timer || this.#stop.signal.aborted) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.#renew();
    }, PAUSE_MS);
  }

  /** Reads the first page again, and what changed further down. */
  async #renew() {
    const { signal } = this.#asked;
    if (this.status === "failed") return this.find(this.filter);
    try {
      const { runs, next } = await this.#book.client.list(this.filter, { limit: PAGE }, signal);
      const fresh = new Map(runs.map((run) => [run.id, run]));
      const single = [...this.#stale].filter((id) => !fresh.has(id)).slice(0, MOST_SINGLE);
      this.#stale.clear();
      for (const run of await Promise.all(single.map((id) => this.#book.client.get(id)))) fresh.set(run.id, run);
      if (signal.aborted) return undefined;
      this.#merge(runs, fresh, next);
    } catch {
      // What is shown stays; the next news or the next connection reads it again.
    }
    return undefined;
  }

  /**
   * @param {Run[]} first the first page as it is now
   * @param {Map<string, Run>} fresh
   * @param {string} next
   */
  #merge(first, fresh, next) {
    const ids = new Set(first.map(({ id }) => id));
    const last = first.at(-1);
    // What stood among those of the first page and is not there now fits the filter no more.
    const beyond = (/** @type {Run} */ run) => next !== "" && last !== undefined && run.created <= last.created;
    const rest = this.runs.filter((run) => !ids.has(run.id) && beyond(run)).map((run) => fresh.get(run.id) ?? run);
    this.runs = [...first, ...rest].filter((run) => this.#fits(run));
    if (!rest.length) [this.#next, this.isWhole] = [next, !next];
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Set<string>} changed */
  #take(changed) {
    let isOther = false;
    this.runs = this.runs.map((run) => {
      const now = changed.has(run.id) ? this.#book.get(run.id) : null;
      if (!now || now.seq < run.seq) return run;
      isOther = true;
      return now;
    });
    if (!isOther) return;
    this.runs = this.runs.filter((run) => this.#fits(run));
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Run} run */
  #fits({ status, outputs }) {
    const wanted = [this.filter.status ?? []].flat();
    return (!wanted.length || wanted.includes(status)) && (!this.filter.outputs || outputs.length > 0);
  }
}
