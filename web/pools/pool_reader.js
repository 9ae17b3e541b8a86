/** Reads of a pool what is on the screen, whenever it is not known or in doubt, and keeps out answers that are old. */

import { PAGE_SIZE } from "./pages.js";
import { ServerSide } from "./server_side.js";
import { until } from "./waiting.js";

const NOT_FOUND = 404;
const UNREACHABLE = 0;
/** How long the events of a change may take after an answer that has it already. */
const EVENTS_MS = 250;
const RETRY_MS = 1500;
/** A pool that was rebuilt on disk counts its revisions from the start: the second such answer is believed. */
const MOST_FROM_ANOTHER_TIME = 2;
const MOST_ORDERS = 4;

/**
 * @typedef {"loading" | "ready" | "missing" | "failed"} Status `missing`: there is no such pool yet
 *
 * @typedef {{start: number, end: number}} Range of positions, `end` not included
 * @typedef {{shown: Range[], selected: boolean}} Needs what is on the screen, and whether the selected slot is wanted too
 */

/** Dispatches `change`; `doubt` where what is read now does not follow from what was known. */
export class PoolReader extends EventTarget {
  /** @type {Status} */
  status = "loading";
  /** @type {any} why the last read failed */
  error = null;
  server;
  #client;
  #own;
  #needs;
  #wait;
  #reading = /** @type {Promise<void> | null} */ (null);
  #ordering = /** @type {Promise<void> | null} */ (null);
  #wake = () => {};
  /** Whether a pool that is not there is to be looked for; nobody asks again and again by themselves. */
  #isWanted = true;
  /** The highest revision that the server has told of: what is older is not taken in. */
  #seen = 0;
  #doubts = 0;
  #fromAnotherTime = 0;

  /**
   * @param {import("./client.js").PoolClient} client
   * @param {string} id
   * @param {import("./own_changes.js").OwnChanges} own
   * @param {() => Needs | null} needs null while nobody looks
   * @param {(milliseconds: number) => Promise<void>} wait
   */
  constructor(client, id, own, needs, wait) {
    super();
    this.server = new ServerSide(id);
    this.#client = client;
    this.#own = own;
    this.#needs = needs;
    this.#wait = wait;
  }

