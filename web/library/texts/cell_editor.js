/** Typing into a cell: Enter commits, Escape takes back, Tab goes on to the next cell. */

import { element, setAttribute, setText } from "../elements.js";
import { chordOf } from "../key_chords.js";
import { choiceEditor, tagsEditor } from "./choice_editor.js";
import { textEditor } from "./text_editor.js";

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").Row} Row
 * @typedef {"enter" | "tab" | "back" | "blur" | "save"} Ending how it was committed
 *
 * @typedef {object} Edited
 * @property {import("../host.js").Host} host
 * @property {HTMLElement} cell
 * @property {Column} column
 * @property {Row} row
 * @property {any} value what stands in the cell
 * @property {string | null} typed what the key that began it types in the place of the value; null keeps that
 * @property {Promise<import("./types.js").Choice[]>} choices
 * @property {(value: any, ending: Ending) => string} commit what is wrong with it, "" where it was taken
 * @property {(ending: Ending | "escape") => void} closed
 */

export class CellEditor {
  #edited;
  #editor;
  #problem = element("p", { class: "penstock-cell-problem", attributes: { role: "alert", hidden: "" } });
  #isClosed = false;
  #isFinishing = false;

  /** @param {Edited} edited */
  constructor(edited) {
    this.#edited = edited;
    this.#editor = makeEditor(edited, () => this.finish("enter"));
    const { cell, row, column } = edited;
    this.key = row.key;
    this.column = column;
    cell.classList.add("penstock-editing");
    cell.closest("[role=row]")?.classList.add("penstock-editing-row");
    this.root = element("div", { class: "penstock-cell-editor" }, this.#editor.root, this.#problem);
    cell.replaceChildren(this.root);
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    for (const type of ["copy", "cut", "paste", "dblclick"]) this.root.addEventListener(type, (event) => event.stopPropagation());
    this.root.addEventListener("focusout", (event) => this.#left(event));
    this.#editor.begin();
  }

  /** Shows again what keeps it open. */
  focus() {
    this.#editor.field.focus();
  }

  /**
   * @param {Ending} ending
   * @returns {boolean} whether the value was taken
   */
  finish(ending) {
    // What it makes may redraw the table, and that asks for what is being typed.
    if (this.#isClosed || this.#isFinishing) return true;
    this.#isFinishing = true;
    const problem = this.#edited.commit(this.#editor.value(), ending);
    this.#isFinishing = false;
    setText(this.#problem, problem);
    setAttribute(this.#problem, "hidden", problem ? null : "");
    setAttribute(this.#editor.field, "aria-invalid", problem ? "true" : null);
    if (!problem) this.#close(ending);
    else if (ending !== "blur") this.focus();
    return !problem;
  }

  cancel() {
    this.#close("escape");
  }

  /** @param {Ending | "escape"} ending */
  #close(ending) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#editor.close();
    const { cell, closed } = this.#edited;
    cell.classList.remove("penstock-editing");
    cell.closest("[role=row]")?.classList.remove("penstock-editing-row");
    this.root.remove();
    closed(ending);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    event.stopPropagation();
    if (event.isComposing || this.#editor.onKey(event)) return;
    const ending = ENDINGS[chordOf(event)];
    if (!ending) return;
    event.preventDefault();
    if (ending === "escape") this.cancel();
    else this.finish(ending);
  }

  /** @param {FocusEvent} event */
  #left({ relatedTarget }) {
    if (this.#isClosed || this.root.contains(/** @type {Node | null} */ (relatedTarget))) return;
    // Another window came to the front: it goes on when this one comes back.
    if (!relatedTarget && !document.hasFocus()) return;
    this.finish("blur");
  }
}

const ENDINGS = /** @type {Record<string, Ending | "escape">} */ ({
  Enter: "enter",
  "Ctrl+Enter": "enter",
  Tab: "tab",
  "Shift+Tab": "back",
  Escape: "escape",
  "Ctrl+S": "save",
});

/**
 * @param {Edited} edited
 * @param {() => void} chosen
 * @returns {import("./text_editor.js").Editor}
 */
function makeEditor({ host, cell, column, value, typed, choices }, chosen) {
  const { label, kind } = column;
  const options = { host, label, id: `${cell.id}-options`, choices, chosen };
  if (kind === "tags") return tagsEditor(value ?? [], options);
  if (kind === "choice" || (kind === "text" && column.choices)) return choiceEditor(String(value ?? ""), typed !== null, { ...options, isFree: kind === "text" });
  return textEditor(typed === null ? String(value ?? "") : "", { label, isLong: kind === "long", isWhole: typed === null && kind === "text" });
}
