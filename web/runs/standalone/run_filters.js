/** The bar above runs or pictures: search, status, workflow and batch. What is chosen stands in the address. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

const PAUSE_MS = 200;

/**
 * @typedef {import("../types.js").RunFilter} RunFilter
 * @typedef {import("../types.js").RunStatus} RunStatus
 * @typedef {{search: string, status?: RunStatus, workflow: string, batch: string, cells?: boolean}} Chosen
 */

export class RunFilters {
  #host;
  #options;
  #search;
  #status;
  #cells;
  #cellsField;
  #marks = element("span", { class: "penstock-run-filter-marks" });
  #filter = /** @type {Chosen} */ ({ search: "", workflow: "", batch: "" });
  #timer = 0;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {{path: string, label: string, asked: URLSearchParams, statuses: RunStatus[], changed: (filter: RunFilter) => void, down: () => void, folds?: boolean, choices?: HTMLElement[]}} options `choices`: fields for the workflow and the batch; `folds`: cells of batches are left out until they are asked for
   */
  constructor(host, options) {
    const { t } = host;
    const { asked, statuses } = options;
    this.#host = host;
    this.#options = options;
    const status = /** @type {RunStatus | null} */ (statuses.find((one) => one === asked.get("status")) ?? null);
    this.#filter = { search: asked.get("search") ?? "", status: status ?? undefined, workflow: asked.get("workflow") ?? "", batch: asked.get("batch") ?? "", cells: asked.get("cells") === "true" };
    const attributes = { type: "search", placeholder: options.label, "aria-label": options.label, autocomplete: "off", spellcheck: "false" };
    this.#search = element("input", { attributes, properties: { value: this.#filter.search }, on: { input: () => this.#soon(), keydown: (event) => this.#onKey(event) } });
    this.#status = element("select", { class: "penstock-run-select", attributes: { "aria-label": t("runs.filter_status"), hidden: statuses.length ? null : "" }, on: { change: () => this.#chosen() } });
    this.#status.append(element("option", { text: t("runs.any_status"), attributes: { value: "" } }), ...statuses.map((one) => element("option", { text: t(`runs.status_${one}`), attributes: { value: one } })));
    this.#status.value = status ?? "";
    this.#cells = element("input", { attributes: { type: "checkbox" }, properties: { checked: Boolean(this.#filter.cells) }, on: { change: () => this.#set({ ...this.#filter, cells: this.#cells.checked }) } });
    this.#cellsField = element("label", { class: "penstock-run-with-cells", attributes: { hidden: options.folds ? null : "" } }, this.#cells, element("span", { text: t("runs.with_cells") }));
    this.root = element("div", { class: "penstock-run-filters" }, this.#marks, this.#cellsField, ...(options.choices ?? []), this.#status, element("label", { class: "penstock-list-search" }, icon("search"), this.#search));
    this.#showMarks();
  }

  get filter() {
    return this.#filter;
  }

  /** Whether something is looked for. */
  get isNarrow() {
    const { cells: _, ...narrowing } = this.#filter;
    return Object.values(narrowing).some(Boolean);
  }

  focus() {
    this.#search.focus();
    this.#search.select();
  }

  clear() {
    this.#search.value = "";
    this.#status.value = "";
    this.#set({ ...this.#filter, search: "", status: undefined, workflow: "", batch: "" });
    this.#search.focus();
  }

  /** @param {Partial<Chosen>} changes */
  narrow(changes) {
    this.#set({ ...this.#filter, ...changes });
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#set({ ...this.#filter, search: this.#search.value.trim() }), PAUSE_MS);
  }

  #chosen() {
    this.#set({ ...this.#filter, status: /** @type {RunStatus} */ (this.#status.value) || undefined });
  }

  /** @param {Chosen} filter */
  #set(filter) {
    this.#filter = filter;
    const query = new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
    history.replaceState(history.state, "", `#${this.#options.path}${String(query) ? `?${query}` : ""}`);
    this.#showMarks();
    this.#options.changed(filter);
  }

  /** The workflow and the batch come by links, and go by a button. */
  #showMarks() {
    const { t } = this.#host;
    const { workflow, batch } = this.#filter;
    const mark = (/** @type {string} */ text, /** @type {object} */ without) => button(text, () => this.#set({ ...this.#filter, ...without }), { icon: icon("close"), showLabel: true, class: "penstock-button penstock-run-mark", title: t("runs.filter_off", { filter: text }) });
    this.#marks.replaceChildren(...(workflow ? [mark(t("runs.of_workflow"), { workflow: "" })] : []), ...(batch ? [mark(t("runs.of_this_batch"), { batch: "" })] : []));
    setAttribute(this.#marks, "hidden", (workflow || batch) && !this.#options.choices ? null : "");
    // Of one batch there is nothing but cells.
    setAttribute(this.#cellsField, "hidden", this.#options.folds && !batch ? null : "");
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape" && this.#search.value) {
      event.preventDefault();
      this.#search.value = "";
      this.#soon();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#options.down();
    }
  }
}
