/** `<penstock-text-table>`: the entries of a document as a table to type into. */

import { element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { loadStyles } from "../styles.js";
import { TableActions } from "./table_actions.js";
import { NEW_ROW, TableBody } from "./table_body.js";
import { TableColumns } from "./table_columns.js";
import { TableEditing } from "./table_editing.js";
import { TableInput } from "./table_input.js";
import { TableModel } from "./table_model.js";
import { TableTools } from "./table_tools.js";

const NARROW = 560;
const ROW = 30;
const TOUCH_ROW = 44;
const CARD = 92;
const SHEETS = ["./table.css", "./table_cards.css", "./cell_editor.css"];

/**
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./types.js").TableOptions} TableOptions
 * @typedef {import("./types.js").TableView} TableView
 *
 * @typedef {object} Parts
 * @property {TableOptions} options
 * @property {TableModel} model
 * @property {TableBody} body
 * @property {TableColumns} head
 * @property {TableTools} tools
 * @property {TableEditing} editing
 * @property {TableActions} actions
 * @property {HTMLElement} scroller
 * @property {HTMLElement} message
 */

/** Dispatches "penstock-row" (detail `{key}`, "" for none) when another row is active, "penstock-view" when `view` changed. */
export class TextTable extends HTMLElement {
  #parts = /** @type {Parts | null} */ (null);
  #shown = new AbortController();
  #sizes = new ResizeObserver(() => this.#layOut());
  #layout = "";
  #frame = 0;
  /** What is being typed outlives the page. */
  #onLeave = () => void this.commit();
  /** Phones end pages that are not seen without another word; elsewhere typing goes on when the page is back. */
  #onHidden = () => void (document.visibilityState === "hidden" && matchMedia("(pointer: coarse)").matches && this.commit());

  /** @param {TableOptions} options */
  show(options) {
    this.#shown.abort();
    this.#shown = new AbortController();
    this.classList.add("penstock-texts", "penstock-table");
    this.#layout = "";
    this.toggleAttribute("data-details", !!options.detail);
    this.#parts = this.#make(options);
    const { tools, scroller, message, head, body } = this.#parts;
    scroller.append(head.root, body.root);
    this.replaceChildren(tools.root, scroller, message);
    options.document.addEventListener("change", () => this.refresh(), { signal: this.#shown.signal });
    scroller.addEventListener("scroll", () => this.#draw(), { passive: true, signal: this.#shown.signal });
    const input = new TableInput(this, this.#parts);
    input.listen(this.#shown.signal);
    this.#layOut();
    this.refresh();
    void loadStyles(SHEETS.map((sheet) => new URL(sheet, import.meta.url).href)).then(() => this.#layOut(true));
  }

  connectedCallback() {
    this.#sizes.observe(this);
    window.addEventListener("pagehide", this.#onLeave);
    document.addEventListener("visibilitychange", this.#onHidden);
  }

  disconnectedCallback() {
    window.removeEventListener("pagehide", this.#onLeave);
    document.removeEventListener("visibilitychange", this.#onHidden);
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** How it is searched, sorted and filtered now. @returns {TableView} */
  get view() {
    return this.#parts?.model.view ?? {};
  }

  /** The key of the active row, "" where there is none. */
  get activeKey() {
    const key = this.#parts?.body.active.key ?? "";
    return key === NEW_ROW ? "" : key;
  }

  /** What was typed into a cell and not committed yet is. @returns {boolean} false where something is wrong with it */
  commit() {
    return this.#parts?.editing.finish() ?? true;
  }

  /** The document, or the columns' values, choices or details, may be others now. */
  refresh() {
    if (!this.#parts) return;
    const { model, body, tools, options, scroller, editing } = this.#parts;
    const place = body.placeOf(body.active.key);
    model.update();
    // Somebody else removed the row that is being edited: what was typed must not go with it.
    if (editing.isOpen && body.editing && body.editing !== NEW_ROW && model.placeOf(body.editing) < 0) editing.finish() || editing.cancel();
    body.fill(model.rows, (key) => model.placeOf(key));
    if (body.active.key && body.placeOf(body.active.key) < 0) this.activate(body.keyAt(Math.min(place, body.count - 1)), body.active.column, { scroll: false });
    if (body.open && model.placeOf(body.open) < 0) body.setOpen("");
    tools.update();
    setAttribute(scroller, "aria-rowcount", model.rows.length + 1);
    setAttribute(scroller, "aria-readonly", options.document.readOnly ? "true" : null);
    this.#say();
  }

  /** Every cell is drawn anew: what `render` or `value` answers has changed though the entries have not. */
  redraw() {
    this.#parts?.model.forget();
    this.#parts?.body.redraw();
    this.#parts?.body.refreshDetail();
  }

  /** Begins a new row. */
  beginAdd() {
    this.#parts?.editing.beginAdd();
  }

  /** The focus goes into the search. */
  focusSearch() {
    this.#parts?.tools.field.focus();
    this.#parts?.tools.field.select();
  }

  /** The focus goes to the rows. */
  focusRows() {
    this.#parts?.scroller.focus({ preventScroll: true });
  }

  /**
   * Shows a row and makes it the active one.
   * @param {string} key
   * @param {{column?: string, edit?: boolean}} [options]
   */
  reveal(key, { column = "", edit = false } = {}) {
    if (!this.#parts) return;
    const { body, model, editing } = this.#parts;
    if (model.placeOf(key) < 0) {
      model.hold(key);
      this.refresh();
    }
    const at = Math.max(0, body.columns.findIndex(({ id }) => id === column));
    this.activate(key, at);
    if (edit) editing.begin(key, at);
  }

  /**
   * @param {string} key
   * @param {number} column
   * @param {{scroll?: boolean}} [options]
   */
  activate(key, column, { scroll = true } = {}) {
    if (!this.#parts) return;
    const { body, head } = this.#parts;
    const isOther = body.active.key !== key;
    body.active = { key, column: Math.max(0, Math.min(column, body.columns.length - 1)) };
    head.mark(null);
    const place = body.placeOf(key);
    if (scroll && place >= 0) body.scrollTo(place);
    else body.render();
    if (isOther) this.dispatchEvent(new CustomEvent("penstock-row", { detail: { key: this.activeKey }, bubbles: true }));
  }

  /**
   * @param {TableView} view
   */
  narrow(view) {
    if (!this.#parts || !this.commit()) return;
    const { model, head, body, scroller } = this.#parts;
    model.view = { ...model.view, ...view };
    model.letGo();
    head.fill(body.columns, model.sort);
    scroller.scrollTop = 0;
    this.refresh();
    this.dispatchEvent(new CustomEvent("penstock-view", { detail: this.view, bubbles: true }));
  }

  /**
   * @param {TableOptions} options
   * @returns {Parts}
   */
  #make(options) {
    const id = `penstock-table-${options.host.requests ? crypto.randomUUID().slice(0, 8) : ""}`;
    const model = new TableModel(options);
    const attributes = { role: "grid", tabindex: 0, "aria-label": options.label, "data-capture-wheel": "true" };
    const scroller = element("div", { class: "penstock-table-scroller", attributes });
    const body = new TableBody({ scroller, id, hasDetails: !!options.detail, detail: (key) => this.#detail(key) });
    const head = new TableColumns(id, (sort) => this.narrow({ sort }));
    const rowOf = (/** @type {string} */ key) => model.rowOf(key);
    const changed = (/** @type {string} */ key) => model.hold(key);
    const activate = (/** @type {string} */ key, /** @type {number} */ column) => this.activate(key, column);
    const editing = new TableEditing({ options, body, rowOf, activate, changed, focus: () => this.focusRows() });
    const edit = (/** @type {string} */ key) => void editing.begin(key, 0);
    const reveal = (/** @type {string} */ key) => this.reveal(key);
    const toggle = (/** @type {string} */ key) => body.setOpen(body.open === key ? "" : key);
    const actions = new TableActions({ options, rowOf, edit, reveal, toggle, isOpen: (key) => body.open === key });
    const tools = new TableTools(options, model, {
      search: (search) => this.narrow({ search }),
      filter: (column, value, isChosen) => this.narrow({ filters: withFilter(this.view.filters ?? {}, column, value, isChosen) }),
      clear: () => this.narrow({ search: "", filters: {} }),
      sort: (sort) => this.narrow({ sort }),
      add: () => editing.beginAdd(),
      toGrid: () => (this.focusRows(), this.activate(body.active.key || body.keyAt(0), body.active.column)),
    });
    return { options, model, body, head, tools, editing, actions, scroller, message: element("div", { class: "penstock-table-message" }) };
  }

  /** @param {string} key */
  #detail(key) {
    const row = this.#parts?.model.rowOf(key);
    return row ? (this.#parts?.options.detail?.(row) ?? null) : null;
  }

  /** At most once a frame. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#parts?.body.render();
    });
  }

  /** @param {boolean} [isAgain] */
  #layOut(isAgain = false) {
    if (!this.#parts || !this.isConnected) return;
    const { body, head, options, model, scroller, editing } = this.#parts;
    const isSmall = this.clientWidth < NARROW;
    const isTouched = matchMedia("(max-width: 720px), (pointer: coarse)").matches;
    const layout = isSmall ? (isTouched ? "cards" : "narrow") : "wide";
    if (layout === this.#layout && (!isAgain || editing.isOpen)) return body.render();
    if (!editing.finish()) editing.cancel();
    this.#layout = this.dataset.layout = layout;
    const columns = options.columns.filter(({ narrow = true }) => layout !== "narrow" || narrow);
    const tracks = columns.map(({ width, kind }) => width ?? (kind === "long" ? "minmax(0, 3fr)" : "minmax(0, 1fr)"));
    this.style.setProperty("--penstock-columns", [options.detail ? "22px" : "", ...tracks, "30px"].join(" "));
    body.rowHeight = layout === "cards" ? CARD : isTouched ? TOUCH_ROW : ROW;
    this.style.setProperty("--penstock-row", `${body.rowHeight}px`);
    setAttribute(scroller, "aria-colcount", columns.length);
    body.active.column = Math.min(body.active.column, columns.length - 1);
    head.fill(columns, model.sort);
    body.redraw(columns);
    return undefined;
  }

  /** What stands in the place of rows where there is none. */
  #say() {
    if (!this.#parts) return;
    const { options, model, body, message } = this.#parts;
    const { t } = options.host;
    const isEmpty = options.document.status === "ready" && body.count === 0;
    setAttribute(message, "hidden", isEmpty ? null : "");
    if (!isEmpty) return;
    const empty = options.empty ?? { title: t("texts.empty"), hint: t("texts.empty_hint") };
    const [title, hint] = model.total ? [t("texts.no_match"), t("texts.no_match_hint")] : [empty.title, empty.hint];
    if (message.childElementCount === 0) message.append(icon("text"), element("strong"), element("span"));
    setText(message.children[1], title);
    setText(message.children[2], hint);
  }
}

/**
 * @param {Record<string, string[]>} filters
 * @param {string} column
 * @param {string} value
 * @param {boolean} isChosen
 */
function withFilter(filters, column, value, isChosen) {
  const others = (filters[column] ?? []).filter((one) => one !== value);
  return { ...filters, [column]: isChosen ? [...others, value] : others };
}

export function defineTextTable() {
  if (!customElements.get("penstock-text-table")) customElements.define("penstock-text-table", TextTable);
}

/** @returns {TextTable} */
export function makeTextTable() {
  defineTextTable();
  return /** @type {TextTable} */ (document.createElement("penstock-text-table"));
}
