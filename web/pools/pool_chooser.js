/** A dialog to choose one of the pools, or a new one. */

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./pools.js").Pools} pools
 * @param {{exclude?: string}} [options] `exclude` is a pool that is not offered
 * @returns {Promise<{id: string | null} | null>} an id of null is a new pool; null: nothing was chosen
 */
export function choosePool(host, pools, { exclude } = {}) {
  void [host, pools, exclude];
  return Promise.resolve(null);
}
