/** Keys in the grid: arrows move, Enter and Space select (they click the tile), F2 labels, Delete removes. */

import { takesText } from "../library/elements.js";
import { moveFocus } from "./layout.js";

/**
 * @typedef {object} KeyTarget
 * @property {import("./cells.js").Cells} cells
 * @property {number} count
 * @property {(position: number) => void} focusPosition
 * @property {(slot: import("./types.js").Slot) => void} remove
 */

/**
 * @param {KeyboardEvent} event
 * @param {KeyTarget} grid
 */
export function onGridKey(event, grid) {
  if (takesText(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = grid.cells.cellOf(/** @type {Node} */ (event.target));
  if (!cell) return;
  const next = moveFocus(event.key, cell.position, grid.cells.layout.columns, grid.count);
  if (next !== null) grid.focusPosition(next);
  else if (event.key === "F2") cell.input.select();
  else if ((event.key === "Delete" || event.key === "Backspace") && cell.slot) grid.remove(cell.slot);
  else return;
  event.preventDefault();
}

/**
 * Keeps keys to ourselves: ComfyUI would delete the node on Delete, and open side bars on single letters. What is
 * pressed with Ctrl or Cmd (queue, undo) goes through.
 * @param {KeyboardEvent} event
 */
export function keepKeys(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}
