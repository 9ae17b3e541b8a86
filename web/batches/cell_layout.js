/** How the cells of a batch are laid out: one after the other, or by two axes. In pixels; knows nothing of the page. */

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{top: number, bottom: number, left: number, right: number}} Box
 * @typedef {{width: number, height: number, gap: number}} Tile
 *
 * @typedef {object} Layout
 * @property {number} width of all
 * @property {number} height
 * @property {Tile} tile
 * @property {(place: number) => Point | null} at null for a cell that is not shown
 * @property {(box: Box) => number[]} within the places of the cells that a box touches
 * @property {(place: number, by: {x: number, y: number}) => number} next the cell so many columns and rows away, or as far as it goes
 */

/**
 * @param {number} total
 * @param {number} width there is
 * @param {Tile} wanted at least so wide
 * @returns {Layout}
 */
export function flowLayout(total, width, { width: least, height, gap }) {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const tile = { width: Math.floor((width + gap) / columns) - gap, height: height - least + Math.floor((width + gap) / columns) - gap, gap };
  const step = { x: tile.width + gap, y: tile.height + gap };
  const rows = Math.ceil(total / columns);
  return {
    width: columns * step.x - gap,
    height: Math.max(0, rows * step.y - gap),
    tile,
    at: (place) => (place < total ? { x: (place % columns) * step.x, y: Math.floor(place / columns) * step.y } : null),
    within: ({ top, bottom }) => {
      const [first, last] = [Math.max(0, Math.floor(top / step.y)), Math.min(rows - 1, Math.floor(bottom / step.y))];
      return range(first * columns, Math.min(total, (last + 1) * columns));
    },
    next: (place, { x, y }) => {
      const moved = place + x + y * columns;
      if (y && (moved < 0 || moved >= total)) return Math.abs(y) === 1 ? place : y < 0 ? place % columns : lastInColumn(total, columns, place % columns);
      return Math.max(0, Math.min(total - 1, moved));
    },
  };
}

/**
 * @param {number} total
 * @param {number} columns
 * @param {number} column
 */
function lastInColumn(total, columns, column) {
  return Math.floor((total - 1 - column) / columns) * columns + column;
}

/**
 * @param {{columns: number, rows: number, place: (column: number, row: number) => number | null, tile: Tile}} table
 * @returns {Layout}
 */
export function tableLayout({ columns, rows, place, tile }) {
  const step = { x: tile.width + tile.gap, y: tile.height + tile.gap };
  const spots = /** @type {Map<number, {column: number, row: number}>} */ (new Map());
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) {
    const found = place(column, row);
    if (found !== null) spots.set(found, { column, row });
  }
  const at = (/** @type {number} */ one) => {
    const spot = spots.get(one);
    return spot ? { x: spot.column * step.x, y: spot.row * step.y } : null;
  };
  return {
    width: columns * step.x - tile.gap,
    height: rows * step.y - tile.gap,
    tile,
    at,
    within: ({ top, bottom, left, right }) => {
      const found = [];
      for (let row = Math.max(0, Math.floor(top / step.y)); row <= Math.min(rows - 1, Math.floor(bottom / step.y)); row += 1)
        for (let column = Math.max(0, Math.floor(left / step.x)); column <= Math.min(columns - 1, Math.floor(right / step.x)); column += 1) {
          const one = place(column, row);
          if (one !== null) found.push(one);
        }
      return found;
    },
    next: (from, by) => nextSpot(spots.get(from), by, { columns, rows, place }) ?? from,
  };
}

/**
 * The next cell that is there in a direction.
 * @param {{column: number, row: number} | undefined} spot
 * @param {{x: number, y: number}} by
 * @param {{columns: number, rows: number, place: (column: number, row: number) => number | null}} table
 */
function nextSpot(spot, by, { columns, rows, place }) {
  if (!spot) return null;
  const [x, y] = [Math.sign(by.x), Math.sign(by.y)];
  let found = null;
  for (let [column, row, left] = [spot.column + x, spot.row + y, Math.max(Math.abs(by.x), Math.abs(by.y))]; left > 0 && column >= 0 && row >= 0 && column < columns && row < rows; column += x, row += y) {
    const one = place(column, row);
    if (one === null) continue;
    found = one;
    left -= 1;
  }
  return found;
}

/**
 * @param {number} from
 * @param {number} to
 */
const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
