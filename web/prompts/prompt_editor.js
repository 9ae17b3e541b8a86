/** `<penstock-prompt-editor>`: a collection's prompts as a table, and its compositions, over a draft or a widget's text. */

import { element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { makeSaveBar } from "../library/texts/save_bar.js";
import { makeTextTable } from "../library/texts/table.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { makeCompositions } from "./compositions.js";
import { LibberNames } from "./libber_names.js";
import { entryNames, entryTexts, faultWords } from "./name_words.js";
import { promptColumns } from "./prompt_columns.js";
import { promptDetail } from "./prompt_detail.js";
import { compositionNames, freeName, isPrompt, nameFault, nameOf, promptKey, promptNames } from "./prompt_entries.js";
import { promptNotices } from "./prompt_notices.js";

/**
 * @typedef {import("../library/texts/types.js").Texts} Texts
 * @typedef {import("../library/texts/types.js").Row} Row
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 * @typedef {"prompts" | "compositions"} Tab
 *
 * @typedef {object} EditorOptions
 * @property {import("../library/host.js").Host} host
 * @property {Texts} document
 * @property {import("../library/texts/draft.js").Draft} [draft] the document, where it is one that is saved
 * @property {HTMLElement[]} [tools] at the end of the bar
 * @property {import("../library/texts/types.js").TableView} [view] how the table was left
 * @property {Tab} [tab]
 */

const SHEETS = ["./prompt_editor.css", "./compositions.css", "./composition_parts.css", "./composed.css", "./compositions_small.css"];
/** @type {Tab[]} */
const TABS = ["prompts", "compositions"];

/** Dispatches "penstock-view" when the tab, or what the table shows, is another one. */
export class PromptEditor extends HTMLElement {
  #options = /** @type {EditorOptions} */ (/** @type {unknown} */ (null));
  #tab = /** @type {Tab} */ ("prompts");
  #table = makeTextTable();
  #compositions = makeCompositions();
  #notices = element("div", { class: "penstock-prompts-notices", attributes: { role: "status" } });
  #tabs = /** @type {Record<Tab, HTMLButtonElement>} */ ({});
  #panels = /** @type {Record<Tab, HTMLElement>} */ ({});
  #libbers = /** @type {LibberNames} */ (/** @type {unknown} */ (null));
  #stop = new AbortController();

  /** @param {EditorOptions} options */
  show(options) {
    this.close();
    this.#stop = new AbortController();
    this.#options = options;
    for (const name of SHEETS) linkStyles(new URL(name, import.meta.url).href);
    this.className = "penstock-prompt-editor penstock-texts";
    this.#libbers = LibberNames.of(options.host);
    this.#build();
    const { signal } = this.#stop;
    options.document.addEventListener("change", () => this.#update(), { signal });
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    const giveBack = ownUndoKeys(this, { undo: () => void options.document.undo(), redo: () => void options.document.redo() });
    signal.addEventListener("abort", giveBack);
    this.#libbers.addEventListener("change", () => this.#table.refresh(), { signal });
    this.tab = options.tab ?? this.#tab;
    this.#update();
  }

  close() {
    this.#stop.abort();
    this.#compositions.close();
  }

  get tab() {
    return this.#tab;
  }

  set tab(tab) {
    this.#tab = tab;
    for (const one of TABS) {
      setAttribute(this.#tabs[one], "aria-selected", String(one === tab));
      setAttribute(this.#tabs[one], "tabindex", one === tab ? 0 : -1);
      setAttribute(this.#panels[one], "hidden", one === tab ? null : "");
    }
    this.#compositions.isShown = tab === "compositions";
  }

  /** How the table is searched, sorted and filtered. */
  get view() {
    return this.#table.view;
  }

  focusSearch() {
    this.tab = "prompts";
    this.#table.focusSearch();
  }

  /** Begins a new prompt or composition, whichever are shown. */
  beginAdd() {
    if (this.#tab === "prompts") this.#table.beginAdd();
    else void this.#compositions.create();
  }

  /**
   * @param {string} name
   */
  reveal(name) {
    this.#choose("prompts");
    this.#table.reveal(promptKey(name));
  }

  #build() {
    const { host, draft, tools = [] } = this.#options;
    const { t } = host;
    const labels = { prompts: t("prompts.prompts"), compositions: t("prompts.compositions") };
    const id = `penstock-prompts-${Math.random().toString(36).slice(2)}`;
    const tablist = element("div", { class: "penstock-prompts-tabs", attributes: { role: "tablist", "aria-label": t("prompts.title") } });
    for (const tab of TABS) {
      this.#tabs[tab] = element("button", { attributes: { type: "button", role: "tab", id: `${id}-${tab}`, "aria-controls": `${id}-${tab}-panel` }, on: { click: () => this.#choose(tab) } }, element("span", { text: labels[tab] }), element("span", { class: "penstock-prompts-count" }));
      this.#panels[tab] = element("div", { class: "penstock-prompts-panel", attributes: { role: "tabpanel", id: `${id}-${tab}-panel`, "aria-labelledby": `${id}-${tab}` } }, tab === "prompts" ? this.#table : this.#compositions);
      tablist.append(this.#tabs[tab]);
    }
    tablist.addEventListener("keydown", (event) => this.#onTabKey(event));
    const head = element("div", { class: "penstock-prompts-head" }, tablist);
    if (draft) {
      const bar = makeSaveBar();
      bar.show({ host, draft, nameOf: entryNames(t), textOf: entryTexts(t), tools });
      head.append(bar);
    } else head.append(...tools);
    this.replaceChildren(head, this.#notices, this.#panels.prompts, this.#panels.compositions);
    this.#showTable();
    this.#compositions.show({ host, document: this.#options.document, open: (name) => this.reveal(name) });
    this.#table.addEventListener("penstock-view", () => this.#told(), { signal: this.#stop.signal });
  }

  #showTable() {
    const { host, document: edited, view } = this.#options;
    const { t } = host;
    this.#table.show({
      host,
      document: edited,
      label: t("prompts.prompts"),
      columns: promptColumns(t, edited, this.#libbers),
      isRow: isPrompt,
      add: (name) => this.#added(name),
      addLabel: t("prompts.add"),
      duplicate: ({ key, value }) => [{ key: promptKey(freeName(nameOf(key), promptNames(edited))), value }],
      detail: (row) => promptDetail(host, edited, row, (composition) => this.#openComposition(composition)),
      empty: { title: t("prompts.none"), hint: t("prompts.none_hint") },
      view,
    });
  }

  /**
   * @param {string} typed
   * @returns {DraftEdit[] | string}
   */
  #added(typed) {
    const { host, document: edited } = this.#options;
    const name = typed.trim();
    const fault = nameFault(name, promptNames(edited));
    return fault ? faultWords(host.t)[fault] : [{ key: promptKey(name), value: { value: "" } }];
  }

  /** @param {string} name */
  #openComposition(name) {
    this.#compositions.chosen = name;
    this.#choose("compositions");
  }

  /** @param {Tab} tab */
  #choose(tab) {
    if (tab === this.#tab) return;
    this.tab = tab;
    this.#told();
  }

  #told() {
    this.dispatchEvent(new Event("penstock-view"));
  }

  #update() {
    const { host, document: edited, draft } = this.#options;
    setText(/** @type {Element} */ (this.#tabs.prompts.lastElementChild), String(promptNames(edited).length));
    setText(/** @type {Element} */ (this.#tabs.compositions.lastElementChild), String(compositionNames(edited).length));
    const notices = draft ? promptNotices(host, draft) : [];
    const same = notices.length === this.#notices.childNodes.length && notices.every((node, at) => node.isEqualNode(this.#notices.childNodes[at]));
    if (!same) this.#notices.replaceChildren(...notices);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S") return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#table.commit()) void this.#options.document.save();
  }

  /** @param {KeyboardEvent} event */
  #onTabKey(event) {
    const at = TABS.indexOf(this.#tab);
    const to = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: TABS.length - 1 - at }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(TABS[(at + to + TABS.length) % TABS.length]);
    this.#tabs[this.#tab].focus();
  }
}

export function definePromptEditor() {
  if (!customElements.get("penstock-prompt-editor")) customElements.define("penstock-prompt-editor", PromptEditor);
}

/** @returns {PromptEditor} */
export function makePromptEditor() {
  definePromptEditor();
  return /** @type {PromptEditor} */ (document.createElement("penstock-prompt-editor"));
}
