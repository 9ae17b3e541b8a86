/** One pool as this page knows it: what was read, what is being sent, kept up to date by the server's events. */

import { Pages, PAGE_SIZE } from "./pages.js";
import { Uploads } from "./uploads.js";

const NOT_FOUND = 404;
const MOST_OLD_ANSWERS = 3;

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {"loading" | "ready" | "missing" | "failed"} Status `missing`: there is no such pool yet
 */

/** Dispatches `change` whenever something that can be seen is different. Shared by all views of one pool. */
export class Pool extends EventTarget {
  /** @type {Status} */
  status = "loading";
  /** @type {import("../library/requests.js").RequestError | null} */
  error = null;
  /** Whether the page of the selected slot is read too, for a view that shows it. */
  followsSelected = false;
  /** How many views show this pool; without any, events only mark it stale. */
  views = 0;
  #pages = new Pages();
  #window = { start: 0, end: PAGE_SIZE };
  #reading = /** @type {Promise<void> | null} */ (null);
  #oldAnswers = 0;
  #isNew = false;

  /**
   * @param {import("./client.js").PoolClient} client
   * @param {string} id
   */
  constructor(client, id) {
    super();
    this.client = client;
    this.id = id;
    this.state = emptyState(id);
    this.uploads = new Uploads(client, () => this.#changed());
  }

  /** @param {number} position */
  slotAt(position) {
    return this.#pages.at(position);
  }

  /** @param {string} slotId */
  positionOf(slotId) {
    return this.#pages.positionOf(slotId);
  }

  /** The slot that flows downstream, as far as it was read. */
  get selected() {
    const slot = this.#pages.at(this.state.position);
    return slot?.id === this.state.selected ? slot : this.#pages.at(this.positionOf(this.state.selected ?? ""));
  }

  /** The id was minted a moment ago: there is nothing to read until somebody adds an image. */
  startNew() {
    this.#isNew = true;
    this.#become("missing");
  }

  /**
   * Tells which positions are on the screen; what was not read yet is read.
   * @param {number} start
   * @param {number} end not included
   */
  look(start, end) {
    this.#window = { start, end };
    return this.#read();
  }

  /** Reads again what is on the screen. */
  refresh() {
    this.#isNew = false;
    this.#pages.markStale();
    return this.views > 0 ? this.#read() : Promise.resolve();
  }

  /** @param {string} slotId */
  async select(slotId) {
    const before = this.state;
    this.state = { ...before, selected: slotId, position: this.positionOf(slotId) };
    this.#changed();
    try {
      this.#acknowledge(await this.client.select(slotId));
    } catch (error) {
      if (this.state.selected === slotId) this.state = before;
      this.#changed();
      throw error;
    }
  }

  /**
   * @param {Slot} slot as it was when the user began to type
   * @param {string} label
   * @returns {Promise<number>} the change that undo names
   */
  async label(slot, label) {
    const answer = await this.client.label(slot.id, label, slot.label_revision);
    const now = this.slotAt(this.positionOf(slot.id));
    const revision = answer.slot?.label_revision ?? slot.label_revision;
    if (now && now.label_revision < revision) this.#pages.replace({ ...now, label, label_revision: revision });
    this.#acknowledge(answer);
    return answer.change;
  }

  /**
   * @param {string[]} slotIds
   * @returns {Promise<number>} the change that undo names
   */
  async remove(slotIds) {
    const { change } = await this.client.remove(slotIds);
    await this.refresh();
    return change;
  }

  /**
   * @param {string[]} slotIds in their new order
   * @param {string | null} before the slot that they go before, null for the end
   * @returns {Promise<number>} the change that undo names
   */
  async move(slotIds, before) {
    const { change } = await this.client.move(slotIds, before);
    await this.refresh();
    return change;
  }

  /**
   * @param {string[]} slotIds
   * @returns {Promise<number>} the change that undo names
   */
  async duplicate(slotIds) {
    const { change } = await this.client.duplicate(slotIds);
    await this.refresh();
    return change;
  }

  /**
   * @param {string[]} slotIds
   * @param {string | null} poolId null makes a new pool
   * @returns {Promise<{pool: string, count: number, change: number}>} the pool that has the copies now
   */
  async copyTo(slotIds, poolId) {
    const { pool, count, change } = await this.client.copy(slotIds, poolId);
    return { pool: pool.id, count, change };
  }

  /**
   * @param {number} [change] the last one where it is left out
   * @returns {Promise<import("./types.js").Changed>}
   */
  async undo(change) {
    const answer = await this.client.undo(change);
    await this.refresh();
    return answer;
  }

  /** @returns {Promise<import("./types.js").Changed>} */
  async redo() {
    const answer = await this.client.redo();
    await this.refresh();
    return answer;
  }

  /**
   * @param {Slot} slot as it was when the user began to paint
   * @param {Blob} mask a PNG, white = painted
   * @param {{force?: boolean}} [options] `force` overwrites what somebody else painted meanwhile
   * @returns {Promise<number>} the change that undo names
   */
  async saveMask(slot, mask, { force = false } = {}) {
    const { change } = await this.client.saveMask(slot.id, mask, force ? null : slot.mask_revision);
    await this.refresh();
    return change;
  }

  /**
   * @param {Slot} slot
   * @returns {Promise<number>} the change that undo names
   */
  async clearMask(slot) {
    const { change } = await this.client.clearMask(slot.id, slot.mask_revision);
    await this.refresh();
    return change;
  }

  /**
   * All ids by place, also of what was not read.
   * @returns {Promise<string[]>}
   */
  async order() {
    if (this.status === "missing") return [];
    return (await this.client.order()).slots;
  }

  /** @param {File[]} files */
  upload(files) {
    return this.uploads.send(files, () => this.refresh());
  }

  /**
   * Takes in an event of the server about this pool.
   * @param {string} name
   * @param {any} event
   */
  apply(name, event) {
    if (name === "pool_deleted") return this.#become("missing");
    const known = this.state.revision;
    const always = name.startsWith("pool_");
    if (event.revision <= known && !always) return undefined;
    if (event.revision === known + 1 && this.#applyInPlace(name, event)) return undefined;
    return void this.refresh();
  }

  /**
   * @param {string} name
   * @param {any} event
   * @returns {boolean} false where the order may be different
   */
  #applyInPlace(name, event) {
    if (this.status !== "ready") return false;
    if (name === "slot_selected") return this.#selectedElsewhere(event);
    if (!["slot_labelled", "mask_saved", "mask_cleared"].includes(name)) return false;
    this.#pages.replace(event.slot);
    this.state = { ...this.state, revision: event.revision };
    this.#changed();
    return true;
  }

  /** @param {{slot_id: string | null, revision: number}} event */
  #selectedElsewhere({ slot_id, revision }) {
    const position = this.positionOf(slot_id ?? "");
    if (position < 0) return false;
    this.state = { ...this.state, selected: slot_id, position, revision };
    this.#changed();
    return true;
  }

