/** One document's draft, as this page shows it: `draftOf(host, "/penstock/libbers/animals")`. */

/**
 * @typedef {import("../host.js").Host} Host
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {import("./types.js").TextDocument} TextDocument
 * @typedef {import("./types.js").Difference} Difference
 */

/**
 * The draft of a document; all who ask on this page have the same. Each calls `close()` on it when it is not shown any more.
 * @param {Host} host
 * @param {string} prefix the document's address, its name encoded
 * @returns {Draft} opened, see `status`
 */
export function draftOf(host, prefix) {
  return new Draft(host, { prefix });
}

/**
 * Shows the file until somebody edits it, else the open draft. Events: "change" (see `TextDocument`); "conflict", whose
 * detail is `{current, sent}`, both by key (null: no such entry), and may be decided with `preventDefault()` and
 * `resolve(take)`: without, a dialog asks; "renamed" with `{name}`; "saved" with `{merged}`.
 * @implements {TextDocument}
 */
export class Draft extends EventTarget {
  /**
   * @param {Host} host
   * @param {{prefix: string}} options
   */
  constructor(host, { prefix }) {
    super();
    this.host = host;
    this.prefix = prefix;
    this.status = /** @type {"loading" | "ready" | "missing" | "failed"} */ ("loading");
    /** Why it could not be read, where `status` is "failed". */
    this.error = /** @type {any} */ (null);
    this.entries = /** @type {ReadonlyMap<string, DraftEntry>} */ (new Map());
    this.order = /** @type {readonly string[]} */ ([]);
    /** Whether it differs from what is saved. */
    this.dirty = false;
    /** Whether every edit is on the server's disk. */
    this.stored = true;
    /** Whether the server cannot be reached while something is not stored. */
    this.isAway = false;
    this.saving = false;
    this.canUndo = false;
    this.canRedo = false;
    this.readOnly = false;
    this.problems = /** @type {string[]} */ ([]);
    /** Whether the first save migrates the file. */
    this.migrates = false;
    /** Whether the file was saved by somebody else since the draft was opened. */
    this.fileChanged = false;
    this.revision = 0;
    /** How many entries differ from what is saved. */
    this.unsaved = 0;
  }

  /** The document's name, decoded. */
  get name() {
    return decodeURIComponent(this.prefix.slice(this.prefix.lastIndexOf("/") + 1));
  }

  /** Reads the existing draft, else the file; again at each call. Never rejects, see `status`. */
  async open() {}

  /**
   * @param {string} key
   * @returns {"" | "added" | "changed"}
   */
  markOf(key) {
    return this.entries.has(key) ? "" : "changed";
  }

  /**
   * @param {string} key
   * @param {any} value
   * @returns {Promise<boolean>}
   */
  put(key, value) {
    return this.edit([{ key, value }]);
  }

  /**
   * @param {string} old
   * @param {string} key
   * @param {any} value
   * @returns {Promise<boolean>}
   */
  rename(old, key, value) {
    return this.edit([{ key, value, instead_of: old }]);
  }

  /**
   * @param {string} key
   * @returns {Promise<boolean>}
   */
  remove(key) {
    return this.edit([{ key, removed: true }]);
  }

  /**
   * @param {DraftEdit[]} edits
   * @param {Record<string, number>} [seen]
   * @returns {Promise<boolean>}
   */
  async edit(edits, seen = {}) {
    return edits.length === 0 && !seen;
  }

  async undo() {}

  async redo() {}

  /** Asks where both sides changed the same, and before a migration. @returns {Promise<boolean>} whether it is saved */
  async save() {
    return false;
  }

  /** Ends the draft for everybody, with an Undo in the message. @returns {Promise<boolean>} */
  async discard() {
    return false;
  }

  /** What saving would change. Rejects. @returns {Promise<Difference[]>} */
  async differences() {
    return [];
  }

  /** One of those who show it does no longer. */
  close() {}
}
