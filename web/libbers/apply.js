/**
 * `<penstock-libber-apply>`: a text with references, the libraries that they refer to, their keys to click, and what the
 * text becomes. The same element in the node Libber Apply and on the page of a library.
 */

import { element, linkStyles, setAttribute } from "../library/elements.js";
import { KeyChips } from "./key_chips.js";
import { LibberBook } from "./libber_book.js";
import { LibberRows } from "./libber_rows.js";
import { LiveResult } from "./live_result.js";
import { ReferenceField } from "./reference_field.js";
import { ResultView } from "./result_view.js";
import { DELIMITER, DEPTH, differing } from "./snippet_keys.js";

/**
 * What is applied. Where something linked decides, only a run can tell.
 * @typedef {object} Applied
 * @property {string} text
 * @property {readonly string[]} libbers names, the first that knows a key counts
 * @property {string} seed digits
 * @property {boolean} [textLinked]
 * @property {boolean} [libbersLinked]
 * @property {boolean} [seedLinked]
 * @property {string} [lastRun] what the last run said, shown where only a run can tell
 *
 * A library as it is being edited, saved or not.
 * @typedef {{libber: string, libs: ReadonlyMap<string, string>, delimiter: string, depth: number}} Unsaved
 */

/** Dispatches "penstock-apply" (detail `{text?, libbers?}`) for each change by the user, "penstock-done" when an edit is finished. */
export class LibberApply extends HTMLElement {
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {LibberBook} */
  #book;
  #applied = /** @type {Applied} */ ({ text: "", libbers: [], seed: "0" });
  #unsaved = /** @type {Unsaved | null} */ (null);
  /** @type {LiveResult} */
  #result;
  #parts = /** @type {ReturnType<LibberApply["make"]> | null} */ (null);
  #fixed = false;
  #seen = /** @type {unknown[]} */ ([]);
  #onResult = () => this.#show();
  /** What could not be asked is asked again when the server is back. */
  #onBook = () => this.#show(this.#result.error?.status === 0);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{fixed?: boolean}} [options] `fixed`: the libraries cannot be chosen here
   * @returns {LibberApply}
   */
  static create(host, { fixed = false } = {}) {
    for (const name of ["apply", "completion"]) linkStyles(new URL(`./${name}.css`, import.meta.url).href);
    defineLibberApply();
    const made = /** @type {LibberApply} */ (document.createElement("penstock-libber-apply"));
    made.host = host;
    made.#book = LibberBook.of(host);
    made.#result = new LiveResult(made.#book.client);
    made.#fixed = fixed;
    return made;
  }

  /** @returns {Applied} */
  get applied() {
    return this.#applied;
  }

  set applied(applied) {
    this.#applied = applied;
    this.#show();
  }

  /** A library as it is being edited, in the place of the saved one. @param {Unsaved | null} unsaved */
  set unsaved(unsaved) {
    this.#unsaved = unsaved;
    this.#show();
  }

  connectedCallback() {
    this.#made();
    this.#book.watch();
    this.#book.addEventListener("change", this.#onBook);
    this.#result.addEventListener("change", this.#onResult);
    this.#show();
  }

  disconnectedCallback() {
    this.#book.removeEventListener("change", this.#onBook);
    this.#result.removeEventListener("change", this.#onResult);
    this.#parts?.field.close();
  }

  focus() {
    this.#parts?.field.field.focus();
  }

  #made() {
    return (this.#parts ??= this.make());
  }

