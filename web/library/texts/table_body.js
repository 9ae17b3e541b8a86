/** The rows of a table that are on the screen: however many there are, only those stand in the page. */

import { element, setAttribute } from "../elements.js";
import { fillCell } from "./table_cells.js";

const AROUND = 2;
const MOST_DRAWN = 150;
/** The key of the row that is being added. */
export const NEW_ROW = "\u0000new";

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").Row} Row
 *
 * @typedef {object} Drawn
 * @property {HTMLElement} root
 * @property {HTMLElement[]} cells
 * @property {Row | null} row what it was filled with
 * @property {number} version
 * @property {number} place
 *
 * @typedef {object} BodyOptions
 * @property {HTMLElement} scroller
 * @property {string} id begins the ids of cells
 * @property {(key: string) => HTMLElement | null} detail what stands below a row that is open
 * @property {boolean} hasDetails
 */

export class TableBody {
  root = element("div", { class: "penstock-table-body", attributes: { role: "rowgroup" } });
  columns = /** @type {Column[]} */ ([]);
  rows = /** @type {Row[]} */ ([]);
  rowHeight = 30;
  /** The row that is being edited stays in the page, wherever it is. */
  editing = "";
  isAdding = false;
  active = { key: "", column: 0 };
  #options;
  #drawn = /** @type {Map<string, Drawn>} */ (new Map());
  #places = /** @type {(key: string) => number} */ (() => -1);
  #version = 0;
  #count = 0;
  #open = "";
  #detail = /** @type {HTMLElement | null} */ (null);
  #detailHeight = 0;
  #sizes = new ResizeObserver(() => this.#measureDetail());

  /** @param {BodyOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** The key of the row whose detail is shown, "" where there is none. */
  get open() {
    return this.#open;
  }

  get count() {
    return this.rows.length + (this.isAdding ? 1 : 0);
  }

