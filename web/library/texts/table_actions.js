/** What is done to a row: remove with Undo, duplicate, the menu. */

import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { NEW_ROW } from "./table_body.js";
import { textIn } from "./table_model.js";

/**
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./types.js").TableOptions} TableOptions
 * @typedef {import("../menu.js").MenuItem} MenuItem
 *
 * @typedef {object} ActionParts
 * @property {TableOptions} options
 * @property {(key: string) => Row | undefined} rowOf
 * @property {(key: string) => void} edit begins to edit the row's first cell
 * @property {(key: string) => void} reveal
 * @property {(key: string) => void} toggle the row's detail
 * @property {(key: string) => boolean} isOpen
 */

export class TableActions {
  #parts;

  /** @param {ActionParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Removes a row; the message about it brings it back.
   * @param {string} key
   */
  async remove(key) {
    const { options, rowOf, reveal } = this.#parts;
    const { document, host, columns } = options;
    const row = rowOf(key);
    if (!row || document.readOnly) return;
    const hint = options.removedHint?.(row);
    const removed = document.edit(options.remove?.(row) ?? [{ key, removed: true }]);
    const name = textIn(columns[0], row);
    const undo = () => void this.#bringBack(row, removed, after).then((back) => back && reveal(key));
    const close = host.toasts.show({ message: host.t("texts.removed", { name }), hint, action: { label: host.t("undo"), run: undo }, about: `text ${key}` });
    let after = NaN;
    const isDone = await removed;
    after = document.revision;
    if (!isDone) close();
  }

  /** @param {string} key */
  async duplicate(key) {
    const { options, rowOf, reveal } = this.#parts;
    const row = rowOf(key);
    const edits = row && !options.document.readOnly ? options.duplicate?.(row) : null;
    if (!edits?.length) return;
    const done = options.document.edit(edits);
    reveal(edits[0].key);
    await done;
  }

  /**
   * @param {string} key
   * @param {import("../anchored.js").Place} place
   */
  openMenu(key, place) {
    const { options, rowOf } = this.#parts;
    const row = rowOf(key);
    if (row) openMenu(options.host, place, this.#items(row));
  }

  /**
   * @param {Row} row
   * @returns {(MenuItem | null)[]}
   */
  #items(row) {
    const { options, edit, toggle, isOpen } = this.#parts;
    const { t } = options.host;
    const own = options.items?.(row) ?? [];
    const isFixed = options.document.readOnly || row.key === NEW_ROW;
    const items = /** @type {(MenuItem | null)[]} */ ([]);
    if (options.columns[0].edit) items.push({ label: t("texts.rename"), icon: icon("rename"), keys: "F2", disabled: isFixed, run: () => edit(row.key) });
    if (options.detail) items.push({ label: t(isOpen(row.key) ? "texts.close_detail" : "texts.open_detail"), icon: icon("eye"), keys: "Alt+Enter", run: () => toggle(row.key) });
    if (options.duplicate) items.push({ label: t("texts.duplicate"), icon: icon("duplicate"), keys: "Ctrl+D", disabled: isFixed, run: () => void this.duplicate(row.key) });
    if (own.length) items.push(null, ...own);
    items.push(null, { label: t("texts.remove"), icon: icon("trash"), keys: "Delete", danger: true, disabled: isFixed, run: () => void this.remove(row.key) });
    return items;
  }

  /**
   * As a step back where nothing has happened since, so that it stands in its old place.
   * @param {Row} row
   * @param {Promise<boolean>} removed
   * @param {number} after the document's revision then
   */
  async #bringBack(row, removed, after) {
    const { document } = this.#parts.options;
    if (!(await removed)) return false;
    if (document.entries.has(row.key)) return true;
    if (Number.isNaN(after) || document.revision === after) await document.undo();
    else await document.edit([{ key: row.key, value: row.value }]);
    return document.entries.has(row.key);
  }
}
