/** `<penstock-save-bar>`: whether a draft is saved, and the buttons to save it, undo, redo and discard. */

/** @typedef {import("./draft.js").Draft} Draft */

export class SaveBar extends HTMLElement {
  /**
   * @param {object} options
   * @param {import("../host.js").Host} options.host
   * @param {Draft} options.draft
   * @param {(key: string) => string} options.nameOf what users call an entry, for the dialogs
   * @param {(value: any) => string} [options.textOf] an entry as text, for the dialogs; else its value, or its JSON
   * @param {HTMLElement[]} [options.tools] at the end of the bar
   */
  show(options) {
    void options;
  }
}

export function defineSaveBar() {
  if (!customElements.get("penstock-save-bar")) customElements.define("penstock-save-bar", SaveBar);
}

/** @returns {SaveBar} */
export function makeSaveBar() {
  defineSaveBar();
  return /** @type {SaveBar} */ (document.createElement("penstock-save-bar"));
}