  /** Reads what is needed and not known. */
  read() {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
      return this.#nextStart() === undefined ? undefined : this.read();
    });
    return this.#reading;
  }

  /**
   * Reads again what is on the screen: events may have been missed.
   * @returns {Promise<void>}
   */
  refresh() {
    this.want();
    this.#doubts += 1;
    this.server.doubt();
    this.#wake();
    return this.read();
  }

  /** Somebody wants to see the pool: it is looked for where it was missing. */
  want() {
    this.#isWanted = true;
  }

  /** Makes the places of all slots known. */
  readOrder() {
    this.#ordering ??= this.#readOrders().finally(() => (this.#ordering = null));
    return this.#ordering;
  }

  /**
   * The server told of this revision.
   * @param {number} revision
   */
  hear(revision) {
    this.#seen = Math.max(this.#seen, revision);
  }

  /**
   * Waits until the events of a change are here, and reads the pool where they do not come.
   * @param {import("./types.js").PoolState} pool the answer to the change
   */
  async expect(pool) {
    this.hear(pool.revision);
    const { server } = this;
    const isHere = () => server.revision > pool.revision || (server.revision === pool.revision && server.agrees(pool));
    if (!(await until(this, isHere, this.#wait(EVENTS_MS)))) return this.refresh();
    if (server.revision === pool.revision && !server.doubtful) server.advance(pool);
    return this.changed();
  }

  /**
   * @param {Status} status
   * @param {any} [error]
   */
  become(status, error = null) {
    this.status = status;
    this.error = error;
    this.#isWanted = false;
    this.#doubts += 1;
    if (status === "missing") {
      this.server.clear();
      this.#own.forgetUntil(Infinity);
      this.#seen = 0;
    }
    this.changed();
  }

  /** What is known of the server's side is different. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }

  async #readAll() {
    let overtaken = false;
    for (let start = this.#nextStart(); start !== undefined; start = this.#nextStart()) {
      const from = start;
      try {
        // Where our own changes are faster than reads, they wait for one.
        overtaken = !(await (overtaken ? this.#own.alone(() => this.#readPage(from)) : this.#readPage(from)));
      } catch (error) {
        if (!(await this.#canGoOn(error))) return;
      }
    }
  }

  /** @returns {number | undefined} */
  #nextStart() {
    const needs = this.#needs();
    if (!needs) return undefined;
    const { list } = this.server;
    const first = needs.shown[0].start;
    if (this.status !== "ready") return this.#isWanted ? first - (first % PAGE_SIZE) : undefined;
    const selected = needs.selected && list.selected !== null ? [{ start: list.position, end: list.position + 1 }] : [];
    for (const { start, end } of [...needs.shown, ...selected]) {
      const next = this.server.nextRead(start, end);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  /**
   * @param {number} start
   * @returns {Promise<boolean>} false where the answer is older than what is known
   */
  async #readPage(start) {
    const asked = this.#mark();
    const page = await this.#client.page(start, PAGE_SIZE);
    await this.#catchUp(page.pool.revision);
    if (!this.#isCurrent(page.pool.revision, asked)) return false;
    const wasReady = this.status === "ready";
    const fits = this.server.takePage(page);
    this.server.trim(this.#needs()?.shown ?? []);
    this.#took(page.pool.revision);
    if (wasReady && !fits) this.dispatchEvent(new Event("doubt"));
    return true;
  }

  async #readOrders() {
    const isOpen = () => this.status !== "missing" && !(this.status === "ready" && this.server.isComplete);
    for (let turn = 0; turn < MOST_ORDERS && isOpen(); turn += 1) {
      try {
        await (turn > 0 ? this.#own.alone(() => this.#readOrder()) : this.#readOrder());
      } catch (/** @type {any} */ error) {
        if (error.status !== NOT_FOUND) throw error;
        this.become("missing", error);
      }
    }
  }

  async #readOrder() {
    const asked = this.#mark();
    const order = await this.#client.order();
    await this.#catchUp(order.pool.revision);
    if (!this.#isCurrent(order.pool.revision, asked)) return;
    this.server.takeOrder(order);
    this.#took(order.pool.revision);
    void this.read();
  }

  #mark() {
    return { revision: Math.max(this.server.revision, this.#seen), doubts: this.#doubts };
  }

  /**
   * An answer may have changes whose events, or whose own answers, are still under way.
   * @param {number} revision
   */
  async #catchUp(revision) {
    const { server } = this;
    if (this.status !== "ready" || server.doubtful || (revision <= this.#seen && !this.#own.busy)) return;
    await until(this, () => server.doubtful || server.revision >= revision, this.#wait(EVENTS_MS));
  }

  /**
   * @param {number} revision of an answer
   * @param {{revision: number, doubts: number}} asked what was known before it was asked for
   */
  #isCurrent(revision, asked) {
    if (asked.doubts !== this.#doubts) return false;
    if (this.status !== "ready") return true;
    const isFromAnotherTime = revision < asked.revision;
    this.#fromAnotherTime = isFromAnotherTime ? this.#fromAnotherTime + 1 : 0;
    if (isFromAnotherTime) return this.#fromAnotherTime >= MOST_FROM_ANOTHER_TIME;
    return revision >= this.server.revision;
  }

  /** @param {number} revision of what was taken in */
  #took(revision) {
    if (this.#fromAnotherTime) this.#seen = revision;
    this.#own.forgetUntil(this.#fromAnotherTime ? Infinity : this.server.revision);
    this.#fromAnotherTime = 0;
    if (this.server.revision < this.#seen) this.server.doubt();
    this.status = "ready";
    this.error = null;
    this.changed();
  }

  /**
   * @param {any} error
   * @returns {Promise<boolean>} whether to try again
   */
  async #canGoOn(error) {
    if (error.status === NOT_FOUND) return this.become("missing", error), false;
    if (error.status !== UNREACHABLE || this.status !== "ready") return this.become("failed", error), false;
    // What was read stays on the screen while the server is away; a reconnection wakes us.
    this.error = error;
    this.changed();
    await Promise.race([this.#wait(RETRY_MS), new Promise((resolve) => (this.#wake = () => resolve(undefined)))]);
    return this.#needs() !== null;
  }
}
