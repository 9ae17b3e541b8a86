/** Edits that the server has not stored yet. They outlive a reload of the page. */

import { tabStorage } from "../page_storage.js";
import { sameValue, touched } from "./edits.js";

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 *
 * One step. `seen` are the revisions of the entries that the user saw, null where they follow an own step before or are of
 * no draft; `was` are the values, which count where there is no revision.
 * @typedef {object} Step
 * @property {DraftEdit[]} edits
 * @property {Record<string, number | null>} seen
 * @property {Record<string, any>} [was]
 * @property {(done: boolean) => void} [done]
 */

export class Unsent {
  steps = /** @type {Step[]} */ ([]);
  #name;

  /** @param {string} prefix the document's address */
  constructor(prefix) {
    this.#name = `penstock.unsent ${prefix}`;
  }

  get edits() {
    return this.steps.flatMap(({ edits }) => edits);
  }

  /** @param {string} key */
  touches(key) {
    return this.steps.some(({ edits }) => touched(edits).includes(key));
  }

  /**
   * @param {string} draft the id of the draft that the revisions are of
   */
  keep(draft) {
    const storage = tabStorage();
    try {
      if (this.steps.length) storage?.setItem(this.#name, JSON.stringify({ draft, steps: this.steps.map(({ edits, seen, was }) => ({ edits, seen, was })) }));
      else storage?.removeItem(this.#name);
    } catch {
      // A full storage only means that a reload would lose these.
    }
  }

  /**
   * What a page before this one left, without what has been stored all the same.
   * @param {string} draft the id of the draft that there is now
   * @param {ReadonlyMap<string, DraftEntry>} entries
   * @returns {boolean} whether there is any
   */
  recover(draft, entries) {
    const kept = JSON.parse(tabStorage()?.getItem(this.#name) ?? "null");
    if (!kept || this.steps.length) return false;
    const isLeft = (/** @type {Step} */ { edits }) => !edits.every((edit) => isMade(edit, entries));
    const left = /** @type {Step[]} */ (kept.steps).filter(isLeft);
    // Revisions of another draft say nothing here; what was seen does.
    this.steps = kept.draft === draft ? left : left.map(({ edits, was }) => ({ edits, seen: unknownRevisions(edits), was }));
    this.keep(draft);
    return this.steps.length > 0;
  }
}

/**
 * @param {DraftEdit} edit
 * @param {ReadonlyMap<string, DraftEntry>} entries
 */
function isMade({ key, value, removed, instead_of: old }, entries) {
  if (removed) return !entries.has(key);
  const isGone = old === undefined || old === key || !entries.has(old);
  return isGone && entries.has(key) && sameValue(entries.get(key)?.value, value);
}

/**
 * @param {DraftEdit[]} edits
 * @returns {Record<string, null>}
 */
function unknownRevisions(edits) {
  return Object.fromEntries(touched(edits).map((key) => [key, null]));
}

/**
 * The revisions that a step tells the server.
 * @param {Step} step
 * @param {ReadonlyMap<string, DraftEntry>} entries as the server has them now
 * @returns {Record<string, number>}
 */
export function seenBy({ edits, seen, was }, entries) {
  const told = /** @type {Record<string, number>} */ ({});
  for (const key of touched(edits)) {
    const now = entries.get(key)?.revision ?? 0;
    if (typeof seen[key] === "number") told[key] = /** @type {number} */ (seen[key]);
    else if (was && key in was) told[key] = sameValue(was[key] ?? null, entries.get(key)?.value ?? null) ? now : now ? 0 : 1;
    else if (seen[key] === null && now) told[key] = now;
  }
  return told;
}
