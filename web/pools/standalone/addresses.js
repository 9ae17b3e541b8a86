/** How pools are called in addresses and on the page. */

const LONGEST = 22;
const SHOWN_END = 8;

/** @param {string} poolId */
export function poolPath(poolId) {
  return `/pools/${encodeURIComponent(poolId)}`;
}

/**
 * A long id, shortened in the middle: both ends tell pools apart.
 * @param {string} id
 */
export function shortId(id) {
  if (id.length <= LONGEST) return id;
  return `${id.slice(0, LONGEST - SHOWN_END - 1)}…${id.slice(-SHOWN_END)}`;
}
