/** What becomes of an edit of a story that somebody else's was quicker than: both are kept wherever that is possible. */

import { sameValue } from "../library/texts/edits.js";
import { isScene, ORDER } from "./story_scenes.js";

/**
 * Made of both versions of an entry; undefined where the user has to decide. Null stands for no entry.
 * @param {string} key
 * @param {any} base what both began with
 * @param {any} mine
 * @param {any} theirs
 * @returns {any}
 */
export function merged(key, base, mine, theirs) {
  if (sameValue(mine, theirs) || sameValue(mine, base)) return theirs;
  if (sameValue(theirs, base)) return mine;
  if (key === ORDER && Array.isArray(mine) && Array.isArray(theirs)) return mergedOrder(base ?? [], mine, theirs);
  return isScene(key) && base && mine && theirs ? mergedFields(base, mine, theirs) : undefined;
}

/**
 * Every field is taken from who changed it.
 * @param {Record<string, any>} base
 * @param {Record<string, any>} mine
 * @param {Record<string, any>} theirs
 */
function mergedFields(base, mine, theirs) {
  const made = { ...theirs };
  for (const name of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    if (sameValue(mine[name], base[name]) || sameValue(mine[name], theirs[name])) continue;
    if (!sameValue(theirs[name], base[name])) return undefined;
    if (name in mine) made[name] = mine[name];
    else delete made[name];
  }
  return made;
}

/**
 * My moves, made again in their order: what I moved stands behind the one that I put it behind.
 * @param {readonly string[]} base
 * @param {readonly string[]} mine
 * @param {readonly string[]} theirs
 * @returns {string[]}
 */
export function mergedOrder(base, mine, theirs) {
  const still = new Set(longestRun(mine, base));
  const moved = mine.filter((id) => !still.has(id) && (theirs.includes(id) || !base.includes(id)));
  const made = theirs.filter((id) => !moved.includes(id));
  for (const id of moved) {
    const before = mine.slice(0, mine.indexOf(id)).findLast((other) => made.includes(other));
    made.splice(before === undefined ? 0 : made.indexOf(before) + 1, 0, id);
  }
  return made;
}

/**
 * The most ids that stand in `base` in the same order as here.
 * @param {readonly string[]} ids
 * @param {readonly string[]} base
 * @returns {string[]}
 */
function longestRun(ids, base) {
  const places = new Map(base.map((id, at) => [id, at]));
  const known = ids.filter((id) => places.has(id));
  const place = (/** @type {string} */ id) => /** @type {number} */ (places.get(id));
  const ends = /** @type {string[]} */ ([]);
  const before = /** @type {Map<string, string | undefined>} */ (new Map());
  for (const id of known) {
    const at = ends.findIndex((end) => place(end) > place(id));
    const length = at < 0 ? ends.length : at;
    before.set(id, ends[length - 1]);
    ends[length] = id;
  }
  const run = /** @type {string[]} */ ([]);
  for (let id = ends.at(-1); id !== undefined; id = before.get(id)) run.unshift(id);
  return run;
}