  /** Builds what is shown, once. */
  make() {
    const { host } = this;
    const { t } = host;
    const rows = new LibberRows(host, this.#book, (libbers) => this.#change({ libbers }, true));
    const typed = () => this.#change({ text: field.text }, false);
    const done = () => void this.dispatchEvent(new Event("penstock-done"));
    const field = new ReferenceField(host, { label: t("libbers.text"), placeholder: t("libbers.text_hint"), typed, done });
    const chips = new KeyChips(host, (key) => field.insert(key));
    const result = new ResultView(host);
    const body = element("div", { class: "penstock-apply-body" }, this.#fixed ? null : rows.root, field.root, chips.root, result.root);
    this.classList.add("penstock-texts", "penstock-apply");
    // ComfyUI would delete the node on Delete, and open panels on letters.
    body.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    this.append(body);
    return { rows, field, chips, result };
  }

  /**
   * @param {{text?: string, libbers?: string[]}} change
   * @param {boolean} isDone
   */
  #change(change, isDone) {
    this.#applied = { ...this.#applied, ...change };
    this.dispatchEvent(new CustomEvent("penstock-apply", { detail: change }));
    if (isDone) this.dispatchEvent(new Event("penstock-done"));
    this.#show();
  }

  /** @param {boolean} [again] the result is asked for anew */
  #show(again = false) {
    if (!this.#parts || !this.isConnected) return;
    const { rows, field, chips, result } = this.#parts;
    const { text, textLinked = false, libbersLinked = false } = this.#applied;
    const words = this.#words();
    rows.show(this.#applied.libbers, libbersLinked ? this.host.t("libber_node.libber_linked") : "");
    field.readOnly = textLinked;
    field.show(textLinked ? "" : text, words);
    field.field.placeholder = this.host.t(textLinked ? "libber_node.text_linked" : "libbers.text_hint");
    chips.show(textLinked ? [] : words.libraries, words.delimiter);
    this.#ask(words, again);
    const { answer, error, isBehind } = this.#result;
    result.show({ answer, error, isBehind, delimiter: words.delimiter, depth: words.depth, seed: this.#applied.seed, note: this.#note(), aside: this.#aside() });
    setAttribute(this, "data-empty", !text && !textLinked ? "" : null);
  }

  /** What references may refer to now. */
  #words() {
    const shelves = this.#names.map((name) => this.#book.shelf(name));
    const unsaved = this.#unsaved;
    const libraries = shelves.map(({ libs }, at) => (unsaved && unsaved.libber === this.#names[at] ? unsaved.libs : libs));
    const first = shelves[0]?.libber;
    const revision = shelves.map(({ libber }) => libber?.revision ?? "");
    return {
      libraries,
      delimiter: unsaved?.delimiter ?? first?.delimiter ?? DELIMITER,
      depth: unsaved?.depth ?? first?.max_depth ?? DEPTH,
      isComplete: shelves.length > 0 && shelves.every(({ libber, missing }) => libber || missing),
      isRead: shelves.every(({ libber, missing, error }) => libber || missing || error),
      cycles: new Set(this.#result.answer?.cycles.flat() ?? []),
      functions: this.#book.functions,
      revision,
    };
  }

  get #names() {
    const { libbers, libbersLinked } = this.#applied;
    return libbersLinked ? [] : libbers;
  }

  /**
   * Asks for the result where there may be one; again where a library was saved.
   * @param {{revision: string[], isRead: boolean}} words
   * @param {boolean} again
   */
  #ask({ revision, isRead }, again) {
    const { text, seed, textLinked, seedLinked } = this.#applied;
    const asked = this.#result;
    if (!isRead) return;
    if (textLinked || !this.#names.length || !text || this.#missing !== undefined) return asked.forget();
    const unsaved = this.#unsaved;
    const anew = again || JSON.stringify(this.#seen) !== JSON.stringify(revision);
    this.#seen = revision;
    const edited = unsaved ? this.#edited(unsaved) : {};
    asked.ask({ text, libbers: [...this.#names], seed: seedLinked ? 0 : Number(seed), ...edited }, anew);
  }

  /** @param {Unsaved} unsaved */
  #edited({ libber, libs, delimiter, depth }) {
    const saved = this.#book.shelf(libber).libs;
    return { libs: { [libber]: differing(saved, libs) }, delimiter, max_depth: depth };
  }

  /** The first library that there is none of. */
  get #missing() {
    return this.#names.find((name) => this.#book.shelf(name).missing);
  }

  /** Runs do not see what is being edited. */
  #aside() {
    const unsaved = this.#unsaved ? [] : this.#names.filter((name) => this.#book.find(name)?.draft?.dirty);
    return unsaved.length ? this.host.t("libbers.not_used_yet", { names: unsaved.join(", ") }) : "";
  }

  /** Why there is no result, or "". */
  #note() {
    const { t } = this.host;
    const { text, libbers, textLinked = false, libbersLinked = false, seedLinked = false, lastRun = "" } = this.#applied;
    if (textLinked || libbersLinked) return lastRun || t("libber_node.after_run");
    if (!libbers.length) return text ? t("libbers.no_libber_hint") : t("libbers.choose_hint");
    if (!text) return t("libbers.result_hint");
    if (this.#missing !== undefined) return t("libbers.missing", { name: this.#missing });
    const isRandom = this.#result.answer?.used.some((one) => one.startsWith("*"));
    return seedLinked && isRandom ? t("libber_node.seed_linked") : "";
  }
}

export function defineLibberApply() {
  if (!customElements.get("penstock-libber-apply")) customElements.define("penstock-libber-apply", LibberApply);
}
