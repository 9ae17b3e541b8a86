/** What edits make of the entries of a document. */

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {{entries: Map<string, DraftEntry>, order: string[]}} Content
 */

/**
 * The content after `edits`, nothing of the one before is changed. An edit that cannot be made is left out.
 * @param {{entries: ReadonlyMap<string, DraftEntry>, order: readonly string[]}} content
 * @param {readonly DraftEdit[]} edits
 * @param {number} revision of the new entries
 * @returns {Content}
 */
export function edited({ entries, order }, edits, revision) {
  const made = { entries: new Map(entries), order: [...order] };
  for (const edit of edits) make(made, edit, revision);
  return made;
}

/**
 * @param {Content} content
 * @param {DraftEdit} edit
 * @param {number} revision
 */
function make({ entries, order }, { key, value, removed = false, instead_of: old }, revision) {
  if (removed) {
    if (entries.delete(key)) order.splice(order.indexOf(key), 1);
    return;
  }
  if (old !== undefined && old !== key) {
    if (!entries.has(old) || entries.has(key)) return;
    entries.delete(old);
    order[order.indexOf(old)] = key;
  } else if (!entries.has(key)) {
    order.push(key);
  }
  entries.set(key, { value, revision });
}

/**
 * The keys that edits touch.
 * @param {readonly DraftEdit[]} edits
 * @returns {string[]}
 */
export function touched(edits) {
  return [...new Set(edits.flatMap(({ key, instead_of: old }) => (old === undefined ? [key] : [key, old])))];
}

/**
 * Whether two JSON values are the same; the order of an object's fields does not count.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function sameValue(one, other) {
  if (one === other) return true;
  if (!one || !other || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key], other[key]));
}

/**
 * What makes `now` of `before`, values by key: for bringing back what was there.
 * @param {ReadonlyMap<string, DraftEntry>} before
 * @param {ReadonlyMap<string, DraftEntry>} now
 * @returns {DraftEdit[]}
 */
export function editsBetween(before, now) {
  const edits = /** @type {DraftEdit[]} */ ([]);
  for (const key of before.keys()) if (!now.has(key)) edits.push({ key, removed: true });
  for (const [key, { value }] of now) if (!before.has(key) || !sameValue(before.get(key)?.value, value)) edits.push({ key, value });
  return edits;
}