  /**
   * Other rows, or the same in another order.
   * @param {Row[]} rows
   * @param {(key: string) => number} placeOf
   */
  fill(rows, placeOf) {
    [this.rows, this.#places] = [rows, placeOf];
    this.render();
  }

  /**
   * Every cell is drawn anew.
   * @param {Column[]} [columns] other ones than before
   */
  redraw(columns) {
    this.#version += 1;
    if (columns) {
      this.columns = columns;
      for (const { root } of this.#drawn.values()) root.remove();
      this.#drawn.clear();
    }
    this.render();
  }

  /** @param {string} key */
  placeOf(key) {
    return key === NEW_ROW ? (this.isAdding ? this.rows.length : -1) : this.#places(key);
  }

  /**
   * @param {number} place
   * @returns {string}
   */
  keyAt(place) {
    return this.rows[place]?.key ?? (this.isAdding && place === this.rows.length ? NEW_ROW : "");
  }

  /**
   * @param {string} key "" closes what is open
   */
  setOpen(key) {
    this.#detail?.remove();
    this.#sizes.disconnect();
    [this.#open, this.#detail, this.#detailHeight] = ["", null, 0];
    const detail = key ? this.#options.detail(key) : null;
    if (detail) {
      this.#open = key;
      this.#detail = element("div", { class: "penstock-table-detail", attributes: { role: "gridcell", "aria-colindex": 1, "aria-colspan": this.columns.length } }, detail);
      this.#sizes.observe(this.#detail);
    }
    this.#version += 1;
    this.render();
  }

  /** The row's detail is another one. */
  refreshDetail() {
    if (this.#open) this.setOpen(this.#open);
  }

  /**
   * @param {number} place
   * @returns {number} CSS pixels from the first row's top
   */
  topOf(place) {
    const open = this.placeOf(this.#open);
    return place * this.rowHeight + (open >= 0 && place > open ? this.#detailHeight : 0);
  }

  /**
   * @param {number} top
   * @returns {number} which row is so many CSS pixels from the first one's top
   */
  placeAt(top) {
    const open = this.placeOf(this.#open);
    const below = open >= 0 ? (open + 1) * this.rowHeight : Infinity;
    if (top < below) return Math.floor(top / this.rowHeight);
    return Math.max(open, Math.floor((top - this.#detailHeight) / this.rowHeight));
  }

  /** What is on the screen, as it is now. */
  render() {
    const { scroller } = this.#options;
    this.root.style.height = `${this.topOf(this.count)}px`;
    const above = scroller.scrollTop;
    const first = Math.max(0, this.placeAt(above) - AROUND);
    // Before its style sheet has come, a table may be as high as all its rows.
    const last = Math.min(this.count - 1, this.placeAt(above + scroller.clientHeight) + AROUND, first + MOST_DRAWN);
    const wanted = new Set(/** @type {string[]} */ ([]));
    for (let place = first; place <= last; place += 1) wanted.add(this.keyAt(place));
    if (this.editing && this.placeOf(this.editing) >= 0) wanted.add(this.editing);
    const spare = [...this.#drawn].filter(([key]) => !wanted.has(key));
    for (const [key, { root }] of spare) {
      this.#drawn.delete(key);
      root.remove();
    }
    for (const key of wanted) this.#show(key, spare);
    this.#order();
    this.#markActive();
  }

  /** Rows stand in the page in the order in which they are seen. What is being typed would lose the focus, were it moved. */
  #order() {
    let next = this.root.firstElementChild;
    for (const { root } of [...this.#drawn.values()].sort((one, other) => one.place - other.place)) {
      if (root !== next && root.dataset.key !== this.editing) this.root.insertBefore(root, next);
      else if (!root.isConnected) this.root.append(root);
      else next = root.nextElementSibling;
    }
  }

  /**
   * @param {string} key
   * @param {number} column
   * @returns {HTMLElement | null} null while it is not on the screen
   */
  cellOf(key, column) {
    return this.#drawn.get(key)?.cells[column] ?? null;
  }

  /**
   * @param {string} key
   * @returns {HTMLElement | null}
   */
  rowOf(key) {
    return this.#drawn.get(key)?.root ?? null;
  }

  /** How many rows fit on the screen. */
  get perPage() {
    return Math.max(1, Math.floor((this.#options.scroller.clientHeight - this.rowHeight) / this.rowHeight));
  }

  /**
   * Scrolls as little as shows a row.
   * @param {number} place
   */
  scrollTo(place) {
    const { scroller } = this.#options;
    const head = /** @type {HTMLElement | null} */ (scroller.querySelector(".penstock-table-head"))?.offsetHeight ?? 0;
    const top = this.topOf(place);
    const bottom = top + this.rowHeight + head;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    this.render();
  }

  /**
   * @param {string} key
   * @param {[string, Drawn][]} spare
   */
  #show(key, spare) {
    let drawn = this.#drawn.get(key);
    if (!drawn) {
      drawn = spare.pop()?.[1] ?? this.#make();
      drawn.row = null;
      this.#drawn.set(key, drawn);
      drawn.root.dataset.key = key;
    }
    const place = this.placeOf(key);
    this.#put(drawn, place);
    const row = this.rows[place] ?? { key: NEW_ROW, value: undefined, mark: /** @type {const} */ ("") };
    if (drawn.row?.value !== row.value || drawn.row?.mark !== row.mark || drawn.version !== this.#version || drawn.row?.key !== key) this.#draw(drawn, row);
    const isOpen = key === this.#open;
    if (isOpen && this.#detail && this.#detail.parentElement !== drawn.root) drawn.root.append(this.#detail);
    else if (!isOpen && this.#detail?.parentElement === drawn.root) this.#detail.remove();
  }

  /** @returns {Drawn} */
  #make() {
    const slot = (this.#count += 1);
    const cells = this.columns.map(({ kind, id, label }, at) => {
      const role = at === 0 ? "rowheader" : "gridcell";
      return element("div", { class: `penstock-table-cell penstock-table-${kind}`, attributes: { role, id: `${this.#options.id}-${slot}-${at}`, "aria-colindex": at + 1, "data-column": id, "data-label": label } });
    });
    const root = element("div", { class: "penstock-table-row", attributes: { role: "row" } }, ...cells);
    return { root, cells, row: null, version: -1, place: -1 };
  }

  /**
   * @param {Drawn} drawn
   * @param {number} place
   */
  #put(drawn, place) {
    drawn.root.style.transform = `translateY(${this.topOf(place)}px)`;
    if (drawn.place === place) return;
    drawn.place = place;
    setAttribute(drawn.root, "aria-rowindex", place + 2);
    drawn.root.classList.toggle("penstock-odd", place % 2 === 1);
  }

  /**
   * @param {Drawn} drawn
   * @param {Row} row
   */
  #draw(drawn, row) {
    drawn.version = this.#version;
    drawn.row = row;
    setAttribute(drawn.root, "data-mark", row.mark || null);
    const { hasDetails } = this.#options;
    const isOpen = hasDetails && row.key !== NEW_ROW ? String(row.key === this.#open) : null;
    setAttribute(drawn.root, "data-open", isOpen);
    // Before the table is in the page it has no columns yet.
    if (drawn.cells.length) setAttribute(drawn.cells[0], "aria-expanded", isOpen);
    this.columns.forEach((column, at) => {
      // What is being typed stays.
      if (!drawn.cells[at].classList.contains("penstock-editing")) fillCell(drawn.cells[at], column, row, row.key === NEW_ROW);
    });
  }

  #markActive() {
    const { scroller } = this.#options;
    for (const marked of this.root.querySelectorAll(".penstock-active")) marked.classList.remove("penstock-active");
    const cell = this.cellOf(this.active.key, this.active.column);
    setAttribute(scroller, "aria-activedescendant", cell?.id ?? scroller.querySelector(".penstock-table-head .penstock-active")?.id ?? null);
    if (!cell) return;
    cell.classList.add("penstock-active");
    cell.parentElement?.classList.add("penstock-active");
  }

  #measureDetail() {
    const height = this.#detail?.offsetHeight ?? 0;
    if (height === this.#detailHeight || !this.#detail?.isConnected) return;
    this.#detailHeight = height;
    this.render();
  }
}
