/**
 * `<penstock-libber-editor>`: a library of snippets as a table, edited in its draft and saved when somebody says so. The
 * same element in the node Libber Manager and on the page of a library.
 */

import { element, linkStyles, setAttribute } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { draftOf } from "../library/texts/draft.js";
import { makeSaveBar } from "../library/texts/save_bar.js";
import { makeTextTable } from "../library/texts/table.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { LibberBook } from "./libber_book.js";
import { libberPath } from "./libber_client.js";
import { LibberHead } from "./libber_head.js";
import { libberItems } from "./libber_items.js";
import { LibberUses } from "./libber_uses.js";
import { editorMessage } from "./editor_message.js";
import { isSnippet, keyOf } from "./snippet_keys.js";
import { snippetTable } from "./snippet_table.js";

/**
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 *
 * @typedef {object} EditorOptions
 * @property {boolean} [picks] whether another library can be chosen here
 * @property {(name: string) => void} [open] shows a library on its own page
 * @property {boolean} [hasMenu] false: what is around it has the menu of `items`
 */

/** Dispatches "penstock-libber" (detail `{name}`) when another library is to be shown, "penstock-draft" as the draft changes. */
export class LibberEditor extends HTMLElement {
  static observedAttributes = ["libber"];
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {Draft | null} what is shown */
  draft = null;
  #options = /** @type {EditorOptions} */ ({});
  /** @type {LibberBook} */
  #book;
  /** @type {LibberUses} */
  #uses;
  #head = /** @type {LibberHead | null} */ (null);
  #body = element("div", { class: "penstock-libber-body" });
  #message = element("div", { class: "penstock-libber-message" });
  #table = /** @type {ReturnType<typeof makeTextTable> | null} */ (null);
  #bar = /** @type {ReturnType<typeof makeSaveBar> | null} */ (null);
  /** How the table of a library was left: ComfyUI takes elements out of the page and puts them back. */
  #left = { libber: "", view: /** @type {import("../library/texts/types.js").TableView | undefined} */ (undefined) };
  #onChange = () => this.#show();
  #onUses = () => this.#showUses();
  #onRenamed = (/** @type {Event} */ event) => this.#tell(/** @type {CustomEvent} */ (event).detail.name);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} libber
   * @param {EditorOptions} [options]
   * @returns {LibberEditor}
   */
  static create(host, libber, options = {}) {
    for (const name of ["editor", "apply"]) linkStyles(new URL(`./${name}.css`, import.meta.url).href);
    defineLibberEditor();
    const made = /** @type {LibberEditor} */ (document.createElement("penstock-libber-editor"));
    made.host = host;
    made.#options = options;
    made.#book = LibberBook.of(host);
    made.#uses = new LibberUses(host, made.#book.client);
    made.libber = libber;
    return made;
  }

  get libber() {
    return this.getAttribute("libber") ?? "";
  }

  set libber(name) {
    if (name !== this.libber) this.setAttribute("libber", name);
  }

  connectedCallback() {
    this.#make();
    this.#open();
  }

  disconnectedCallback() {
    this.#leave();
  }

  attributeChangedCallback() {
    if (!this.isConnected) return;
    this.#leave();
    this.#open();
  }

  focusSearch() {
    this.#table?.focusSearch();
  }

  beginAdd() {
    this.#table?.beginAdd();
  }

  /** Saves the draft, with what is being typed into a cell. */
  save() {
    if (this.#table?.commit() ?? true) void this.draft?.save();
  }

  /** What the menu offers. */
  items() {
    const { host, draft, libber } = this;
    return libberItems({ host, book: this.#book, draft, name: libber, open: this.#options.open, chosen: (name) => this.#tell(name) });
  }

  #make() {
    if (this.#head) return;
    const { picks = false, hasMenu = true } = this.#options;
    this.#head = new LibberHead(this.host, { book: this.#book, picks, hasMenu, chosen: (name) => this.#tell(name), items: () => this.items() });
    this.classList.add("penstock-texts", "penstock-libber");
    const frame = element("div", { class: "penstock-libber-frame" }, this.#head.root, this.#message, this.#body);
    frame.addEventListener("keydown", (event) => this.#onKey(event));
    ownUndoKeys(frame, { undo: () => void this.draft?.undo(), redo: () => void this.draft?.redo() });
    this.append(frame);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // ComfyUI would delete the node on Delete, and open panels on letters.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    if (chordOf(event) !== "Ctrl+S") return;
    event.stopPropagation();
    if (event.defaultPrevented) return;
    event.preventDefault();
    this.save();
  }

  #open() {
    this.#book.watch();
    this.#book.addEventListener("change", this.#onChange);
    const { libber } = this;
    if (libber) this.#follow(draftOf(this.host, libberPath(libber)));
    this.#show();
  }

  /** @param {Draft} draft */
  #follow(draft) {
    this.draft = draft;
    draft.addEventListener("change", this.#onChange);
    draft.addEventListener("renamed", this.#onRenamed);
    this.#uses.addEventListener("change", this.#onUses);
    this.#uses.follow(this.libber);
    this.#table = makeTextTable();
    this.#bar = makeSaveBar();
    this.#body.replaceChildren(this.#table);
    this.#head?.root.append(this.#bar);
    const view = this.#left.libber === this.libber ? this.#left.view : undefined;
    this.#table.show({ ...snippetTable({ host: this.host, book: this.#book, draft, uses: this.#uses }), view });
    this.#bar.show({ host: this.host, draft, nameOf: (entry) => this.#nameOf(entry), textOf: (value) => String(value ?? "") });
  }

  #leave() {
    this.#book.removeEventListener("change", this.#onChange);
    this.#uses.removeEventListener("change", this.#onUses);
    this.#uses.stop();
    this.draft?.removeEventListener("change", this.#onChange);
    this.draft?.removeEventListener("renamed", this.#onRenamed);
    this.draft?.close();
    if (this.draft) this.#left = { libber: this.draft.name, view: this.#table?.view };
    this.#bar?.remove();
    [this.draft, this.#table, this.#bar] = [null, null, null];
    this.#body.replaceChildren();
  }

  #showUses() {
    this.#table?.redraw();
    // The table may be sorted by them.
    this.#table?.refresh();
  }

  #show() {
    if (!this.isConnected) return;
    const { draft, libber, host } = this;
    this.#head?.show(libber, draft);
    const isReady = draft?.status === "ready";
    for (const part of [this.#body, this.#bar]) if (part) setAttribute(part, "hidden", isReady ? null : "");
    const message = editorMessage({ host, book: this.#book, draft, name: libber, picks: !!this.#options.picks });
    const isSame = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!isSame) this.#message.replaceChildren(...message);
    setAttribute(this.#message, "hidden", message.length ? null : "");
    this.dispatchEvent(new Event("penstock-draft"));
  }

  /** @param {string} entry */
  #nameOf(entry) {
    const { t } = this.host;
    if (isSnippet(entry)) return keyOf(entry);
    return entry === "delimiter" ? t("libbers.delimiter") : entry === "max_depth" ? t("libbers.depth") : entry;
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new CustomEvent("penstock-libber", { detail: { name } }));
  }
}

export function defineLibberEditor() {
  if (!customElements.get("penstock-libber-editor")) customElements.define("penstock-libber-editor", LibberEditor);
}
