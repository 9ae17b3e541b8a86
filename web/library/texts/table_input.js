/** Keys, pointer and clipboard of a table. */

import { button, setAttribute } from "../elements.js";
import { icon } from "../icons.js";
import { NEW_ROW } from "./table_body.js";
import { onTableKey } from "./table_keys.js";
import { textIn } from "./table_model.js";

const ARROW = 22;
const CARD_ARROW = 44;

/**
 * @typedef {import("./table.js").Parts} Parts
 * @typedef {import("./table.js").TextTable} TextTable
 */

export class TableInput {
  #table;
  #parts;
  #more;
  /** The active column of the head, null while a row is active. */
  #head = /** @type {number | null} */ (null);

  /**
   * @param {TextTable} table
   * @param {Parts} parts
   */
  constructor(table, parts) {
    this.#table = table;
    this.#parts = parts;
    const { t } = parts.options.host;
    this.#more = button(t("texts.row_menu"), () => this.#openMenu(this.#more), { icon: icon("more"), class: "penstock-quiet penstock-table-more" });
    this.#more.tabIndex = -1;
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    const { scroller, body } = this.#parts;
    const table = this.#table;
    const listen = (/** @type {HTMLElement} */ target, /** @type {string} */ type, /** @type {(event: any) => void} */ listener) => target.addEventListener(type, listener, { signal });
    listen(scroller, "keydown", (event) => this.#onKey(event));
    listen(scroller, "focus", () => this.#onFocus());
    listen(scroller, "copy", (event) => this.#copy(event));
    listen(scroller, "cut", (event) => this.#copy(event));
    listen(scroller, "paste", (event) => this.#paste(event));
    listen(body.root, "pointerdown", (event) => this.#onPointer(event));
    listen(body.root, "dblclick", (event) => this.#edit(event));
    listen(body.root, "contextmenu", (event) => this.#onContextMenu(event));
    listen(body.root, "pointerover", (event) => this.#offerMenu(/** @type {Element} */ (event.target).closest("[role=row]")));
    listen(table, "penstock-row", () => this.#offerMenu(body.rowOf(body.active.key)));
    // In ComfyUI keys and pasted texts would act on the graph, too.
    for (const type of ["keydown", "keyup", "keypress", "copy", "cut", "paste"]) listen(table, type, (event) => event.stopPropagation());
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { scroller, body, options, editing, actions } = this.#parts;
    if (event.target !== scroller || event.defaultPrevented) return;
    const { key, column } = body.active;
    const isRow = this.#head === null && key !== "";
    const done = onTableKey(event, {
      move: (rows, columns) => this.#move(rows, columns),
      page: () => body.perPage,
      edit: () => (this.#head === null ? editing.begin(key, column) || actionsOf(body, key, column) : this.#parts.head.sort(this.#head)),
      type: (text) => isRow && body.columns[column]?.kind !== "readonly" && editing.begin(key, column, text),
      remove: () => isRow && void this.#remove(key),
      duplicate: () => isRow && void actions.duplicate(key),
      toggle: () => isRow && options.detail && body.setOpen(body.open === key ? "" : key),
      menu: () => isRow && actions.openMenu(key, { anchor: body.cellOf(key, column) ?? scroller }),
      add: () => editing.beginAdd(),
      search: () => this.#table.focusSearch(),
      leave: () => this.#leave(),
      save: () => void options.document.save(),
      undo: () => void options.document.undo(),
      redo: () => void options.document.redo(),
    });
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.ctrlKey || event.metaKey) Object.defineProperty(event, "key", { value: "Unidentified" }); // ComfyUI reads Ctrl+Z again later
  }

  /** Someone came by Tab: the first row is active, where none was. */
  #onFocus() {
    const { body } = this.#parts;
    if (!body.active.key && this.#head === null) this.#table.activate(body.keyAt(0), 0, { scroll: false });
  }

  /**
   * @param {number} rows
   * @param {number} columns
   */
  #move(rows, columns) {
    const { body, head } = this.#parts;
    const last = body.count - 1;
    const from = this.#head === null ? body.placeOf(body.active.key) : -1;
    const column = Math.max(0, Math.min(body.columns.length - 1, (this.#head ?? body.active.column) + columns));
    const place = rows === 0 ? from : Math.min(last, from + rows);
    if (place < 0 && (rows === -1 || (rows === 0 && this.#head !== null) || last < 0)) {
      this.#head = column;
      body.active = { key: "", column };
      head.mark(column);
      this.#parts.scroller.scrollTop = 0;
      return body.render();
    }
    this.#head = null;
    return this.#table.activate(body.keyAt(Math.max(0, place)), column);
  }

  /** @returns {boolean} */
  #leave() {
    const { model } = this.#parts;
    if (!model.isNarrowed) return false;
    this.#table.narrow({ search: "", filters: {} });
    return true;
  }

  /** @param {string} key */
  #remove(key) {
    return this.#parts.actions.remove(key);
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const { body, editing, scroller, options } = this.#parts;
    if (event.button !== 0 || target.closest("button, a, input, textarea, .penstock-cell-editor, .penstock-table-detail")) return;
    const row = /** @type {HTMLElement | null} */ (target.closest("[role=row]"));
    if (!row) return;
    // The focus stays with the rows, or with what is typed until that is taken.
    event.preventDefault();
    if (!editing.finish()) return;
    this.#head = null;
    const key = row.dataset.key ?? "";
    if (options.detail && this.#isOnArrow(event, row)) body.setOpen(body.open === key ? "" : key);
    const column = this.#columnOf(target);
    const wasActive = body.active.key === key && body.active.column === column;
    scroller.focus({ preventScroll: true });
    this.#table.activate(key, column < 0 ? body.active.column : column, { scroll: false });
    // Fingers do not double-click.
    if (wasActive && column >= 0 && event.pointerType !== "mouse") row.addEventListener("click", () => editing.begin(key, column), { once: true });
  }

  /**
   * The arrow of a row's detail is drawn where the row has no cell.
   * @param {PointerEvent} event
   * @param {HTMLElement} row
   */
  #isOnArrow({ target, offsetX, offsetY }, row) {
    if (target !== row) return false;
    if (this.#table.dataset.layout !== "cards") return offsetX < ARROW;
    return offsetX > row.clientWidth - CARD_ARROW && offsetY > row.clientHeight / 2;
  }

  /** @param {MouseEvent} event */
  #edit(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest(".penstock-cell-editor, .penstock-table-detail, button")) return;
    const row = /** @type {HTMLElement | null} */ (target.closest("[role=row]"));
    const column = this.#columnOf(target);
    if (row?.dataset.key && column >= 0) this.#parts.editing.begin(row.dataset.key, column);
  }

  /** @param {HTMLElement} target */
  #columnOf(target) {
    const id = /** @type {HTMLElement | null} */ (target.closest("[data-column]"))?.dataset.column;
    return this.#parts.body.columns.findIndex((column) => column.id === id);
  }

  /** @param {MouseEvent} event */
  #onContextMenu(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[role=row]"));
    if (!row?.dataset.key || target.closest(".penstock-cell-editor, .penstock-table-detail")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#parts.editing.finish()) return;
    this.#table.activate(row.dataset.key, Math.max(0, this.#columnOf(target)), { scroll: false });
    this.#parts.scroller.focus({ preventScroll: true });
    this.#parts.actions.openMenu(row.dataset.key, { x: event.clientX, y: event.clientY });
  }

  /**
   * The button of a row's menu stands in the row under the pointer, else in the active one.
   * @param {Element | null} row
   */
  #offerMenu(row) {
    const key = /** @type {HTMLElement | null} */ (row)?.dataset.key;
    if (!row || !key || key === NEW_ROW || this.#more.parentElement === row) return;
    setAttribute(this.#more, "aria-hidden", "true"); // the same menu is at Shift+F10: a grid has cells only
    row.append(this.#more);
  }

  /** @param {HTMLElement} anchor */
  #openMenu(anchor) {
    const key = /** @type {HTMLElement | null} */ (anchor.closest("[role=row]"))?.dataset.key ?? "";
    if (!key || !this.#parts.editing.finish()) return;
    this.#table.activate(key, this.#parts.body.active.column, { scroll: false });
    this.#parts.scroller.focus({ preventScroll: true });
    this.#parts.actions.openMenu(key, { anchor });
  }

  /** @param {ClipboardEvent} event */
  #copy(event) {
    const { body, model, scroller } = this.#parts;
    const row = model.rowOf(body.active.key);
    const column = body.columns[body.active.column];
    if (event.target !== scroller || !row || !column || window.getSelection()?.toString()) return;
    event.clipboardData?.setData("text/plain", textIn(column, row));
    event.preventDefault();
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const { body, model, editing, scroller } = this.#parts;
    const row = model.rowOf(body.active.key);
    const column = body.columns[body.active.column];
    const text = event.clipboardData?.getData("text/plain");
    if (event.target !== scroller || !row || !column || !text) return;
    event.preventDefault();
    const isLine = column.kind !== "long";
    const line = isLine ? text.trim().replace(/\s*\n\s*/g, " ") : text.replaceAll("\r\n", "\n");
    editing.put(row, body.active.column, column.kind === "tags" ? line.split(",").map((one) => one.trim()).filter(Boolean) : line);
  }
}

/**
 * What Enter does on a cell that cannot be edited: the link or button in it.
 * @param {import("./table_body.js").TableBody} body
 * @param {string} key
 * @param {number} column
 */
function actionsOf(body, key, column) {
  /** @type {HTMLElement | null} */ (body.cellOf(key, column)?.querySelector("a[href], button"))?.click();
}
