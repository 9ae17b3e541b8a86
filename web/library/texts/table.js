/** `<penstock-text-table>`: the entries of a document as a table to type into. */

/**
 * @typedef {import("./types.js").TableOptions} TableOptions
 * @typedef {import("./types.js").TableView} TableView
 */

/** Dispatches "penstock-row" (detail `{key}`, "" for none) when another row is active, "penstock-view" when `view` changed. */
export class TextTable extends HTMLElement {
  /** @param {TableOptions} options */
  show(options) {
    void options;
  }

  /** How it is searched, sorted and filtered now. @returns {TableView} */
  get view() {
    return {};
  }

  /** The key of the active row, "" where there is none. */
  get activeKey() {
    return "";
  }

  /** Columns' values, choices or details may be others now. */
  refresh() {}

  /** Begins a new row. */
  beginAdd() {}

  /** The focus goes into the search. */
  focusSearch() {}

  /**
   * Shows a row and makes it the active one.
   * @param {string} key
   * @param {{column?: string, edit?: boolean}} [options]
   */
  reveal(key, options = {}) {
    void [key, options];
  }
}

export function defineTextTable() {
  if (!customElements.get("penstock-text-table")) customElements.define("penstock-text-table", TextTable);
}

/** @returns {TextTable} */
export function makeTextTable() {
  defineTextTable();
  return /** @type {TextTable} */ (document.createElement("penstock-text-table"));
}
