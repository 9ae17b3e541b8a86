/** The head of a table: the names of its columns, and which one it is sorted by. */

import { element, setAttribute } from "../elements.js";
import { icon } from "../icons.js";

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {{column: string, down: boolean} | null} Sort
 */

export class TableColumns {
  root = element("div", { class: "penstock-table-head", attributes: { role: "rowgroup" } });
  columns = /** @type {Column[]} */ ([]);
  #id;
  #sortBy;

  /**
   * @param {string} id begins the ids of cells
   * @param {(sort: Sort) => void} sortBy
   */
  constructor(id, sortBy) {
    this.#id = id;
    this.#sortBy = sortBy;
    this.root.addEventListener("click", (event) => {
      const cell = /** @type {HTMLElement} */ (event.target).closest("[role=columnheader]");
      if (cell) this.sort([...(cell.parentElement?.children ?? [])].indexOf(cell));
    });
  }

  /**
   * @param {Column[]} columns
   * @param {Sort} sort
   */
  fill(columns, sort) {
    this.columns = columns;
    this.#sort = sort;
    const cells = columns.map((column, at) => this.#cell(column, at));
    this.root.replaceChildren(element("div", { class: "penstock-table-row", attributes: { role: "row", "aria-rowindex": 1 } }, ...cells));
    this.mark(this.#active);
  }

  /**
   * Up, down, then the document's own order.
   * @param {number} at
   */
  sort(at) {
    const column = this.columns[at];
    if (!column || column.sortable === false) return;
    const isThis = this.#sort?.column === column.id;
    this.#sortBy(!isThis ? { column: column.id, down: false } : this.#sort?.down ? null : { column: column.id, down: true });
  }

  /** @param {number | null} at the active one */
  mark(at) {
    this.#active = at;
    this.root.querySelectorAll("[role=columnheader]").forEach((cell, place) => cell.classList.toggle("penstock-active", place === at));
  }

  #sort = /** @type {Sort} */ (null);
  #active = /** @type {number | null} */ (null);

  /**
   * @param {Column} column
   * @param {number} at
   */
  #cell(column, at) {
    const isThis = this.#sort?.column === column.id;
    const order = isThis ? (this.#sort?.down ? "descending" : "ascending") : column.sortable === false ? null : "none";
    const attributes = { role: "columnheader", id: `${this.#id}-head-${at}`, "aria-colindex": at + 1, "aria-sort": order };
    const cell = element("div", { class: "penstock-table-cell", attributes }, element("span", { text: column.label }), isThis ? icon("down") : null);
    setAttribute(cell, "data-sortable", column.sortable !== false && "");
    return cell;
  }
}
