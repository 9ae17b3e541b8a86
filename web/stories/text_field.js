/** A text that is written in place: kept as it is typed, a pause after the last key. */

import { element, setAttribute, setText } from "../library/elements.js";
import { undoAction } from "../library/undo_keys.js";

const PAUSE_MS = 450;

/**
 * @typedef {object} TextFieldOptions
 * @property {string} label
 * @property {string} [placeholder]
 * @property {boolean} [hideLabel] it is said to screen readers only
 * @property {() => import("./board_drafts.js").Seen | null} seen the entry that the text is in, as it is now; null without one
 * @property {(text: string, seen: import("./board_drafts.js").Seen) => void} put
 * @property {{undo: () => void, redo: () => void}} history for Ctrl+Z where nothing was typed
 */

export class TextField {
  #options;
  #text = "";
  /** The entry as it was when the user began to type; null while nothing is typed. */
  #began = /** @type {import("./board_drafts.js").Seen | null} */ (null);
  #timer = 0;

  /** @param {TextFieldOptions} options */
  constructor(options) {
    this.#options = options;
    const { label, placeholder = "", hideLabel = false } = options;
    this.field = element("textarea", {
      class: "penstock-story-text",
      attributes: { rows: 1, "aria-label": label, placeholder, dir: "auto", "data-capture-wheel": "true" },
      on: { input: () => this.#typed(), blur: () => this.commit(), keydown: (event) => this.#onKey(event) },
    });
    this.name = element("span", { class: "penstock-story-label", text: label });
    this.root = element("label", { class: "penstock-story-field" }, hideLabel ? null : this.name, this.field);
  }

  /**
   * @param {string} text
   * @param {boolean} locked
   */
  show(text, locked) {
    this.field.readOnly = locked;
    if (this.#began) return;
    this.#text = text;
    // Set although it is the same, the cursor would jump to its end.
    if (this.field.value !== text) this.field.value = text;
  }

  /** Keeps what was typed, now. */
  commit() {
    clearTimeout(this.#timer);
    const began = this.#began;
    this.#began = null;
    if (!began || this.field.value === this.#text) return;
    this.#text = this.field.value;
    this.#options.put(this.#text, began);
  }

  /** @param {string} label */
  rename(label) {
    setText(this.name, label);
    setAttribute(this.field, "aria-label", label);
  }

  #typed() {
    this.#began ??= this.#options.seen();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.commit(), PAUSE_MS);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") return;
    const step = undoAction(event);
    // The browser's own undo is for what was typed here, and that is kept by now.
    if (step && !this.#began) {
      event.preventDefault();
      event.stopPropagation();
      this.#options.history[step]();
    } else if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  }
}
