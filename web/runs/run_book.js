/** The runs that a page knows, as they are now. One for each page: `RunBook.of(host)`. */

import { RunClient } from "./run_client.js";
import { RunFeed } from "./run_feed.js";
import { hasEnded } from "./types.js";

const NOT_FOUND = 404;
/** How many of those that wait are read: more is told by numbers alone. */
const WAITING_SHOWN = 50;
const RUNNING_SHOWN = 100;
/** A batch that goes on tells something many times a second. */
const PAUSE_MS = 300;
const POLL_MS = 2000;
const MOST_ASKED = 10;
const WHY_PAUSE_MS = 1500;
/** What ComfyUI's page hears of runs: it complains of events that nobody listens to. */
export const RUN_EVENTS = [
  ...["run_queued", "run_started", "run_progressed", "run_completed", "run_failed", "run_cancelled", "run_lost", "run_deleted", "run_restored"],
  ...["run_servers_changed", "runs_changed_elsewhere"],
];
const ALL = /** @type {WeakMap<object, RunBook>} */ (new WeakMap());

/**
 * @typedef {import("./types.js").Queue} Queue
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunProgress} RunProgress
 */

/**
 * Dispatches `change`, at most once a frame, with the ids of the runs that are another way (`detail.runs`) and whether
 * the queue or a server is (`detail.queue`); and `news` with `{name, data}` for each entry of the log, for lists. It is
 * up to date between `look` and `leave`.
 */
