/** What stands in a cell while nobody types into it. */

import { element, setText } from "../elements.js";
import { textIn } from "./table_model.js";

const LONGEST = 400;

/**
 * @param {HTMLElement} cell
 * @param {import("./types.js").Column} column
 * @param {import("./types.js").Row} row
 * @param {boolean} isNew whether the row is being added and has nothing yet
 */
export function fillCell(cell, column, row, isNew) {
  cell.classList.remove("penstock-table-blank");
  if (isNew) return cell.replaceChildren();
  if (column.render) {
    cell.replaceChildren();
    return column.render(row, cell);
  }
  const value = column.value(row);
  if (column.kind === "tags" && value.length) return cell.replaceChildren(...value.map(tag));
  const text = textIn(column, row);
  cell.classList.toggle("penstock-table-blank", text === "");
  setText(cell, text === "" ? (column.placeholder ?? "") : oneLine(text));
}

/** @param {string} text */
const tag = (text) => element("span", { class: "penstock-table-tag", text });

/**
 * A text in one line; its breaks are shown.
 * @param {string} text
 */
export function oneLine(text) {
  return text.slice(0, LONGEST).replace(/\s*\n\s*/g, " ↵ ");
}
