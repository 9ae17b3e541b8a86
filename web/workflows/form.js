/** `<penstock-parameter-form>`: the form of a workflow. What the user enters is in `values`, by address. */

import { element, setAttribute, setText } from "../library/elements.js";
import { loadStyles } from "../library/styles.js";
import { plain } from "../library/texts/table_model.js";
import { afterRun, isInteger } from "./form_values.js";
import { FormHead } from "./form_head.js";
import { FormModel, matches } from "./form_model.js";
import { FormRows } from "./form_rows.js";
import { FormSections } from "./form_sections.js";
import { SeedControls } from "./seed_controls.js";

const TAG = "penstock-parameter-form";

/**
 * @typedef {import("./types.js").Parameter} Parameter
 * @typedef {import("./types.js").FormShape} FormShape
 * @typedef {import("./types.js").Values} Values
 *
 * @typedef {object} FormOptions
 * @property {(parameter: Parameter) => void} [showNode] where it is given, each row has a button that shows the node
 * @property {boolean} [ownControls] whether only seeds whose node has a control after runs get one here
 */

/**
 * Dispatches `change` with `{address, value}` after each value that is entered, reset or drawn, and `control` with
 * `{address, control}` after the user has chosen what becomes of a seed after a run.
 */
export class ParameterForm extends HTMLElement {
  #host = /** @type {import("../library/host.js").Host} */ (/** @type {unknown} */ (null));
  #options = /** @type {FormOptions} */ ({});
  #model = new FormModel();
  #controls = new SeedControls();
  #refused = /** @type {Map<string, string>} */ (new Map());
  #head = /** @type {FormHead} */ (/** @type {unknown} */ (null));
  #rows = /** @type {FormRows} */ (/** @type {unknown} */ (null));
  #sections = /** @type {FormSections} */ (/** @type {unknown} */ (null));
  #state = element("p", { class: "penstock-form-state", attributes: { role: "status" } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {FormOptions} [options]
   * @returns {ParameterForm} an element to put somewhere; it shows that it waits until `show` is called
   */
  static create(host, options = {}) {
    if (!customElements.get(TAG)) customElements.define(TAG, ParameterForm);
    const form = /** @type {ParameterForm} */ (document.createElement(TAG));
    form.#start(host, options);
    return form;
  }

