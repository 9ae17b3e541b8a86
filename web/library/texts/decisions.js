/** What a user has decided about entries that were changed on both sides: it counts for the versions that were shown. */

import { sameValue } from "./edits.js";

/**
 * @typedef {"mine" | "theirs"} Side
 * @typedef {{current: Record<string, any>, sent: Record<string, any>}} Conflict values by key, null: no such entry
 * @typedef {{mine: any, theirs: any, side: Side}} Decision
 */

export class Decisions {
  /** By key, for the server. */
  take = /** @type {Record<string, Side>} */ ({});
  /** The revision of the file that they are about. */
  fileRevision = /** @type {string | undefined} */ (undefined);
  #made = /** @type {Map<string, Decision>} */ (new Map());

  /**
   * A refused save: what was decided about these very versions counts on.
   * @param {Conflict & {fileRevision?: string}} refused
   * @returns {Conflict} what is to be decided still
   */
  meet({ current, sent, fileRevision }) {
    if (fileRevision !== this.fileRevision) this.take = {};
    this.fileRevision = fileRevision;
    const left = /** @type {Conflict} */ ({ current: {}, sent: {} });
    for (const key of Object.keys(current)) {
      const [theirs, mine] = [current[key] ?? null, sent[key] ?? null];
      const made = this.#made.get(key);
      if (made && sameValue(made.mine, mine) && sameValue(made.theirs, theirs)) this.take[key] = made.side;
      else [left.current[key], left.sent[key]] = [theirs, mine];
    }
    return left;
  }

  /**
   * @param {Conflict} shown
   * @param {Record<string, Side>} taken a side for each key of what was shown
   */
  decide({ current, sent }, taken) {
    for (const [key, side] of Object.entries(taken)) {
      this.#made.set(key, { mine: sent[key], theirs: current[key], side });
      this.take[key] = side;
    }
  }

  /** The draft has changed: what was decided has to be met again. */
  forget() {
    [this.take, this.fileRevision] = [{}, undefined];
  }
}
