/** Routes as buttons side by side, in rows of the same number as far as they go. */

const GAP = 6;
/** The least width of a button, in pixels: with room, and in a node. */
const LEAST = { wide: 132, narrow: 88 };

/**
 * @param {number} count of buttons
 * @param {number} room width in pixels
 * @param {boolean} narrow
 * @returns {number} how many stand in a row; 0 while nothing is laid out
 */
export function routeColumns(count, room, narrow) {
  if (!(room > 0 && count > 0)) return 0;
  const most = Math.max(1, Math.floor((room + GAP) / ((narrow ? LEAST.narrow : LEAST.wide) + GAP)));
  return Math.ceil(count / Math.ceil(count / most));
}
