/** A document that lives in the page, say in a node's widget, with undo of its own. */

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {import("./types.js").TextDocument} TextDocument
 */

/** @implements {TextDocument} */
export class LocalTexts extends EventTarget {
  /**
   * @param {object} options
   * @param {(entries: Record<string, any>) => void} options.changed gets the values by key, in their order, after each step
   * @param {() => Promise<boolean>} [options.save] what Ctrl+S does
   * @param {boolean} [options.readOnly]
   */
  constructor({ changed, save = async () => true, readOnly = false }) {
    super();
    this.changed = changed;
    this.save = save;
    this.status = /** @type {"loading" | "ready" | "missing" | "failed"} */ ("ready");
    this.entries = /** @type {ReadonlyMap<string, DraftEntry>} */ (new Map());
    this.order = /** @type {readonly string[]} */ ([]);
    this.dirty = false;
    this.canUndo = false;
    this.canRedo = false;
    this.readOnly = readOnly;
  }

  /**
   * Takes what somebody else wrote (a loaded workflow, the graph's own undo); nothing where it is the same. Not told to `changed`.
   * @param {Record<string, any>} values by key
   */
  fill(values) {
    void values;
  }

  /**
   * @param {string} key
   * @returns {"" | "added" | "changed"}
   */
  markOf(key) {
    return this.entries.has(key) ? "" : "changed";
  }

  /**
   * @param {DraftEdit[]} edits
   * @returns {Promise<boolean>}
   */
  async edit(edits) {
    return edits.length === 0;
  }

  async undo() {}

  async redo() {}
}