  /**
   * Takes in the answer to a change of our own that moved nothing.
   * @param {import("./types.js").Changed} answer
   */
  #acknowledge({ pool }) {
    if (pool.revision > this.state.revision + 1) return void this.refresh();
    if (pool.revision >= this.state.revision) this.state = { ...this.state, ...pool };
    return this.#changed();
  }

  #read() {
    if (this.#isNew) return Promise.resolve();
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readAll() {
    for (let page = this.#nextPage(); page !== undefined; page = this.#nextPage()) {
      try {
        this.#take(page, await this.client.page(page * PAGE_SIZE, PAGE_SIZE));
      } catch (/** @type {any} */ error) {
        this.#become(error.status === NOT_FOUND ? "missing" : "failed", error);
        return;
      }
    }
  }

  /** @returns {number | undefined} */
  #nextPage() {
    const { start, end } = this.#window;
    const last = this.status === "ready" ? Math.max(Math.min(end, this.state.count), 1) : end;
    const [page] = this.#pages.toRead(Math.min(start, last - 1), last);
    if (page !== undefined || !this.followsSelected || this.state.selected === null) return page;
    return this.#pages.toRead(this.state.position, this.state.position + 1)[0];
  }

  /**
   * @param {number} page
   * @param {import("./types.js").SlotPage} answer
   */
  #take(page, answer) {
    // An answer older than what an event told us is dropped, and the page read again; but a pool that was rebuilt on
    // disk may count from the start.
    const old = this.status === "ready" && answer.pool.revision < this.state.revision;
    this.#oldAnswers = old ? this.#oldAnswers + 1 : 0;
    if (old && this.#oldAnswers < MOST_OLD_ANSWERS) return;
    if (answer.pool.revision !== this.state.revision) this.#pages.markStale(page);
    this.#pages.store(page, answer.slots);
    this.state = answer.pool;
    this.status = "ready";
    this.error = null;
    this.#pages.trim(this.#window.start, this.#window.end, answer.pool.count);
    this.#changed();
  }

  /**
   * @param {Status} status
   * @param {any} [error]
   */
  #become(status, error = null) {
    this.status = status;
    this.error = error;
    if (status === "missing") {
      this.#pages.clear();
      this.state = emptyState(this.id);
    }
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {string} id
 * @returns {import("./types.js").PoolState}
 */
function emptyState(id) {
  return { id, count: 0, selected: null, position: 0, revision: 0 };
}