  /**
   * Shows another form, or the same one anew: what is folded, the search and the focus stay.
   * @param {FormShape | null} shape null while it is being read
   * @param {Values} [values] over the document's
   */
  show(shape, values = {}) {
    const focused = this.#rows.focused();
    if (shape?.workflow !== this.#model.shape?.workflow) this.#controls.open(shape?.workflow);
    this.#refused.clear();
    this.#model.show(shape, values);
    this.#rows.keep(this.#model);
    this.#head.show(this.#model);
    this.#draw();
    focused?.();
  }

  /** @returns {Values} what differs from the document, by address */
  get values() {
    return this.#model.values;
  }

  /** What cannot be used as it is typed: nothing of it is in `values`. */
  get faults() {
    return [...this.#refused].map(([field, message]) => ({ field, message }));
  }

  /** @returns {FormShape | null} */
  get shape() {
    return this.#model.shape;
  }

  /**
   * Shows a value that was changed elsewhere; dispatches nothing.
   * @param {string} address
   * @param {any} value
   */
  setValue(address, value) {
    const parameter = this.#model.get(address);
    if (!parameter || !this.#model.set(address, value)) return;
    this.#refused.delete(address);
    this.#rows.get(address)?.show(this.#model.valueOf(parameter));
    this.#head.showChanges(this.#model);
  }

  /**
   * Enters all of `values` as the user would; what is not among them goes back to the document's value.
   * @param {Values} values
   */
  enter(values) {
    for (const parameter of this.#model.parameters) {
      const { address } = parameter;
      const value = Object.hasOwn(values, address) ? values[address] : parameter.value;
      if (this.#refused.delete(address)) this.#rows.get(address)?.show(this.#model.valueOf(parameter));
      if (!this.#model.set(address, value)) continue;
      this.#rows.get(address)?.show(value);
      this.#tell(address);
    }
    this.#head.showChanges(this.#model);
  }

  /** @returns {{address: string, control: import("./types.js").Control}[]} what becomes of each seed after a run */
  get seeds() {
    const seeds = this.#model.parameters.filter((parameter) => parameter.type === "seed" && isInteger(parameter));
    return seeds.map((parameter) => ({ address: parameter.address, control: this.#controls.of(parameter) }));
  }

  /** Draws, raises and lowers the seeds whose control says so; to be called after a run was queued. */
  advanceSeeds() {
    for (const parameter of this.#model.parameters.filter(({ type }) => type === "seed")) {
      const value = this.#model.valueOf(parameter);
      const next = afterRun(parameter, value, this.#controls.of(parameter));
      if (!isInteger(parameter) || !this.#model.set(parameter.address, next)) continue;
      this.#rows.get(parameter.address)?.show(next);
      this.#tell(parameter.address);
    }
    this.#head.showChanges(this.#model);
  }

  /**
   * Shows what becomes of a seed after a run; dispatches nothing.
   * @param {string} address
   * @param {import("./types.js").Control} control
   */
  setControl(address, control) {
    const parameter = this.#model.get(address);
    if (!parameter) return;
    this.#controls.set(parameter, control);
    this.#rows.get(address)?.showControl(control);
  }

  /**
   * Shows what the server refused, and leads to the first; those of parameters that nobody knows are left to the caller.
   * @param {import("./types.js").Fault[]} faults
   * @returns {import("./types.js").Fault[]} what could not be shown
   */
  showFaults(faults) {
    for (const row of this.#rows.all) row.showFault("");
    const known = faults.flatMap(({ field, message }) => {
      const parameter = this.#model.find(field);
      return parameter ? [{ parameter, message }] : [];
    });
    if (known.length) this.#head.clearSearch();
    for (const { parameter, message } of known) {
      this.#sections.reveal(parameter);
      this.#rows.get(parameter.address)?.showFault(message);
    }
    this.focusOn(known[0]?.parameter.address ?? "");
    return faults.filter(({ field }) => !this.#model.find(field));
  }

  /**
   * Leads to a parameter, wherever it is folded.
   * @param {string} address
   */
  focusOn(address) {
    const parameter = this.#model.get(address);
    if (!parameter) return;
    this.#sections.reveal(parameter);
    this.#rows.get(address)?.focus();
  }

  /**
   * @param {import("../library/host.js").Host} host
   * @param {FormOptions} options
   */
  #start(host, options) {
    this.#host = host;
    this.#options = options;
    const sheets = ["./form.css", "./fields/fields.css", "./fields/numbers.css", "./fields/media.css", "../library/texts/cell_editor.css"];
    void loadStyles(sheets.map((sheet) => new URL(sheet, import.meta.url).href));
    this.classList.add("penstock-texts", "penstock-form");
    this.#head = new FormHead(host, () => this.#draw());
    this.#rows = new FormRows({ host, make: (parameter) => this.#rowOptions(parameter) });
    this.#sections = new FormSections(host, this.#rows);
    const inner = element("div", { class: "penstock-form-inner" }, this.#head.root, this.#state, this.#sections.root);
    // Those of single fields are not those of the form.
    for (const type of ["change", "input"]) inner.addEventListener(type, (event) => event.stopPropagation());
    inner.addEventListener("keydown", (event) => keepKeys(event));
    this.replaceChildren(inner);
    this.show(null);
  }

  /** @param {Parameter} parameter */
  #rowOptions(parameter) {
    const hasControl = parameter.type === "seed" && (!this.#options.ownControls || parameter.control !== null);
    return {
      options: this.#model.options(parameter),
      value: this.#model.valueOf(parameter),
      control: hasControl ? this.#controls.of(parameter) : null,
      change: (/** @type {string} */ address, /** @type {any} */ value) => this.#entered(address, value),
      refuse: (/** @type {string} */ address, /** @type {string} */ message) => void (message ? this.#refused.set(address, message) : this.#refused.delete(address)),
      setControl: (/** @type {string} */ address, /** @type {import("./types.js").Control} */ control) => this.#controlled(address, control),
      showNode: this.#options.showNode ?? null,
    };
  }

  /**
   * @param {string} address
   * @param {any} value
   */
  #entered(address, value) {
    if (!this.#model.set(address, value)) return;
    this.#head.showChanges(this.#model);
    this.#tell(address);
  }

  /**
   * @param {string} address
   * @param {import("./types.js").Control} control
   */
  #controlled(address, control) {
    const parameter = this.#model.get(address);
    if (parameter) this.#controls.set(parameter, control);
    this.dispatchEvent(new CustomEvent("control", { detail: { address, control } }));
  }

  /** @param {string} address */
  #tell(address) {
    const parameter = this.#model.get(address);
    if (parameter) this.dispatchEvent(new CustomEvent("change", { detail: { address, value: this.#model.valueOf(parameter) } }));
  }

  #draw() {
    const { t } = this.#host;
    const { words, changedOnly } = this.#head.search;
    const searches = words.length > 0 || changedOnly;
    const isShown = (/** @type {Parameter} */ parameter) => matches(parameter, words, plain) && (!changedOnly || this.#model.isChanged(parameter));
    const groups = this.#model.groups(searches ? isShown : undefined);
    this.#sections.show(groups, { searches });
    const none = this.#model.shape === null ? t("workflow_form.loading") : searches ? t("workflow_form.nothing_found") : t("workflow_form.no_parameters");
    setText(this.#state, groups.count ? "" : none);
    setAttribute(this.#state, "hidden", groups.count ? "" : null);
    this.#head.showFound(searches ? groups.count : null);
  }
}

/**
 * ComfyUI listens for plain keys on the whole page.
 * @param {KeyboardEvent} event
 */
function keepKeys(event) {
  const isEscape = event.key === "Escape";
  if (!event.ctrlKey && !event.metaKey && !isEscape) event.stopPropagation();
}
