/** What stands above a table: the search, the filters, and the button for a new row. */

import { button, element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { NOTHING } from "./table_model.js";

/** Chips that are shown before the rest is behind a button. */
const MOST_CHIPS = 8;
const NUMBERS = new Intl.NumberFormat();

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").TableOptions} TableOptions
 * @typedef {import("./table_model.js").TableModel} TableModel
 *
 * @typedef {object} ToolActions
 * @property {(text: string) => void} search
 * @property {(column: string, value: string, chosen: boolean) => void} filter
 * @property {() => void} clear the search and the filters
 * @property {(sort: {column: string, down: boolean} | null) => void} sort
 * @property {() => void} add
 * @property {() => void} toGrid the focus goes to the rows
 */

export class TableTools {
  #options;
  #model;
  #actions;
  #shows = /** @type {Set<string>} */ (new Set());
  #chips = element("div", { class: "penstock-table-chips" });
  #count = element("span", { class: "penstock-table-count", attributes: { role: "status" } });

  /**
   * @param {TableOptions} options
   * @param {TableModel} model
   * @param {ToolActions} actions
   */
  constructor(options, model, actions) {
    this.#options = options;
    this.#model = model;
    this.#actions = actions;
    const { t } = options.host;
    this.field = element("input", {
      attributes: { type: "search", placeholder: t("texts.search"), "aria-label": t("texts.search"), autocomplete: "off", spellcheck: "false" },
      properties: { value: model.search },
      on: { input: () => actions.search(this.field.value), keydown: (event) => this.#onKey(event) },
    });
    this.sortButton = button(t("texts.sort"), () => this.#openSorting(), { icon: icon("sort"), class: "penstock-quiet penstock-table-sort" });
    this.addButton = options.add ? button(options.addLabel ?? t("texts.add"), actions.add, { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-table-add" }) : null;
    const search = element("span", { class: "penstock-table-search" }, icon("search"), this.field);
    const line = element("div", { class: "penstock-table-line" }, search, this.#count, this.sortButton, ...(options.tools ?? []), this.addButton);
    this.root = element("div", { class: "penstock-table-tools" }, line, this.#chips);
  }

  /** The rows, the filters or whether it can be written are others now. */
  update() {
    const { rows, total, isNarrowed, search } = this.#model;
    const { t } = this.#options.host;
    if (this.field.value !== search) this.field.value = search;
    const numbers = { shown: NUMBERS.format(rows.length), total: NUMBERS.format(total), count: total };
    setText(this.#count, isNarrowed ? t("texts.shown", numbers) : total ? t("texts.rows", numbers) : "");
    if (this.addButton) this.addButton.disabled = this.#options.document.readOnly || this.#options.document.status !== "ready";
    this.#drawChips();
  }

  #drawChips() {
    const focused = /** @type {HTMLElement | null} */ (this.#chips.contains(document.activeElement) ? document.activeElement : null)?.dataset.value;
    const groups = this.#options.columns.filter(({ filters }) => filters).map((column) => this.#group(column));
    const shown = groups.filter((group) => group !== null);
    setAttribute(this.#chips, "hidden", shown.length ? null : "");
    const clear = [...this.#model.filters.values()].some((chosen) => chosen.size) ? button(this.#options.host.t("texts.clear_filters"), this.#actions.clear, { class: "penstock-text-button" }) : null;
    this.#chips.replaceChildren(...shown, ...(clear ? [clear] : []));
    if (focused !== undefined) /** @type {HTMLElement | null} */ (this.#chips.querySelector(`[data-value="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Column} column */
  #group(column) {
    const values = this.#model.valuesOf(column);
    if (!values.some(([value]) => value !== NOTHING)) return null;
    const chosen = this.#model.filters.get(column.id) ?? new Set();
    const isWhole = this.#shows.has(column.id) || values.length <= MOST_CHIPS + 1;
    const chips = values.filter(([value], at) => isWhole || at < MOST_CHIPS || chosen.has(value)).map(([value, count]) => this.#chip(column, value, count, chosen.has(value)));
    const more = isWhole ? null : button(this.#options.host.t("texts.more_filters", { count: values.length - chips.length }), () => this.#showAll(column), { class: "penstock-text-button" });
    return element("div", { class: "penstock-table-group", attributes: { role: "group", "aria-label": column.label } }, element("span", { text: column.label, attributes: { "aria-hidden": "true" } }), ...chips, more);
  }

  /**
   * @param {Column} column
   * @param {string} value
   * @param {number} count
   * @param {boolean} isChosen
   */
  #chip(column, value, count, isChosen) {
    const { t } = this.#options.host;
    const made = button(value === NOTHING ? t("texts.none") : value, () => this.#actions.filter(column.id, value, !isChosen), { class: "penstock-table-chip" });
    setAttribute(made, "aria-pressed", String(isChosen));
    made.dataset.value = `${column.id}:${value}`;
    made.append(element("small", { text: String(count) }));
    return made;
  }

  /** @param {Column} column */
  #showAll(column) {
    this.#shows.add(column.id);
    this.#drawChips();
  }

  /** Cards have no head to press on. */
  #openSorting() {
    const { t } = this.#options.host;
    const { sort } = this.#model;
    const columns = this.#options.columns.filter(({ sortable }) => sortable !== false);
    const item = (/** @type {Column} */ { id, label }, /** @type {boolean} */ down) => ({
      label: t(down ? "texts.sort_down" : "texts.sort_up", { column: label }),
      checked: sort?.column === id && sort.down === down,
      run: () => this.#actions.sort({ column: id, down }),
    });
    const own = { label: t("texts.sort_own"), checked: sort === null, run: () => this.#actions.sort(null) };
    openMenu(this.#options.host, { anchor: this.sortButton }, [own, ...columns.flatMap((column) => [item(column, false), item(column, true)])]);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    if (event.isComposing || !["ArrowDown", "Enter", "Escape"].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Escape" && this.field.value) this.#actions.search("");
    else this.#actions.toGrid();
  }
}
