/** What a page knows of a draft: what the server has stored, and what is saved in the file. */

import { sameValue } from "./edits.js";

/**
 * @typedef {import("./draft_client.js").DraftShape} DraftShape
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {import("./types.js").Difference} Difference
 */

export class DraftContent {
  id = "";
  kind = "";
  name = "";
  base = /** @type {string | null} */ (null);
  fileRevision = /** @type {string | null} */ (null);
  revision = -1;
  dirty = false;
  canUndo = false;
  canRedo = false;
  readOnly = false;
  migrates = false;
  problems = /** @type {string[]} */ ([]);
  entries = /** @type {ReadonlyMap<string, DraftEntry>} */ (new Map());
  order = /** @type {readonly string[]} */ ([]);
  #saved = /** @type {Map<string, any>} */ (new Map());

  /**
   * @param {DraftShape} shape
   * @param {boolean} isWhole whether it has all entries, not only those that changed
   */
  take(shape, isWhole) {
    const entries = isWhole || shape.id !== this.id ? new Map() : new Map(this.entries);
    for (const [key, entry] of Object.entries(shape.entries)) entries.set(key, entry);
    const order = shape.order.filter((key) => entries.has(key));
    if (entries.size > order.length) {
      const kept = new Set(order);
      for (const key of entries.keys()) if (!kept.has(key)) entries.delete(key);
    }
    [this.entries, this.order] = [entries, order];
    const { id, kind, name, base, revision, dirty, problems, migrates } = shape;
    Object.assign(this, { id, kind, name, base, revision, dirty, problems, migrates });
    [this.canUndo, this.canRedo, this.readOnly, this.fileRevision] = [shape.can_undo, shape.can_redo, shape.read_only, shape.file_revision];
    if (!dirty) this.#saved = new Map([...entries].map(([key, { value }]) => [key, value]));
  }

  /** Whether the file was saved by somebody else since. */
  get fileChanged() {
    return this.id !== "" && this.base !== this.fileRevision;
  }

  /**
   * What a draft with changes differs in from its file. A file that saving migrates has other entries: there what was put
   * in since the draft was opened counts.
   * @param {readonly Difference[]} differences
   */
  compare(differences) {
    const saved = new Map([...this.entries].map(([key, { value }]) => [key, value]));
    if (this.migrates) for (const [key, { revision }] of this.entries) revision > 1 && saved.set(key, undefined);
    else {
      for (const { key, before, had } of differences) {
        if (had) saved.set(key, before);
        else saved.delete(key);
      }
    }
    this.#saved = saved;
  }

  /** The entries as they are saved. @returns {ReadonlyMap<string, DraftEntry>} */
  get saved() {
    return new Map([...this.#saved].map(([key, value]) => [key, { value, revision: 0 }]));
  }

  /**
   * How entries differ from what is saved, and how many do, those that are gone as well.
   * @param {ReadonlyMap<string, DraftEntry>} entries
   * @returns {{marks: Map<string, "added" | "changed">, count: number}}
   */
  marks(entries) {
    const marks = /** @type {Map<string, "added" | "changed">} */ (new Map());
    let known = 0;
    for (const [key, { value }] of entries) {
      if (!this.#saved.has(key)) marks.set(key, "added");
      else {
        known += 1;
        if (!sameValue(this.#saved.get(key), value)) marks.set(key, "changed");
      }
    }
    return { marks, count: marks.size + this.#saved.size - known };
  }
}
