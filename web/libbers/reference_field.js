/** A field for a text with references: they are marked as known, unknown or going round in circles, and completed while typed. */

import { element, setAttribute } from "../library/elements.js";
import { Completion } from "./completion.js";
import { isKnown, PIPE, piecesOf, reference, unfinished } from "./references.js";

/** In longer texts references are not marked: typing must not wait for it. */
const MOST_MARKED = 50_000;

/**
 * @typedef {import("../library/host.js").Host} Host
 *
 * @typedef {object} Words what the references of a text may refer to
 * @property {string} delimiter
 * @property {readonly ReadonlyMap<string, string>[]} libraries in their order
 * @property {boolean} isComplete whether they have all been read: else nothing is called unknown
 * @property {ReadonlySet<string>} cycles keys that lead back to themselves
 * @property {ReadonlyMap<string, string>} functions what texts may name behind a reference, and what each does
 *
 * @typedef {object} FieldOptions
 * @property {string} label
 * @property {string} placeholder
 * @property {() => void} typed
 * @property {() => void} done the user has finished an edit
 */

export class ReferenceField {
  #words = /** @type {Words} */ ({ delimiter: "%", libraries: [], isComplete: false, cycles: new Set(), functions: new Map() });
  #back = element("div", { class: "penstock-references-back", attributes: { "aria-hidden": "true" } });
  #completion;
  #drawn = "";

  /**
   * @param {Host} host
   * @param {FieldOptions} options
   */
  constructor(host, { label, placeholder, typed, done }) {
    const attributes = { "aria-label": label, placeholder, spellcheck: "false", autocapitalize: "off", "data-capture-wheel": "true" };
    const on = { input: () => (this.#mark(), typed()), change: done, scroll: () => this.#scroll() };
    this.field = element("textarea", { attributes, on });
    this.root = element("div", { class: "penstock-references" }, this.#back, this.field);
    this.#completion = new Completion(host, this.field, { at: (start) => this.#rectOf(start), token: () => this.#token(), choose: (name, token) => this.#complete(name, token) });
  }

  get text() {
    return this.field.value;
  }

  /**
   * @param {string} text the field keeps the cursor where it says this already
   * @param {Words} words
   */
  show(text, words) {
    if (this.field.value !== text) this.field.value = text;
    this.#words = words;
    this.#completion.offer(words.libraries, words.functions);
    this.#mark();
  }

  /**
   * Puts a reference in the place of what is selected, which the field's own undo takes back.
   * @param {string} key
   */
  insert(key) {
    if (this.field.readOnly) return;
    this.field.focus({ preventScroll: true });
    insertText(this.field, reference(key, this.#words.delimiter));
  }

  /** The reference at the cursor that is being typed. */
  #token() {
    const { selectionStart: caret, selectionEnd: end, value, readOnly } = this.field;
    const { delimiter, functions } = this.#words;
    return readOnly || caret !== end ? null : unfinished(value, caret, delimiter, functions.keys());
  }

  /**
   * What follows of the name goes, and the delimiter behind it is not set twice; functions behind a key stay.
   * @param {string} name
   * @param {import("./references.js").Unfinished} token
   */
  #complete(name, { start, of }) {
    const { delimiter } = this.#words;
    const caret = this.field.selectionEnd;
    const rest = this.field.value.slice(caret);
    const tail = /^[a-z0-9_]*/.exec(rest)?.[0].length ?? 0;
    const behind = /^(?::[0-9]+)?(?:\|[a-z0-9_]+)*/.exec(rest.slice(tail))?.[0] ?? "";
    const goesOn = behind !== "" && rest.startsWith(delimiter, tail + behind.length);
    const closed = !goesOn && rest.startsWith(delimiter, tail) ? tail + delimiter.length : goesOn ? tail : 0;
    const begun = (of === "function" ? PIPE : delimiter) + name;
    this.field.setSelectionRange(start, caret + closed);
    insertText(this.field, goesOn ? begun : begun + delimiter);
  }

  /** The text once more behind the field, unseen, with its references marked. */
  #mark() {
    const text = this.field.value;
    const { delimiter, functions } = this.#words;
    const parts = text.length > MOST_MARKED ? [] : piecesOf(text, delimiter, functions.keys());
    const drawn = parts.map((piece) => ({ text: text.slice(piece.start, piece.end), kind: this.#kindOf(piece) }));
    const key = JSON.stringify(drawn);
    if (key === this.#drawn) return;
    this.#drawn = key;
    // The line break at the end makes the last line as high as the field's.
    this.#back.replaceChildren(...drawn.map((one) => (one.kind ? element("mark", { text: one.text, attributes: { "data-kind": one.kind } }) : document.createTextNode(one.text))), "\n");
    this.#scroll();
  }

  /** @param {import("./references.js").Piece} piece */
  #kindOf(piece) {
    const { libraries, isComplete, cycles } = this.#words;
    const isThere = isKnown(piece, libraries);
    if (piece.kind === "stranger") return isThere ? "unknown" : "";
    if (piece.kind !== "reference") return "";
    return cycles.has(piece.key) ? "cycle" : isThere ? "known" : isComplete ? "unknown" : "";
  }

  #scroll() {
    this.#back.scrollTop = this.field.scrollTop;
    this.#back.scrollLeft = this.field.scrollLeft;
  }

  /**
   * Where a character of the text is on the screen.
   * @param {number} at
   * @returns {DOMRect}
   */
  #rectOf(at) {
    const walker = document.createTreeWalker(this.#back, NodeFilter.SHOW_TEXT);
    let left = at;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (left < length) {
        const range = document.createRange();
        range.setStart(node, left);
        range.setEnd(node, left + 1);
        return range.getBoundingClientRect();
      }
      left -= length;
    }
    return this.field.getBoundingClientRect();
  }

  /** @param {boolean} readOnly */
  set readOnly(readOnly) {
    this.field.readOnly = readOnly;
    setAttribute(this.root, "data-read-only", readOnly ? "" : null);
  }

  close() {
    this.#completion.close();
  }
}

/**
 * The old command is the only way that keeps the field's undo.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function insertText(field, text) {
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}
