/** The dialog that asks which version counts, for each entry that was changed here and elsewhere. */

/**
 * @typedef {object} Words
 * @property {(key: string) => string} nameOf
 * @property {(value: any) => string} textOf
 */

/**
 * @param {import("../host.js").Host} host
 * @param {{current: Record<string, any>, sent: Record<string, any>}} conflict values by key, null where there is no such
 *   entry; `current` is what is there now, `sent` the user's own
 * @param {Words} words
 * @returns {Promise<Record<string, "mine" | "theirs"> | null>} null where it was cancelled
 */
export async function askConflicts(host, conflict, words) {
  void [host, conflict, words];
  return null;
}
