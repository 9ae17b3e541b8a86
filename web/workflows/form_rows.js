/** The rows of a form by address: made when they are first shown, kept as long as their parameter stays the same. */

import { FormRow } from "./form_row.js";

/**
 * @typedef {import("./types.js").Parameter} Parameter
 * @typedef {Omit<import("./form_row.js").RowOptions, "host" | "id">} MadeOptions
 */

export class FormRows {
  #host;
  #make;
  #rows = /** @type {Map<string, {row: FormRow, drawn: string}>} */ (new Map());
  #id = `penstock-form-${crypto.randomUUID().slice(0, 8)}`;
  #made = 0;
  /** Each list of options as text: many parameters share one of thousands. */
  #lists = /** @type {string[]} */ ([]);

  /** @param {{host: import("../library/host.js").Host, make: (parameter: Parameter) => MadeOptions}} options */
  constructor({ host, make }) {
    this.#host = host;
    this.#make = make;
  }

  /** @returns {FormRow[]} those that were made */
  get all() {
    return [...this.#rows.values()].map(({ row }) => row);
  }

  /** An id that nobody else in the page has. */
  newId() {
    this.#made += 1;
    return `${this.#id}-${this.#made}`;
  }

  /**
   * @param {string} address
   * @returns {FormRow | undefined} none where it was not shown yet
   */
  get(address) {
    return this.#rows.get(address)?.row;
  }

  /**
   * @param {Parameter} parameter
   * @returns {FormRow}
   */
  of(parameter) {
    const found = this.get(parameter.address);
    if (found) return found;
    const options = this.#make(parameter);
    const row = new FormRow(parameter, { host: this.#host, id: this.newId(), ...options });
    this.#rows.set(parameter.address, { row, drawn: this.#signature(parameter) });
    return row;
  }

  /**
   * Another form is shown: rows of parameters that are as they were stay.
   * @param {import("./form_model.js").FormModel} model
   */
  keep(model) {
    this.#lists = (model.shape?.option_lists ?? []).map((list) => JSON.stringify(list));
    for (const [address, { row, drawn }] of this.#rows) {
      const parameter = model.get(address);
      if (!parameter || drawn !== this.#signature(parameter)) {
        this.#rows.delete(address);
        continue;
      }
      row.parameter = parameter;
      row.show(model.valueOf(parameter));
    }
  }

  /** @returns {(() => void) | null} gives the focus back to the row that has it now */
  focused() {
    const active = document.activeElement;
    const address = active?.closest("[data-address]")?.getAttribute("data-address");
    if (!active || !address || !this.get(address)?.root.contains(active)) return null;
    return () => {
      if (active.isConnected) /** @type {HTMLElement} */ (active).focus({ preventScroll: true });
      else this.get(address)?.focus();
    };
  }

  /**
   * All that a row draws but its values.
   * @param {Parameter} parameter
   */
  #signature(parameter) {
    const { value, rank, options, ...drawn } = parameter;
    const isLong = typeof value === "string" && value.includes("\n");
    return JSON.stringify([drawn, isLong, options === null ? null : this.#lists[options]]);
  }
}
