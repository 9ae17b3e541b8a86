/** The dialog that shows what saving would change. */

/**
 * @typedef {import("./types.js").Difference} Difference
 * @typedef {import("./conflict_dialog.js").Words} Words
 */

/**
 * @param {import("../host.js").Host} host
 * @param {readonly Difference[]} differences
 * @param {Words & {title?: string, note?: string, confirm?: string}} options `confirm`: the label of a button beside Cancel
 * @returns {Promise<boolean>} whether it was confirmed
 */
export async function showDifferences(host, differences, options) {
  void [host, differences, options];
  return false;
}
