/** One image of a pool at a time, on the whole screen. */

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./pool.js").Pool} pool
 * @param {number} position the image to begin with
 * @param {{commands: any}} options `commands` is what acts on the pool, with the grid's own messages
 * @returns {Promise<number>} the position that was shown last
 */
export function openZoom(host, pool, position, { commands }) {
  void [host, pool, commands];
  return Promise.resolve(position);
}
