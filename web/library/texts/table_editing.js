/** Typing into the cells of a table: which one is edited, and what its value becomes. */

import { CellEditor } from "./cell_editor.js";
import { NEW_ROW } from "./table_body.js";

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./cell_editor.js").Ending} Ending
 *
 * @typedef {object} EditingParts
 * @property {import("./types.js").TableOptions} options
 * @property {import("./table_body.js").TableBody} body
 * @property {(key: string) => Row | undefined} rowOf
 * @property {(key: string, column: number) => void} activate shows a cell and makes it the active one
 * @property {() => void} focus the focus goes back to the rows
 * @property {(key: string) => void} changed a row was changed here: it stays although it may not match the search any more
 */

export class TableEditing {
  #parts;
  #editor = /** @type {CellEditor | null} */ (null);
  #seen = /** @type {Record<string, number>} */ ({});
  /** What the new row is called, as soon as it is made. */
  #made = "";

  /** @param {EditingParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get isOpen() {
    return this.#editor !== null;
  }

  /**
   * @param {string} key
   * @param {number} at the column
   * @param {string | null} [typed] what takes the place of the value; null keeps it
   * @returns {boolean} whether it is being edited
   */
  begin(key, at, typed = null) {
    const { options, body, activate } = this.#parts;
    if (!this.finish()) return false;
    const column = body.columns[at];
    const isNew = key === NEW_ROW;
    const row = isNew ? { key, value: undefined, mark: /** @type {const} */ ("") } : this.#parts.rowOf(key);
    if (!row || !this.#isEditable(column, isNew)) return false;
    activate(key, at);
    const cell = body.cellOf(key, at);
    if (!cell) return false;
    body.editing = key;
    this.#seen = isNew ? {} : { [key]: options.document.entries.get(key)?.revision ?? 0 };
    this.#made = "";
    this.#editor = new CellEditor({
      host: options.host,
      cell,
      column,
      row,
      value: isNew ? "" : column.value(row),
      typed,
      choices: this.#choices(column, row),
      commit: (value, ending) => (isNew ? this.#add(String(value).trim(), ending) : this.#commit(column, row, value)),
      closed: (ending) => this.#closed(key, at, ending),
    });
    return true;
  }

  /** Takes what was typed. @returns {boolean} false where something is wrong with it: then it stays open */
  finish() {
    if (!this.#editor) return true;
    if (this.#editor.finish("blur")) return true;
    this.#editor.focus();
    return false;
  }

  cancel() {
    this.#editor?.cancel();
  }

  /** A row that nobody has called anything yet. */
  beginAdd() {
    const { options, body } = this.#parts;
    if (!options.add || options.document.readOnly || options.document.status !== "ready" || !this.finish()) return;
    body.isAdding = true;
    body.render();
    this.begin(NEW_ROW, 0);
  }

  /**
   * @param {Row} row
   * @param {number} at the column
   * @param {any} value
   */
  put(row, at, value) {
    const { options, body } = this.#parts;
    const column = body.columns[at];
    if (!this.#isEditable(column, false)) return;
    this.#seen = {};
    const problem = this.#commit(column, row, value);
    if (problem) options.host.toasts.show({ message: problem, severity: "error" });
  }

  /**
   * @param {Column | undefined} column
   * @param {boolean} isNew
   */
  #isEditable(column, isNew) {
    const { options } = this.#parts;
    if (!column || options.document.readOnly || options.document.status !== "ready") return false;
    return isNew || (!!column.edit && column.kind !== "readonly");
  }

  /**
   * @param {Column} column
   * @param {Row} row
   */
  async #choices(column, row) {
    if (column.choices) return column.choices(row);
    if (column.kind !== "tags") return [];
    const { document, isRow } = this.#parts.options;
    const all = document.order.filter(isRow).flatMap((key) => column.value({ key, value: document.entries.get(key)?.value, mark: "" }) ?? []);
    return [...new Set(/** @type {string[]} */ (all))].sort().map((value) => ({ value }));
  }

  /**
   * @param {Column} column
   * @param {Row} before the row as it was when this began
   * @param {any} value
   * @returns {string}
   */
  #commit(column, before, value) {
    const { rowOf, changed } = this.#parts;
    // As it is now: somebody else may have changed another field of it meanwhile. One that they removed comes back with
    // what was typed, or the document asks which version counts.
    const row = rowOf(before.key) ?? before;
    const edits = column.edit?.(row, value) ?? null;
    if (typeof edits === "string") return edits;
    if (edits?.length) this.#apply(before.key, edits, changed);
    return "";
  }

  /**
   * @param {string} key
   * @param {import("./types.js").DraftEdit[]} edits
   * @param {(key: string) => void} changed
   */
  #apply(key, edits, changed) {
    const { options, body } = this.#parts;
    const renamed = edits.find(({ instead_of: old }) => old === key)?.key;
    changed(renamed ?? key);
    if (renamed !== undefined) {
      if (body.active.key === key) body.active.key = renamed;
      if (body.editing === key) body.editing = "";
    }
    void options.document.edit(edits, this.#seen);
    if (renamed !== undefined && renamed !== key) options.renamed?.(key, renamed);
  }

  /**
   * @param {string} name
   * @param {Ending} ending
   * @returns {string}
   */
  #add(name, ending) {
    const { options, changed } = this.#parts;
    // Nothing was typed: it was not meant.
    if (!name && ending !== "enter") return "";
    if (!name) return options.host.t("texts.name_it");
    const edits = options.add?.(name) ?? [];
    if (typeof edits === "string") return edits;
    this.#made = edits[0]?.key ?? "";
    changed(this.#made);
    void options.document.edit(edits);
    return "";
  }

  /**
   * @param {string} key
   * @param {number} at
   * @param {Ending | "escape"} ending
   */
  #closed(key, at, ending) {
    const { body, focus, options, activate } = this.#parts;
    const hadFocus = ending !== "blur";
    this.#editor = null;
    body.editing = "";
    if (key === NEW_ROW) return this.#closedNew(ending);
    body.redraw();
    if (hadFocus) focus();
    if (ending === "save") void options.document.save();
    if (ending === "tab" || ending === "back") this.#next(body.active.key, at, ending === "tab" ? 1 : -1);
    else if (hadFocus) activate(body.active.key, at);
  }

  /** @param {Ending | "escape"} ending */
  #closedNew(ending) {
    const { body, focus, activate, options } = this.#parts;
    const made = this.#made;
    body.isAdding = false;
    body.redraw();
    const key = made || body.keyAt(body.rows.length - 1);
    if (ending === "blur") return;
    focus();
    activate(key, 0);
    if (ending === "save") void options.document.save();
    else if (made && ending !== "back") this.#next(made, 0, 1);
  }

  /**
   * Goes on to the next cell that can be edited, round the end of the row.
   * @param {string} key
   * @param {number} at
   * @param {1 | -1} by
   */
  #next(key, at, by) {
    const { body, activate } = this.#parts;
    let place = body.placeOf(key);
    let column = at;
    for (let step = 0; step < 2 * body.columns.length; step += 1) {
      column += by;
      if (column < 0 || column >= body.columns.length) {
        place += by;
        column = by > 0 ? 0 : body.columns.length - 1;
      }
      const next = body.keyAt(place);
      if (!next) break;
      if (this.#isEditable(body.columns[column], false)) return void this.begin(next, column);
    }
    activate(key, at);
  }
}
