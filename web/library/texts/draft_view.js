/** What a draft shows: what the server has stored, with the edits that are on their way. */

import { DraftContent } from "./draft_content.js";
import { edited } from "./edits.js";
import { Unsent } from "./unsent.js";

/** The revision of entries that the server has not stored yet. */
export const UNSENT = -1;

/**
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {import("./conflict_dialog.js").Words} Words
 */

export class DraftView extends EventTarget {
  status = /** @type {"loading" | "ready" | "missing" | "failed"} */ ("loading");
  /** Why it could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  /** How many entries differ from what is saved. */
  unsaved = 0;
  saving = false;
  /** How entries are called and shown in dialogs. */
  words = /** @type {Words} */ ({
    nameOf: (key) => key.slice(key.indexOf(":") + 1),
    textOf: (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 1)),
  });
  /** What the server has stored. */
  content = new DraftContent();
  unsent;
  #view = /** @type {{entries: ReadonlyMap<string, DraftEntry>, order: readonly string[]}} */ ({ entries: new Map(), order: [] });
  #marks = /** @type {Map<string, "added" | "changed">} */ (new Map());

  /** @param {string} prefix the document's address */
  constructor(prefix) {
    super();
    this.prefix = prefix;
    this.unsent = new Unsent(prefix);
  }

  /** The document's name. */
  get name() {
    return this.content.name || decodeURIComponent(this.prefix.slice(this.prefix.lastIndexOf("/") + 1));
  }

  get entries() {
    return this.#view.entries;
  }

  get order() {
    return this.#view.order;
  }

  get revision() {
    return this.content.revision * 1e6 + this.unsent.steps.length;
  }

  /** Whether it differs from what is saved. */
  get dirty() {
    return this.content.dirty || this.unsent.steps.length > 0;
  }

  /** Whether every edit is on the server's disk. */
  get stored() {
    return this.unsent.steps.length === 0;
  }

  get canUndo() {
    return !this.readOnly && (this.content.canUndo || !this.stored);
  }

  get canRedo() {
    return !this.readOnly && this.content.canRedo && this.stored;
  }

  get readOnly() {
    return this.content.readOnly;
  }

  get problems() {
    return this.content.problems;
  }

  /** Whether the first save migrates the file. */
  get migrates() {
    return this.content.migrates;
  }

  /** Whether the file was saved by somebody else since the draft was opened. */
  get fileChanged() {
    return this.content.fileChanged;
  }

  /**
   * @param {string} key
   * @returns {"" | "added" | "changed"}
   */
  markOf(key) {
    return this.#marks.get(key) ?? "";
  }

  /** @param {"loading" | "ready" | "missing" | "failed"} status */
  becomes(status) {
    this.status = status;
    this.changed(null);
  }

  /** @param {string[] | null} keys */
  changed(keys) {
    const { entries, order } = this.content;
    this.#view = this.stored ? { entries, order } : edited({ entries, order }, this.unsent.edits, UNSENT);
    const { marks, count } = this.content.marks(this.entries);
    [this.#marks, this.unsaved] = [marks, count];
    this.dispatchEvent(new CustomEvent("change", { detail: { keys } }));
  }
}
