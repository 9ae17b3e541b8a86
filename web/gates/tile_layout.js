/** How candidates are laid out side by side: as large as they can be with all of them in sight. */

const GAP = 6;
/** The width of a tile on which something can still be told. */
export const SMALLEST = 108;
/** In a node all of them in sight are worth more than large ones. */
export const SMALLEST_IN_NODE = 64;
/** Candidates are shown so many times as large as they are at most: more shows nothing more. */
export const MOST_SCALE = 8;
/** From here on pixels are told apart. */
export const PIXELATED_FROM = 4;

/**
 * @param {number} count
 * @param {{width: number, height: number}} area in pixels
 * @param {number} ratio width to height of a tile
 * @param {number} [smallest] width of a tile; with less than that the area scrolls
 * @returns {{columns: number, width: number}} of a tile
 */
export function tiles(count, area, ratio, smallest = SMALLEST) {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const wide = (area.width - GAP * (columns - 1)) / columns;
    const high = ((area.height - GAP * (rows - 1)) / rows) * ratio;
    const width = Math.floor(Math.min(wide, high));
    if (width > best.width) best = { columns, width };
  }
  return best.width >= smallest ? best : scrolling(area.width, count, smallest);
}

/**
 * @param {number} room
 * @param {number} count
 * @param {number} smallest
 */
function scrolling(room, count, smallest) {
  const columns = Math.max(1, Math.min(count, Math.floor((room + GAP) / (smallest + GAP))));
  return { columns, width: Math.floor((room - GAP * (columns - 1)) / columns) };
}