export class RunBook extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why the queue could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  queue = /** @type {Queue | null} */ (null);
  running = /** @type {string[]} */ ([]);
  /** The first of those that wait, the next one first. */
  waiting = /** @type {string[]} */ ([]);
  #host;
  #runs = /** @type {Map<string, Run>} */ (new Map());
  #progress = /** @type {Map<string, RunProgress>} */ (new Map());
  #missing = /** @type {Map<string, any>} why a run could not be read */ (new Map());
  #watched = /** @type {Map<string, number>} how many look at a run */ (new Map());
  #lookers = 0;
  #queueLookers = 0;
  #changed = /** @type {{runs: Set<string>, queue: boolean} | null} */ (null);
  #stale = /** @type {Set<string>} */ (new Set());
  #queueStale = false;
  #timer = 0;
  #poll = 0;
  #reading = false;
  #askedWhy = 0;

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {RunBook}
   */
  static of(host) {
    const book = ALL.get(host) ?? new RunBook(host);
    ALL.set(host, book);
    return book;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new RunClient(host.requests);
    this.feed = new RunFeed((after) => this.client.newsUrl(after));
    this.feed.addEventListener("news", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    this.feed.addEventListener("gap", () => this.#all());
    for (const name of [...RUN_EVENTS, "reconnected"]) host.events.listen(name, () => this.#lookers && !this.feed.isLive && this.#all());
    document.addEventListener("visibilitychange", () => this.#follow());
  }

  /** @param {string} run */
  get(run) {
    return this.#runs.get(run) ?? null;
  }

  /** @param {string} run */
  progressOf(run) {
    return this.#progress.get(run) ?? null;
  }

  /** @param {string} run @returns {any} why it could not be read, null where it could */
  problemOf(run) {
    return this.#missing.get(run) ?? null;
  }

  /** Something on the screen shows the queue; to be called with `leave`. */
  look() {
    this.#queueLookers += 1;
    this.#queueStale = true;
    this.#begin();
  }

  leave() {
    this.#queueLookers -= 1;
    this.#end();
  }

  /** @param {string} run that something on the screen shows; to be called with `unwatch` */
  watch(run) {
    this.#watched.set(run, (this.#watched.get(run) ?? 0) + 1);
    this.#stale.add(run);
    this.#begin();
  }

  /** @param {string} run */
  unwatch(run) {
    const left = (this.#watched.get(run) ?? 1) - 1;
    if (left) this.#watched.set(run, left);
    else this.#watched.delete(run);
    this.#end();
  }

  /** Takes what a route just answered. @param {Run} run */
  take(run) {
    const known = this.#runs.get(run.id);
    if (known && known.seq > run.seq) return;
    this.#runs.set(run.id, run);
    this.#missing.delete(run.id);
    if (hasEnded(run)) this.#progress.delete(run.id);
    this.#mark(run.id);
  }

  /** Reads everything that is shown again. */
  refresh() {
    this.#all();
    return this.#readStale();
  }

  #begin() {
    this.#lookers += 1;
    this.#follow();
    this.#soon(0);
  }

  #end() {
    this.#lookers -= 1;
    this.#follow();
  }

  /** A browser has few connections to one server: a page that nobody sees takes none. */
  #follow() {
    const wanted = this.#lookers > 0 && !document.hidden;
    clearInterval(this.#poll);
    if (!wanted) return this.feed.close();
    this.feed.open();
    // Why something waits is no news: a server went, or came with its nodes.
    this.#poll = window.setInterval(() => (!this.feed.isLive || this.waiting.length) && this.#all(), POLL_MS);
    return undefined;
  }

  /** @param {{name: string, data: any}} news */
  #heard({ name, data }) {
    const run = String(data.run ?? "");
    if (name === "run_progressed") return this.#progressed(run, data);
    if (run && (this.#watched.has(run) || this.#runs.has(run))) this.#stale.add(run);
    this.#queueStale = true;
    this.dispatchEvent(new CustomEvent("news", { detail: { name, data } }));
    return this.#soon(PAUSE_MS);
  }

  /**
   * @param {string} run
   * @param {RunProgress} progress
   */
  #progressed(run, progress) {
    const known = this.#runs.get(run);
    if (known && hasEnded(known)) return;
    this.#progress.set(run, { ...progress, run });
    this.#mark(run);
  }

  #all() {
    for (const run of this.#watched.keys()) this.#stale.add(run);
    this.#queueStale = true;
    this.#soon(0);
  }

  /** @param {number} pause */
  #soon(pause) {
    if (this.#timer || this.#reading) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.#readStale();
    }, pause);
  }

  async #readStale() {
    if (this.#reading) return;
    this.#reading = true;
    const runs = [...this.#stale].filter((run) => this.#watched.has(run));
    const queue = this.#queueStale && this.#queueLookers > 0;
    this.#stale.clear();
    this.#queueStale = false;
    await Promise.all([...runs.map((run) => this.#read(run)), queue ? this.#readQueue() : null]);
    this.#reading = false;
    if (this.#stale.size || this.#queueStale) this.#soon(PAUSE_MS);
  }

  /** @param {string} id */
  async #read(id) {
    try {
      const run = await this.client.get(id);
      this.take(run);
      if (!hasEnded(run)) await this.#readProgress(id);
    } catch (/** @type {any} */ error) {
      if (error.status === NOT_FOUND) this.#runs.delete(id);
      this.#missing.set(id, error);
      this.#mark(id);
    }
  }

  /** @param {string} id */
  async #readProgress(id) {
    const progress = await this.client.progress(id);
    const before = this.#progress.get(id);
    // What was told meanwhile may be newer.
    const share = before && before.status !== "queued" ? Math.max(before.progress, progress.progress) : progress.progress;
    this.#progressed(id, { ...progress, progress: share });
  }

  async #readQueue() {
    try {
      const [queue, running, waiting] = await Promise.all([
        this.client.queue(),
        this.client.list({ status: "running", oldestFirst: true }, { limit: RUNNING_SHOWN }),
        this.client.list({ status: "queued", oldestFirst: true }, { limit: WAITING_SHOWN }),
      ]);
      for (const run of [...running.runs, ...waiting.runs]) this.take(run);
      this.queue = queue;
      this.running = running.runs.map(({ id }) => id);
      this.waiting = inOrder(waiting.runs).map(({ id }) => id);
      [this.status, this.error] = ["ready", null];
      await Promise.all(this.#unknown().map((id) => this.#readProgress(id).catch(() => undefined)));
    } catch (error) {
      [this.status, this.error] = [this.queue ? "ready" : "failed", error];
    }
    this.#mark("");
  }

  /** Those that run and have told nothing yet, and now and then why the first ones wait. */
  #unknown() {
    const running = this.running.filter((id) => !this.#progress.has(id)).slice(0, MOST_ASKED);
    if (Date.now() - this.#askedWhy < WHY_PAUSE_MS) return running;
    this.#askedWhy = Date.now();
    return [...running, ...this.waiting.slice(0, MOST_ASKED)];
  }

  /** @param {string} run empty for the queue */
  #mark(run) {
    if (!this.#changed) {
      this.#changed = { runs: new Set(), queue: false };
      const tell = () => {
        const detail = this.#changed;
        this.#changed = null;
        this.dispatchEvent(new CustomEvent("change", { detail }));
      };
      // No frame comes while the page is hidden.
      if (document.hidden) setTimeout(tell, PAUSE_MS);
      else requestAnimationFrame(tell);
    }
    if (run) this.#changed.runs.add(run);
    else this.#changed.queue = true;
  }
}

/** @param {Run[]} runs */
function inOrder(runs) {
  return [...runs].sort((one, other) => Number(Boolean(other.server)) - Number(Boolean(one.server)) || other.priority - one.priority || one.created - other.created || one.place - other.place);
}
