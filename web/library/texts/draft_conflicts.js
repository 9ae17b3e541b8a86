/** What becomes of edits that somebody else's were quicker than. */

import { sameValue, touched } from "./edits.js";

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./unsent.js").Step} Step
 * @typedef {Record<string, "mine" | "theirs">} Take
 * @typedef {{current: Record<string, any>, sent: Record<string, any>}} Conflict values by key, null: no such entry
 */

/**
 * The entries of a refused step that are really in dispute.
 * @param {Step} step
 * @param {Record<string, {value: any} | null>} current
 * @returns {Conflict}
 */
export function disputed({ edits }, current) {
  const found = /** @type {Conflict} */ ({ current: {}, sent: {} });
  for (const [key, entry] of Object.entries(current)) {
    const mine = valueOf(edits, key);
    const theirs = entry?.value ?? null;
    if (sameValue(mine, theirs) || edits.some((edit) => edit.instead_of === key && isRenamed(edit, current))) continue;
    found.current[key] = theirs;
    found.sent[key] = mine;
  }
  return found;
}

/**
 * What is left of a step, with the revisions that the user has seen by now; without edits where nothing is.
 * @param {Step} step
 * @param {Record<string, {value: any, revision: number} | null>} current
 * @param {Take} take
 * @returns {Step}
 */
export function settled({ edits, seen, done }, current, take) {
  const isLeft = (/** @type {DraftEdit} */ edit) => touched([edit]).every((key) => take[key] !== "theirs" && !isSame(edit, key, current));
  const now = Object.fromEntries(Object.entries(current).map(([key, entry]) => [key, entry?.revision ?? 0]));
  return { edits: edits.filter(isLeft).map((edit) => withoutGone(edit, current)), seen: { ...seen, ...now }, done };
}

/**
 * What was to be renamed has gone: the entry is put in on its own.
 * @param {DraftEdit} edit
 * @param {Record<string, {value: any} | null>} current
 * @returns {DraftEdit}
 */
function withoutGone(edit, current) {
  const { instead_of: old, ...rest } = edit;
  return old !== undefined && old !== edit.key && current[old] === null ? rest : edit;
}

/**
 * Whether a rename is made already: its answer got lost.
 * @param {DraftEdit} edit
 * @param {Record<string, {value: any} | null>} current
 */
function isRenamed(edit, current) {
  const old = edit.instead_of;
  return old !== undefined && old !== edit.key && current[old] === null && sameValue(edit.value, current[edit.key]?.value ?? null);
}

/**
 * @param {DraftEdit} edit
 * @param {string} key
 * @param {Record<string, {value: any} | null>} current
 */
function isSame(edit, key, current) {
  if (isRenamed(edit, current)) return true;
  return key in current && edit.instead_of === undefined && sameValue(valueOf([edit], key), current[key]?.value ?? null);
}

/**
 * What edits make of an entry, null where they remove it.
 * @param {DraftEdit[]} edits
 * @param {string} key
 */
function valueOf(edits, key) {
  const last = edits.filter((edit) => edit.key === key || edit.instead_of === key).at(-1);
  return !last || last.removed ? null : last.value;
}
