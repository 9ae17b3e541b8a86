/** Sends a draft's edits to the server: in their order, one request at a time, again while it is away. */

import { disputed, settled } from "./draft_conflicts.js";
import { editsBetween, touched } from "./edits.js";
import { seenBy } from "./unsent.js";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;
const TOLD_MS = 300;
const [NOT_FOUND, CONFLICT] = [404, 409];

/**
 * @typedef {import("./draft_client.js").DraftClient} DraftClient
 * @typedef {import("./draft_client.js").DraftShape} DraftShape
 * @typedef {import("./draft_content.js").DraftContent} DraftContent
 * @typedef {import("./unsent.js").Unsent} Unsent
 * @typedef {import("./unsent.js").Step} Step
 *
 * @typedef {object} SenderParts
 * @property {import("../host.js").Host} host
 * @property {DraftClient} client
 * @property {DraftContent} content
 * @property {Unsent} unsent
 * @property {() => void} changed
 * @property {() => void} gone the document is not there any more
 * @property {(conflict: import("./draft_conflicts.js").Conflict) => Promise<import("./draft_conflicts.js").Take | null>} decide
 * @property {(edits: import("./types.js").DraftEdit[]) => void} dropped the user did not decide: theirs stays
 */

export class DraftSender {
  /** Whether the server cannot be reached. */
  isAway = false;
  /** Whether the first step of `unsent` is on its way. */
  isSending = false;
  #parts;
  #line = /** @type {Promise<unknown>} */ (Promise.resolve());
  #wake = /** @type {(() => void) | null} */ (null);
  #isStopped = false;
  /** The draft that the last step was sent to, "" where none could be opened. */
  #sentTo = "";

  /** @param {SenderParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Runs after everything before it; what it rejects with is the caller's.
   * @template T
   * @param {() => Promise<T>} task
   * @returns {Promise<T>}
   */
  inLine(task) {
    const done = this.#line.then(task);
    this.#line = done.catch(() => {});
    return done;
  }

  /** Sends all that is unsent. Never rejects. */
  flush() {
    return this.inLine(() => this.#sendAll());
  }

  /** The server may be back. */
  wake() {
    this.#wake?.();
  }

  /** The page shows the draft no longer: what is left is kept for the next one. */
  stop() {
    this.#isStopped = true;
    this.wake();
  }

  /** An id to edit at; reads the draft that it opens. */
  async opened() {
    const { client, content, changed } = this.#parts;
    if (content.id) return content.id;
    content.take(await client.open(), true);
    if (content.dirty) content.compare(await client.differences(content.id));
    changed();
    return content.id;
  }

  /**
   * The draft has ended: a new one, with what the user had changed and not saved. Where others have saved something else
   * meanwhile, the user decides.
   */
  async reopen() {
    const { content } = this.#parts;
    const { id } = content;
    // Somebody may just have discarded it, and is telling so: then it stays discarded.
    await this.#pause(TOLD_MS);
    if (content.id !== id) return;
    this.leave(content.dirty ? editsBetween(content.saved, content.entries) : []);
    await this.opened();
  }

  /**
   * The draft is no more: what is unsent is for another one, of which only the saved entries are known.
   * @param {import("./types.js").DraftEdit[]} lost what it had and the file has not: to be made again
   */
  leave(lost) {
    const { content, unsent } = this.#parts;
    const { saved } = content;
    const made = /** @type {Set<string>} */ (new Set());
    content.id = "";
    if (lost.length) unsent.steps.unshift({ edits: lost, seen: {} });
    unsent.steps = unsent.steps.map((step) => {
      const keys = touched(step.edits);
      const was = Object.fromEntries(keys.filter((key) => !made.has(key)).map((key) => [key, saved.get(key)?.value ?? null]));
      for (const key of keys) made.add(key);
      return { ...step, seen: Object.fromEntries(keys.map((key) => [key, null])), was };
    });
    unsent.keep("");
  }

  async #sendAll() {
    const { unsent, content } = this.#parts;
    let wait = FIRST_RETRY_MS;
    while (unsent.steps.length && !this.#isStopped) {
      try {
        await this.#sendFirst(unsent.steps[0]);
        wait = FIRST_RETRY_MS;
      } catch (/** @type {any} */ error) {
        this.isSending = false;
        if (!error.retryable && error.status < 500) {
          await this.#refused(unsent.steps[0], error);
          continue;
        }
        this.#away(error.status === 0);
        await this.#pause(wait);
        wait = Math.min(2 * wait, LAST_RETRY_MS);
      }
    }
    unsent.keep(content.id);
  }

  /** @param {Step} step */
  async #sendFirst(step) {
    const { client, content, unsent } = this.#parts;
    this.#sentTo = "";
    const id = await this.opened();
    if (unsent.steps[0] !== step) return;
    this.#sentTo = id;
    this.isSending = true;
    const shape = await client.edit(id, step.edits, seenBy(step, content.entries));
    this.isSending = false;
    content.take(shape, false);
    this.#done(step, true);
    this.#away(false);
  }

  /**
   * @param {Step} step
   * @param {any} error
   */
  async #refused(step, error) {
    const { host, content, gone, unsent } = this.#parts;
    try {
      if (error.status === NOT_FOUND && this.#sentTo) return await (content.id === this.#sentTo ? this.reopen() : undefined);
      if (error.status === NOT_FOUND) {
        gone();
        return await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
      }
      if (error.status === CONFLICT && isByKey(error.current)) return await this.#settle(step, error.current);
    } catch (/** @type {any} */ again) {
      if (again.retryable || again.status >= 500) return await this.#pause(FIRST_RETRY_MS);
      if (again.status === NOT_FOUND) return undefined;
      error = again;
    }
    host.toasts.showError(error);
    if (unsent.steps[0] === step) this.#done(step, false);
    return undefined;
  }

  /**
   * @param {Step} step
   * @param {Record<string, {value: any, revision: number} | null>} current
   */
  async #settle(step, current) {
    const { content, client, unsent, decide, dropped, changed } = this.#parts;
    content.take(await client.get(content.id, content.revision), false);
    changed();
    const conflict = disputed(step, current);
    const keys = Object.keys(conflict.current);
    const take = keys.length ? await decide(conflict) : {};
    const left = settled(step, current, take ?? Object.fromEntries(keys.map((key) => [key, "theirs"])));
    if (!take) dropped(step.edits.filter(({ key, instead_of: old }) => keys.includes(key) || keys.includes(old ?? "")));
    if (!left.edits.length) return this.#done(step, keys.length === 0);
    unsent.steps[0] = left;
    changed();
    return undefined;
  }

  /**
   * @param {Step} step
   * @param {boolean} isMade
   */
  #done(step, isMade) {
    const { unsent, content, changed } = this.#parts;
    unsent.steps.shift();
    unsent.keep(content.id);
    changed();
    step.done?.(isMade);
  }

  /** @param {boolean} isAway */
  #away(isAway) {
    if (this.isAway === isAway) return;
    this.isAway = isAway;
    this.#parts.changed();
  }

  /** @param {number} milliseconds */
  #pause(milliseconds) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      })
    );
  }
}

/** @param {any} current */
function isByKey(current) {
  return typeof current === "object" && current !== null;
}
