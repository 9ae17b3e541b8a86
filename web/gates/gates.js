/**
 * The gates of the server as this page knows them, and what can be done to them. Make it once per page. It dispatches
 * `change`; `gates` in lists are never changed in place.
 */

import { GateBook } from "./gate_book.js";
import { GateChanges } from "./gate_changes.js";
import { GateClient } from "./gate_client.js";
import { GateDiscards } from "./gate_discards.js";
import { GateDrafts } from "./gate_drafts.js";
import { pageLife } from "./page_life.js";
import { needsSomebody } from "./types.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./gate_drafts.js").GateDraft} GateDraft
 */

const EVENTS = ["gate_armed", "gate_parked", "gate_answered", "gate_cancelled", "gate_expired"];
/** Reading them is also how the server knows that somebody is there. */
const PRESENCE_MS = 30_000;
/** Of gates that ended unseen, so many are asked how; the others were not looked at either. */
const MOST_LEARNT = 10;

export class Gates extends EventTarget {
  /** @type {"loading" | "ready" | "failed"} */
  status = "loading";
  /** @type {any} what the last read failed with; what was known before is still shown */
  error = null;
  /** What parked gates keep on the server's disk, and may keep, in bytes. */
  parkedBytes = 0;
  parkedLimit = 0;
  /** Gives whom a queued run tells of its progress; ComfyUI's page has an id for that. */
  clientId = () => "";
  #book = new GateBook();
  #client;
  #drafts;
  #discards;
  #changes;
  #reading = /** @type {Promise<void> | null} */ (null);
  #readAgain = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./page_life.js").PageLife} [page]
   */
  constructor(host, page = pageLife()) {
    super();
    this.#client = new GateClient(host.requests);
    this.#drafts = new GateDrafts(page.storage);
    this.#changes = new GateChanges(this.#client, this.#drafts, { put: (gate) => this.#put(gate), forget: (token) => this.#book.forget(token), changed: () => this.#tell() });
    this.#discards = new GateDiscards(host, { discard: (token, options) => this.#changes.stop(token, options), changed: () => this.#tell() });
    for (const name of EVENTS) host.events.listen(name, ({ gate }) => this.#hear(gate));
    host.events.listen("reconnected", () => void this.refresh());
    page.shown(() => void this.refresh());
    page.left(() => this.#discards.sendAll());
    page.every(PRESENCE_MS, () => void this.refresh());
    page.stored((key) => this.#storedElsewhere(key));
    void this.refresh();
  }

  /** Open gates, oldest first; parked ones whose rest is queued among them. */
  get list() {
    return this.#book.open.filter(({ token }) => !this.#discards.has(token));
  }

  /** Those that somebody has to look at, oldest first. */
  get waiting() {
    return this.list.filter(needsSomebody);
  }

  /** For badges. */
  get count() {
    return this.waiting.length;
  }

  /**
   * @param {string} token
   * @returns {Gate | undefined} undefined where it is not open
   */
  get(token) {
    return this.#discards.has(token) ? undefined : this.#book.get(token);
  }

  /**
   * How a gate ended that was open while this page was.
   * @param {string} token
   * @returns {Gate | undefined}
   */
  ended(token) {
    return this.#book.ended(token);
  }

  /**
   * @param {string} nodeId the execution id, such as `12:3`
   * @param {import("./types.js").GateKind} [kind]
   * @returns {Gate[]} oldest first
   */
  forNode(nodeId, kind) {
    return this.list.filter((gate) => gate.node_id === nodeId && (!kind || gate.kind === kind));
  }

  /**
   * Whether a request about it is on its way.
   * @param {string} token
   */
  isBusy(token) {
    return this.#changes.isBusy(token);
  }

  /**
   * Whether a gate was decided by an answer of this page.
   * @param {Gate} gate
   */
  isOwn(gate) {
    return this.#changes.isOwn(gate);
  }

  /** Reads them; never fails, see `status` and `error`. */
  refresh() {
    if (this.#reading) this.#readAgain = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /**
   * A mask that the server has not taken yet goes along.
   * @param {string} token
   * @param {Answer} answer
   * @returns {Promise<Gate>} fails with the server's error; with status 409 `current` is the gate as it is
   */
  answer(token, answer) {
    return this.#changes.answer(token, answer, this.clientId());
  }

  /**
   * Stops the run that waits, or throws a parked gate away at once.
   * @param {string} token
   */
  stop(token) {
    return this.#changes.stop(token);
  }

  /**
   * Throws a parked gate away: it is gone here at once, and really when the message with Undo closes.
   * @param {Gate} gate
   */
  discard(gate) {
    this.#discards.begin(gate);
  }

  /**
   * Whether it was thrown away here, and is offered to be taken back.
   * @param {string} token
   */
  isDiscarded(token) {
    return this.#discards.has(token);
  }

  /** @param {string} token */
  park(token) {
    return this.#changes.park(token);
  }

  /** @param {string} token */
  requeue(token) {
    return this.#changes.requeue(token, this.clientId());
  }

  /**
   * Where the server cannot be reached the mask is kept here, and goes with the answer or when the server is back.
   * @param {string} token
   * @param {Blob | null} mask null clears it
   * @returns {Promise<"saved" | "kept">}
   */
  setMask(token, mask) {
    return this.#changes.setMask(token, mask);
  }

  /**
   * @param {Gate} gate
   * @param {number} index from 0
   * @param {number} size the longest side in pixels, 64 to 4096; 0 is the whole picture
   */
  pictureUrl(gate, index, size) {
    return this.#client.pictureUrl(gate, index, size);
  }

  /**
   * @param {Gate} gate
   * @returns {string | null} null where nothing is painted
   */
  maskUrl(gate) {
    const { mask, cleared } = this.#drafts.get(gate.token);
    if (mask || cleared) return mask ?? null;
    return gate.has_mask ? this.#client.maskUrl(gate) : null;
  }

  /**
   * What was begun at a gate and not sent, in any tab of this browser.
   * @param {string} token
   * @returns {GateDraft}
   */
  draft(token) {
    return this.#drafts.get(token);
  }

  /**
   * @param {string} token
   * @param {GateDraft} part undefined takes something out
   */
  keepDraft(token, part) {
    this.#drafts.set(token, part);
  }

  async #readAll() {
    do {
      this.#readAgain = false;
      await this.#read();
    } while (this.#readAgain);
  }

  async #read() {
    const begun = this.#book.stamp;
    try {
      const { gates, parked_bytes: bytes, parked_limit: limit } = await this.#client.read();
      const gone = this.#book.fill(gates, begun);
      // What an event told meanwhile may be newer than this list, or older: another one tells.
      if (this.#book.stamp > begun + gates.length) this.#readAgain = true;
      Object.assign(this, { status: "ready", error: null, parkedBytes: bytes, parkedLimit: limit });
      for (const token of gone.slice(-MOST_LEARNT)) void this.#learnEnd(token);
      this.#drafts.sweep((token) => this.#book.get(token) !== undefined);
      this.#changes.sendMasks((token) => this.#book.get(token) !== undefined);
    } catch (error) {
      Object.assign(this, { status: "failed", error });
    }
    this.#tell();
  }

  /** @param {Gate} gate as an event tells it */
  #hear(gate) {
    if (this.#reading) this.#readAgain = true;
    this.#put(gate);
  }

  /** @param {Gate} gate */
  #put(gate) {
    if (!this.#book.put(gate)) return;
    if (this.#book.ended(gate.token)) this.#drafts.drop(gate.token);
    this.#tell();
  }

  /** @param {string} token */
  async #learnEnd(token) {
    const gate = await this.#client.readOne(token).catch(() => null);
    if (gate) this.#put(gate);
    else this.#drafts.drop(token);
  }

  /** @param {string | null} key */
  #storedElsewhere(key) {
    const token = this.#drafts.changedElsewhere(key);
    if (!token) return;
    this.#tell();
    // A mask that another tab has painted is not told by an event.
    void this.refresh();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
