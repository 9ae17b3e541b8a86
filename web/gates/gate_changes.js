/** Requests that change a gate: one at a time for each, and what their answers teach. */

import { fromText, toText } from "./mask_files.js";

const CONFLICT = 409;
const NOT_FOUND = 404;
const MOST_SENT = 200;
const SENT = { mask: undefined, cleared: undefined };

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./types.js").Answer} Answer
 *
 * @typedef {object} ChangeListener
 * @property {(gate: Gate) => void} put a gate as it is now
 * @property {(token: string) => void} forget the server does not know it
 * @property {() => void} changed
 */

export class GateChanges {
  #client;
  #drafts;
  #listener;
  #busy = /** @type {Map<string, Promise<Gate>>} */ (new Map());
  /** What was answered here last, by gate. */
  #sent = /** @type {Map<string, Answer>} */ (new Map());
  /** Gates whose answer brought nothing back: it may have been taken all the same. */
  #uncertain = /** @type {Set<string>} */ (new Set());

  /**
   * @param {import("./gate_client.js").GateClient} client
   * @param {import("./gate_drafts.js").GateDrafts} drafts
   * @param {ChangeListener} listener
   */
  constructor(client, drafts, listener) {
    this.#client = client;
    this.#drafts = drafts;
    this.#listener = listener;
  }

  /** @param {string} token */
  isBusy(token) {
    return this.#busy.has(token);
  }

  /**
   * Whether a decision is the one that was sent from here.
   * @param {Gate} gate
   */
  isOwn({ token, decided }) {
    const sent = this.#sent.get(token);
    return sent !== undefined && isSame(decided, sent);
  }

  /**
   * @param {string} token
   * @param {Answer} answer
   * @param {string} clientId
   */
  answer(token, answer, clientId) {
    const { mask, cleared } = this.#drafts.get(token);
    const unsent = answer.clear_mask || !mask ? {} : { mask: fromText(mask) };
    const whole = { ...(cleared && { clear_mask: true }), ...unsent, ...answer };
    return this.#change(token, () => this.#sendAnswer(token, whole, clientId));
  }

  /**
   * @param {string} token
   * @param {{keepalive?: boolean, answered?: boolean}} [options]
   */
  stop(token, options) {
    return this.#change(token, () => this.#client.stop(token, options));
  }

  /** @param {string} token */
  park(token) {
    return this.#change(token, () => this.#client.park(token));
  }

  /**
   * @param {string} token
   * @param {string} clientId
   */
  requeue(token, clientId) {
    return this.#change(token, () => this.#client.requeue(token, clientId));
  }

  /**
   * @param {string} token
   * @param {Blob | null} mask
   * @returns {Promise<"saved" | "kept">}
   */
  async setMask(token, mask) {
    this.#keepMask(token, mask ? { mask: await toText(mask), cleared: undefined } : { mask: undefined, cleared: true });
    try {
      this.#listener.put(await this.#client.setMask(token, mask));
    } catch (/** @type {any} */ error) {
      if (error.status === 0) return "kept";
      this.#keepMask(token, SENT);
      this.#learn(token, error);
      throw error;
    }
    this.#keepMask(token, SENT);
    return "saved";
  }

  /**
   * Sends the masks that the server could not take before.
   * @param {(token: string) => boolean} isOpen
   */
  sendMasks(isOpen) {
    for (const token of this.#drafts.unsentMasks.filter(isOpen)) {
      const { mask } = this.#drafts.get(token);
      // A refusal is told where a mask is painted; here nobody asked, and the gate shows what it has.
      void this.setMask(token, mask ? fromText(mask) : null).catch(() => null);
    }
  }

  /**
   * A second press of the same button is the same request.
   * @param {string} token
   * @param {() => Promise<Gate>} send
   * @returns {Promise<Gate>}
   */
  #change(token, send) {
    const running = this.#busy.get(token);
    if (running) return running;
    const request = this.#changing(token, send).finally(() => {
      this.#busy.delete(token);
      this.#listener.changed();
    });
    this.#busy.set(token, request);
    this.#listener.changed();
    return request;
  }

  /**
   * @param {string} token
   * @param {() => Promise<Gate>} send
   */
  async #changing(token, send) {
    try {
      const gate = await send();
      this.#listener.put(gate);
      return gate;
    } catch (error) {
      this.#learn(token, error);
      throw error;
    }
  }

  /**
   * @param {string} token
   * @param {Answer} answer
   * @param {string} clientId
   */
  async #sendAnswer(token, answer, clientId) {
    this.#remember(token, answer);
    try {
      const gate = await this.#client.answer(token, answer, clientId);
      this.#keepMask(token, SENT);
      return gate;
    } catch (/** @type {any} */ error) {
      if (error.status === 0) this.#uncertain.add(token);
      else if (this.#uncertain.has(token) && error.status === CONFLICT && error.current && this.isOwn(error.current)) return error.current;
      else this.#sent.delete(token);
      throw error;
    }
  }

  /**
   * @param {string} token
   * @param {Answer} answer
   */
  #remember(token, { mask: _, ...answer }) {
    this.#sent.delete(token);
    this.#sent.set(token, answer);
    for (const old of [...this.#sent.keys()].slice(0, -MOST_SENT)) {
      this.#sent.delete(old);
      this.#uncertain.delete(old);
    }
  }

  /**
   * A refusal tells how the gate is now.
   * @param {string} token
   * @param {any} error
   */
  #learn(token, error) {
    if (error.status === CONFLICT && error.current) this.#listener.put(error.current);
    if (error.status !== NOT_FOUND) return;
    this.#listener.forget(token);
    this.#listener.changed();
  }

  /**
   * @param {string} token
   * @param {import("./gate_drafts.js").GateDraft} part
   */
  #keepMask(token, part) {
    this.#drafts.set(token, part);
    this.#listener.changed();
  }
}

/**
 * @param {import("./types.js").Decided | null | undefined} decided
 * @param {Answer} answer
 */
function isSame(decided, { route, selection, text }) {
  if (!decided || decided.by !== "user") return false;
  const sorted = (/** @type {number[] | null | undefined} */ one) => JSON.stringify([...(one ?? [])].sort((a, b) => a - b));
  return (decided.route ?? undefined) === route && (decided.text ?? undefined) === text && sorted(decided.selection) === sorted(selection);
}
