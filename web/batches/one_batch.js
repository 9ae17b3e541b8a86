/** One batch with its cells, as they are now: read by page, followed by the news of its runs. */

import { RunFeed } from "../runs/run_feed.js";
import { BatchClient } from "./batch_client.js";

/**
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./types.js").Cell} Cell
 *
 * @typedef {{progress: number, preview: string | null}} CellProgress
 */

export const PAGE = 200;
/** A batch that goes on tells something many times a second: it is read again after such a pause. */
const PAUSE_MS = 400;
/** Where no news arrive. */
const POLL_MS = 3000;
const NOT_FOUND = 404;
const STARTED = "run_started";
const ENDS = /** @type {Record<string, import("./types.js").CellStatus>} */ ({
  run_completed: "completed",
  run_failed: "failed",
  run_cancelled: "cancelled",
  run_lost: "lost",
});
/** ComfyUI's page hears of these, too. */
export const BATCH_EVENTS = ["batch_planned", "batch_changed", "batch_finished", "batch_deleted", "batch_restored", "batches_changed_elsewhere"];

/**
 * Dispatches `change` where the batch is another one, and `cells` with the places that are (`detail`, a set), at most once
 * a frame. Commands reject with the server's words.
 */
export class OneBatch extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why it could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  batch = /** @type {Batch | null} */ (null);
  #cells = /** @type {Map<number, Cell>} */ (new Map());
  #progress = /** @type {Map<number, CellProgress>} */ (new Map());
  #places = /** @type {Map<string, number>} where the runs are */ (new Map());
  #wanted = /** @type {Set<number>} pages that are shown */ (new Set());
  #stale = /** @type {Set<number>} pages that are to be read */ (new Set());
  #batchStale = true;
  #changed = /** @type {Set<number>} */ (new Set());
  #frame = 0;
  #timer = 0;
  #poll = 0;
  #reading = false;
  #closed = false;
  #stops;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} id
   */
  constructor(host, id) {
    super();
    this.id = id;
    this.client = new BatchClient(host.requests);
    this.feed = new RunFeed((after) => host.requests.address(`/penstock/run_events?batch=${encodeURIComponent(id)}${after === null ? "" : `&after=${after}`}`));
    this.feed.addEventListener("news", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    this.feed.addEventListener("gap", () => this.#all());
    const concerns = (/** @type {any} */ data) => !data?.batch || data.batch === id;
    this.#stops = [...BATCH_EVENTS, "reconnected"].map((name) => host.events.listen(name, (data) => void (concerns(data) && !this.feed.isLive && this.#all())));
    const follow = () => this.#follow();
    document.addEventListener("visibilitychange", follow);
    this.#stops.push(() => document.removeEventListener("visibilitychange", follow));
    this.#follow();
    this.#soon(0);
  }

  close() {
    this.#closed = true;
    this.feed.close();
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  /** @param {number} place */
  cell(place) {
    return this.#cells.get(place) ?? null;
  }

  /** @param {number} place */
  progressOf(place) {
    return this.#progress.get(place) ?? null;
  }

  /** @returns {Cell[]} those that are known, by place */
  get known() {
    return [...this.#cells.values()].sort((one, other) => one.place - other.place);
  }

  /**
   * What is on the screen: its pages are read, and kept as new as the batch.
   * @param {Iterable<number>} places
   */
  want(places) {
    const pages = new Set([...places].map((place) => Math.floor(place / PAGE)));
    for (const page of pages) if (!this.#wanted.has(page)) this.#stale.add(page);
    this.#wanted = pages;
    if (this.#stale.size) this.#soon(0);
  }

  /** Reads everything that is shown again. */
  refresh() {
    this.#all();
    return this.#read();
  }

  /** @param {boolean} paused */
  pause(paused) {
    return this.#then(paused ? this.client.pause(this.id) : this.client.resume(this.id));
  }

  /** @param {boolean} runningToo */
  stop(runningToo) {
    return this.#then(this.client.stop(this.id, runningToo));
  }

  /** @param {number[]} [places] */
  retry(places) {
    return this.#then(this.client.retry(this.id, places));
  }

  /** @param {{title?: string, priority?: number}} changes */
  change(changes) {
    return this.#then(this.client.change(this.id, { revision: this.batch?.revision ?? 0, ...changes }));
  }

  /** A browser has few connections to one server: a page that nobody sees takes none. */
  #follow() {
    clearInterval(this.#poll);
    if (this.#closed) return;
    if (document.hidden) return this.feed.close();
    this.feed.open();
    this.#poll = window.setInterval(() => this.feed.isLive || this.#all(), POLL_MS);
    return undefined;
  }

  /** @param {{name: string, data: any}} news */
  #heard({ name, data }) {
    if (data.batch && data.batch !== this.id) return;
    const place = Number(data.place ?? this.#places.get(data.run) ?? -1);
    if (name === "run_progressed") return this.#progressed(place, data);
    this.#batchStale = true;
    if (place >= 0 && data.run) this.#moved(place, name);
    else for (const page of this.#wanted) this.#stale.add(page);
    this.#soon(PAUSE_MS);
  }

  /**
   * @param {number} place
   * @param {any} data
   */
  #progressed(place, { progress, preview }) {
    if (place < 0 || !this.#cells.has(place)) return;
    this.#progress.set(place, { progress: Number(progress) || 0, preview: preview ?? null });
    this.#mark(place);
  }

  /**
   * @param {number} place
   * @param {string} name
   */
  #moved(place, name) {
    const cell = this.#cells.get(place);
    const status = name === STARTED ? "running" : ENDS[name];
    if (status && status !== "running") this.#progress.delete(place);
    if (cell && status) {
      this.#cells.set(place, { ...cell, status });
      this.#mark(place);
    }
    // Its picture, or what went wrong, is read.
    const page = Math.floor(place / PAGE);
    if (status !== "running") this.#wanted.has(page) ? this.#stale.add(page) : this.#forget(page);
  }

  /** @param {number} page that is not shown: read when it is */
  #forget(page) {
    this.#stale.delete(page);
    for (let place = page * PAGE; place < (page + 1) * PAGE; place += 1) this.#cells.delete(place);
  }

  #all() {
    this.#batchStale = true;
    for (const place of this.#cells.keys()) if (!this.#wanted.has(Math.floor(place / PAGE))) this.#cells.delete(place);
    for (const page of this.#wanted) this.#stale.add(page);
    this.#soon(0);
  }

  /** @param {number} delay milliseconds */
  #soon(delay) {
    if (this.#closed || (this.#timer && delay)) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#read(), delay);
  }

  /** Reads what is stale, one request at a time. Never rejects. */
  async #read() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#reading || this.#closed) return;
    this.#reading = true;
    try {
      if (this.#batchStale) {
        this.#batchStale = false;
        this.#take(await this.client.get(this.id));
      }
      for (const page of [...this.#stale]) {
        this.#stale.delete(page);
        if (this.#wanted.has(page)) this.#took((await this.client.cells(this.id, page * PAGE, PAGE)).cells);
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#reading = false;
    }
    if (this.#batchStale || this.#stale.size) this.#soon(this.error ? POLL_MS : PAUSE_MS);
  }

  /** @param {any} error what could not be read is tried again, unless there is no such batch */
  #failed(error) {
    const isGone = error.status === NOT_FOUND;
    [this.error, this.status] = [error, this.batch && !isGone ? this.status : "failed"];
    this.#batchStale = !isGone;
    if (isGone) this.#stale.clear();
    else for (const page of this.#wanted) this.#stale.add(page);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Batch} batch */
  #take(batch) {
    const isSame = this.status === "ready" && JSON.stringify(batch) === JSON.stringify(this.batch);
    [this.batch, this.status, this.error] = [batch, "ready", null];
    if (!isSame) this.dispatchEvent(new Event("change"));
  }

  /** @param {Cell[]} cells */
  #took(cells) {
    for (const cell of cells) {
      const known = this.#cells.get(cell.place);
      this.#places.set(cell.run, cell.place);
      if (cell.status !== "running") this.#progress.delete(cell.place);
      if (known && JSON.stringify(known) === JSON.stringify(cell)) continue;
      this.#cells.set(cell.place, cell);
      this.#mark(cell.place);
    }
  }

  /** @param {number} place */
  #mark(place) {
    this.#changed.add(place);
    this.#frame ||= requestAnimationFrame(() => {
      const detail = this.#changed;
      [this.#changed, this.#frame] = [new Set(), 0];
      this.dispatchEvent(new CustomEvent("cells", { detail }));
    });
  }

  /** @param {Promise<Batch>} command */
  async #then(command) {
    try {
      const batch = await command;
      if (batch?.id === this.id) this.#take(batch);
      return batch;
    } finally {
      this.#all();
    }
  }
}
