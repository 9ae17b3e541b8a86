/** Where the cells of a grid stand. Pure arithmetic, in CSS pixels. */

const GAP = 6;
export const LABEL_HEIGHT = 26;
const ROWS_AROUND = 2;
/** Cells that may be in the document; on very large screens tiles grow rather than become more. */
const MOST_CELLS = 300;

/**
 * @typedef {{columns: number, size: number, rowHeight: number, height: number, gap: number}} GridLayout
 * `size` is the side of a tile
 */

/**
 * @param {number} count cells
 * @param {number} width of the area
 * @param {number} height of what is visible of it
 * @param {number} smallest side of a tile
 * @returns {GridLayout}
 */
export function gridLayout(count, width, height, smallest) {
  const layout = tiled(count, width, smallest);
  const rows = Math.ceil(height / layout.rowHeight) + 1 + 2 * ROWS_AROUND;
  const tooMany = layout.columns > 2 && layout.columns * rows > MOST_CELLS;
  return tooMany ? gridLayout(count, width, height, smallest * 1.1) : layout;
}

/**
 * @param {number} count
 * @param {number} width
 * @param {number} smallest
 * @returns {GridLayout}
 */
function tiled(count, width, smallest) {
  const columns = Math.max(2, Math.floor((width + GAP) / (smallest + GAP)));
  const size = Math.max(24, Math.floor((width - GAP * (columns - 1)) / columns));
  const rowHeight = size + LABEL_HEIGHT + GAP;
  return { columns, size, rowHeight, gap: GAP, height: Math.ceil(count / columns) * rowHeight };
}

/**
 * The positions on the screen and a little around them.
 * @param {GridLayout} layout
 * @param {number} count
 * @param {number} top how far it is scrolled
 * @param {number} height of the visible part
 * @returns {{start: number, end: number}} `end` not included
 */
export function visiblePositions({ columns, rowHeight }, count, top, height) {
  const first = Math.max(0, Math.floor(top / rowHeight) - ROWS_AROUND);
  const last = Math.ceil((top + height) / rowHeight) + ROWS_AROUND;
  return { start: Math.min(first * columns, count), end: Math.min(last * columns, count) };
}

/**
 * @param {GridLayout} layout
 * @param {number} position
 * @returns {{x: number, y: number}}
 */
export function placeOf({ columns, size, gap, rowHeight }, position) {
  return { x: (position % columns) * (size + gap), y: Math.floor(position / columns) * rowHeight };
}

/**
 * The place between images that is nearest to a point, and where its line stands.
 * @param {GridLayout} layout
 * @param {number} count
 * @param {number} x in the area, CSS pixels
 * @param {number} y
 * @returns {{index: number, x: number, y: number}} `index` 0 is before the first image
 */
export function dropPlace({ columns, size, gap, rowHeight }, count, x, y) {
  const rows = Math.max(1, Math.ceil(count / columns));
  const row = Math.max(0, Math.min(rows - 1, Math.floor(y / rowHeight)));
  const inRow = Math.min(columns, count - row * columns);
  const column = Math.max(0, Math.min(inRow, Math.round((x + gap / 2) / (size + gap))));
  return { index: row * columns + column, x: column * (size + gap) - gap / 2, y: row * rowHeight };
}

/**
 * Where an arrow key leads.
 * @param {string} key
 * @param {number} position
 * @param {number} columns
 * @param {number} count
 * @param {number} [page] how many rows are a page
 * @returns {number | null} null for any other key
 */
export function moveFocus(key, position, columns, count, page = 4) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "PageUp" || key === "PageDown") {
    const far = columns * page * (key === "PageUp" ? -1 : 1);
    return Math.min(count - 1, Math.max(0, position + far));
  }
  if (!(key in steps)) return null;
  const next = position + steps[/** @type {keyof typeof steps} */ (key)];
  return next < 0 || next >= count ? position : next;
}
