/** A document that lives in the page, say in a node's widget, with undo of its own. */

import { edited, sameValue, touched } from "./edits.js";

const MOST_STEPS = 200;

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").DraftEntry} DraftEntry
 * @typedef {import("./types.js").TextDocument} TextDocument
 * @typedef {{entries: ReadonlyMap<string, DraftEntry>, order: readonly string[]}} Content
 */

/** @implements {TextDocument} */
export class LocalTexts extends EventTarget {
  #content = /** @type {Content} */ ({ entries: new Map(), order: [] });
  #before = /** @type {Content[]} */ ([]);
  #after = /** @type {Content[]} */ ([]);
  #changed;

  /**
   * @param {object} options
   * @param {(entries: Record<string, any>) => void} options.changed gets the values by key, in their order, after each step
   * @param {() => Promise<boolean>} [options.save] what Ctrl+S does
   * @param {boolean} [options.readOnly]
   */
  constructor({ changed, save = async () => true, readOnly = false }) {
    super();
    this.#changed = changed;
    this.save = save;
    this.status = /** @type {"loading" | "ready" | "missing" | "failed"} */ ("ready");
    this.readOnly = readOnly;
    this.revision = 0;
  }

  get entries() {
    return this.#content.entries;
  }

  get order() {
    return this.#content.order;
  }

  /** Its changes are kept with whatever holds it. */
  get dirty() {
    return false;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  /** The values by key, in their order. */
  values() {
    return Object.fromEntries(this.order.map((key) => [key, this.entries.get(key)?.value]));
  }

  /**
   * Takes what somebody else wrote (a loaded workflow, the graph's own undo); nothing where it is the same. Not told to `changed`.
   * @param {Record<string, any>} values by key
   */
  fill(values) {
    const order = Object.keys(values);
    const isSame = order.length === this.order.length && order.every((key, at) => this.order[at] === key && sameValue(this.entries.get(key)?.value, values[key]));
    if (isSame) return;
    this.revision += 1;
    const { revision } = this;
    this.#content = { entries: new Map(order.map((key) => [key, { value: values[key], revision }])), order };
    [this.#before, this.#after] = [[], []];
    this.#tell(null);
  }

  /** @returns {"" | "added" | "changed"} */
  markOf() {
    return "";
  }

  /**
   * @param {DraftEdit[]} edits
   * @returns {Promise<boolean>}
   */
  async edit(edits) {
    if (this.readOnly) return false;
    this.#before = [...this.#before, this.#content].slice(-MOST_STEPS);
    this.#after = [];
    this.#step(edited(this.#content, edits, this.revision + 1), touched(edits));
    return true;
  }

  async undo() {
    this.#move(this.#before, this.#after);
  }

  async redo() {
    this.#move(this.#after, this.#before);
  }

  /**
   * @param {Content[]} from
   * @param {Content[]} to
   */
  #move(from, to) {
    const content = from.pop();
    if (!content) return;
    to.push(this.#content);
    this.#step(content, null);
  }

  /**
   * @param {Content} content
   * @param {string[] | null} keys
   */
  #step(content, keys) {
    this.revision += 1;
    this.#content = content;
    this.#changed(this.values());
    this.#tell(keys);
  }

  /** @param {string[] | null} keys */
  #tell(keys) {
    this.dispatchEvent(new CustomEvent("change", { detail: { keys } }));
  }
}
