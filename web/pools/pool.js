/** One pool as this page knows it: what the server has, with our own changes on top, kept up to date by its events. */

import { labelling, masking, moving, removal, selecting } from "./optimistic.js";
import { OwnChanges } from "./own_changes.js";
import { PAGE_SIZE } from "./pages.js";
import { PoolReader } from "./pool_reader.js";
import { Uploads } from "./uploads.js";

const CONFLICT = 409;
/** Refusals after which the pool is surely as it was. */
const WITHOUT_DOUBT = [400, 413, 415, 422, 423];

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("./types.js").Changed} Changed
 * @typedef {import("./optimistic.js").Appearance} Appearance
 * @typedef {import("./own_changes.js").Answer} Answer
 */

/**
 * Dispatches `change` whenever something that can be seen is different, `gone` (its `detail` are ids) when slots leave,
 * `doubt` when slots may have left and nobody told which. Shared by all views of one pool.
 */
export class Pool extends EventTarget {
  /** Whether the selected slot is read too, for a view that shows it. */
  followsSelected = false;
  #views = 0;
  #own = new OwnChanges(
    (change, answer) => this.#answered(change, answer),
    (error) => this.#refused(error),
  );
  #reader;
  #windows = /** @type {Map<unknown, import("./pool_reader.js").Range>} by viewer, the one that looked last at the end */ (new Map());
  #isNew = false;
  /** @type {{list: import("./slot_list.js").SlotList, state: import("./types.js").PoolState} | null} made when needed */
  #view = null;

  /**
   * @param {import("./client.js").PoolClient} client
   * @param {string} id
   * @param {(milliseconds: number) => Promise<void>} [wait]
   */
  constructor(client, id, wait = (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds))) {
    super();
    this.client = client;
    this.id = id;
    this.#reader = new PoolReader(client, id, this.#own, () => this.#needs(), wait);
    this.#reader.addEventListener("change", () => this.#changed());
    this.#reader.addEventListener("doubt", () => this.dispatchEvent(new Event("doubt")));
    this.uploads = new Uploads(client, () => this.#changed());
  }

  /** How many views show this pool; without any, nothing is read. */
  get views() {
    return this.#views;
  }

  set views(count) {
    if (count > this.#views) this.#reader.want();
    this.#views = count;
  }

  get status() {
    return this.#reader.status;
  }

  /** @returns {import("../library/requests.js").RequestError | null} why the pool could not be read */
  get error() {
    return this.#reader.error;
  }

  /** What can be seen: the server's state with our own changes that are still on their way. */
  get state() {
    return this.#shown.state;
  }

  /** Whether something is on its way to the server. */
  get busy() {
    return this.uploads.busy || this.#own.busy;
  }

  /** @param {number} position */
  slotAt(position) {
    return this.#shown.list.at(position);
  }

  /**
   * @param {number} position
   * @returns {string | null} null where it is not known
   */
  idAt(position) {
    return this.#shown.list.ids[position] ?? null;
  }

  /** @param {string} slotId */
  positionOf(slotId) {
    return this.#shown.list.positionOf(slotId);
  }

  /** The slot that flows downstream, as far as it was read. */
  get selected() {
    const { list } = this.#shown;
    return list.slots.get(list.selected ?? "");
  }

  /** The id was minted a moment ago: there is nothing to read until somebody adds an image. */
  startNew() {
    this.#isNew = true;
    this.#reader.become("missing");
  }

  /**
   * Tells which positions are on the screen; what was not read yet is read.
   * @param {number} start
   * @param {number} end not included
   * @param {unknown} [viewer] several can look at different places
   * @returns {Promise<void>}
   */
  look(start, end, viewer) {
    this.#windows.delete(viewer);
    this.#windows.set(viewer, { start, end });
    return this.#reader.read();
  }

  /**
   * Reads again what is on the screen.
   * @returns {Promise<void>}
   */
  refresh() {
    this.#isNew = false;
    return this.#reader.refresh();
  }

  /**
   * All ids by place, also of what was not read.
   * @returns {Promise<string[]>}
   */
  async order() {
    if (!this.#isNew) await this.#reader.readOrder();
    return this.#shown.list.ids.filter((id) => id !== null);
  }

  /** @param {string} slotId */
  async select(slotId) {
    await this.#change(selecting(slotId), () => this.client.select(slotId));
  }

  /**
   * @param {Slot} slot as it was when the user began to type
   * @param {string} label
   * @returns {Promise<number>} the change that undo names
   */
  async label(slot, label) {
    const send = () => this.client.label(slot.id, label, slot.label_revision);
    return (await this.#change(labelling(slot, label), send)).change;
  }

  /**
   * @param {string[]} slotIds
   * @returns {Promise<number>} the change that undo names
   */
  async remove(slotIds) {
    const done = this.#change(removal(slotIds), () => this.client.remove(slotIds));
    this.#tellGone(slotIds);
    return (await done).change;
  }

  /**
   * @param {string[]} slotIds in their new order
   * @param {string | null} before the slot that they go before, null for the end
   * @returns {Promise<number>} the change that undo names
   */
  async move(slotIds, before) {
    return (await this.#change(moving(slotIds, before), () => this.client.move(slotIds, before))).change;
  }

  /**
   * @param {string[]} slotIds
   * @returns {Promise<number>} the change that undo names
   */
  async duplicate(slotIds) {
    return (await this.#blindly(() => this.client.duplicate(slotIds))).change;
  }

  /**
   * @param {string[]} slotIds
   * @param {string | null} poolId null makes a new pool
   * @returns {Promise<{pool: string, count: number, change: number}>} the pool that has the copies now
   */
  async copyTo(slotIds, poolId) {
    const { pool, count, change } = await this.#change(null, () => this.client.copy(slotIds, poolId));
    if (pool.id === this.id) await this.#expect(pool);
    return { pool: pool.id, count, change };
  }

  /**
   * @param {number} [change] the last one where it is left out
   * @returns {Promise<Changed>} what was done to take it back
   */
  undo(change) {
    return this.#blindly(() => this.client.undo(change));
  }

  /** @returns {Promise<Changed>} what was done again */
  redo() {
    return this.#blindly(() => this.client.redo());
  }

  /**
   * @param {Slot} slot as it was when the user began to paint
   * @param {Blob} mask a PNG, white = painted
   * @param {{force?: boolean}} [options] `force` overwrites what somebody else painted meanwhile
   * @returns {Promise<number>} the change that undo names
   */
  async saveMask(slot, mask, { force = false } = {}) {
    const send = () => this.client.saveMask(slot.id, mask, force ? null : slot.mask_revision);
    return (await this.#change(masking(slot, true), send)).change;
  }

  /**
   * @param {Slot} slot
   * @returns {Promise<number>} the change that undo names
   */
  async clearMask(slot) {
    const send = () => this.client.clearMask(slot.id, slot.mask_revision);
    return (await this.#change(masking(slot, false), send)).change;
  }

  /**
   * @param {File[]} files
   * @returns {Promise<number>} how many of them are stored
   */
  upload(files) {
    return this.uploads.send(files, (pool) => void this.#expect(pool));
  }

  /**
   * Takes in an event of the server about this pool.
   * @param {string} name
   * @param {any} event
   */
  apply(name, event) {
    if (name === "pool_deleted") return this.#reader.become("missing");
    this.#reader.hear(event.revision);
    const { server } = this.#reader;
    if (name.startsWith("pool_") || this.status !== "ready") return void this.refresh();
    if (!server.takeEvent(name, event)) void this.#reader.read();
    this.#own.forgetUntil(server.revision);
    this.#reader.changed();
    if (name === "slot_removed") this.#tellGone([event.slot.id]);
    return undefined;
  }

  /**
   * Shows a change at once, and sends it when those before it are answered.
   * @template {Answer} T
   * @param {Appearance | null} appearance
   * @param {() => Promise<T>} send
   * @returns {Promise<T>}
   */
  #change(appearance, send) {
    const answer = this.#own.add({ appearance, send, revision: null });
    this.#changed();
    return answer;
  }

  /**
   * A change of which only the server can tell what it does.
   * @param {() => Promise<Changed>} send
   * @returns {Promise<Changed>}
   */
  async #blindly(send) {
    const answer = await this.#change(null, send);
    await this.#expect(answer.pool);
    return answer;
  }

  /** @param {import("./types.js").PoolState} pool */
  #expect(pool) {
    this.#isNew = false;
    return this.#reader.expect(pool);
  }

  /**
   * @param {import("./own_changes.js").OwnChange} change
   * @param {any} answer
   */
  #answered({ appearance }, answer) {
    const { server } = this.#reader;
    const { pool, change } = answer;
    if (pool.id !== this.id) return;
    this.#reader.hear(pool.revision);
    // What changed nothing does not make the next revision.
    const isNext = pool.revision === server.revision || (pool.revision === server.revision + 1 && change !== 0);
    if (appearance && isNext && this.status === "ready" && !server.doubtful) {
      appearance.show(server.list);
      appearance.finish?.(server.list, answer);
      // What it changed is not known where it was not read, or where others were in between.
      if (!server.advance(pool)) void this.#reader.expect(pool);
    } else if (appearance && pool.revision > server.revision) void this.#reader.expect(pool);
    this.#own.forgetUntil(server.revision);
    this.#reader.changed();
  }

  /** @param {any} error */
  #refused(error) {
    const { server } = this.#reader;
    const current = error.status === CONFLICT ? error.current : null;
    if (current && server.list.slots.has(current.id)) server.list.put(current);
    else if (!WITHOUT_DOUBT.includes(error.status)) void this.refresh();
    this.#changed();
  }

  /** @param {string[]} ids */
  #tellGone(ids) {
    this.dispatchEvent(new CustomEvent("gone", { detail: ids }));
  }

  /** Without our own removals, what is on the screen reaches further in the server's list. */
  #needs() {
    if (this.views === 0 || this.#isNew) return null;
    const viewers = [...this.#windows.keys()];
    for (const viewer of viewers.slice(0, -this.views)) this.#windows.delete(viewer);
    const hidden = Math.max(0, this.#reader.server.list.count - this.#shown.list.count);
    const shown = [...this.#windows.values()].map(({ start, end }) => ({ start, end: end + hidden }));
    return { shown: shown.length ? shown : [{ start: 0, end: PAGE_SIZE }], selected: this.followsSelected };
  }

  get #shown() {
    this.#view ??= this.#makeView();
    return this.#view;
  }

  #makeView() {
    const { server } = this.#reader;
    const own = this.#own.shown;
    const list = own.length ? server.list.copy() : server.list;
    for (const { appearance } of own) appearance?.show(list);
    const { count, selected, position } = list;
    return { list, state: { ...server.state, count, selected, position } };
  }

  #changed() {
    this.#view = null;
    this.dispatchEvent(new Event("change"));
  }
}
