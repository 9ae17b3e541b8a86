/** The presets of the kept workflow that is open on the canvas: their values go into its widgets. */

import { PresetBar } from "../preset_bar.js";

/** @typedef {import("../workflow_types.js").Values} Values */

export class OpenPresets {
  #host;
  #kept;
  #form;
  #bar;
  #hasForm = false;
  #one = /** @type {import("../workflow_book_one.js").OneWorkflow | null} */ (null);

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("./kept_workflow.js").KeptWorkflow} kept
   * @param {import("../form.js").ParameterForm} form whose edits write the widgets
   */
  constructor(host, kept, form) {
    this.#host = host;
    this.#kept = kept;
    this.#form = form;
    this.#bar = PresetBar.create(host);
    this.root = this.#bar;
    this.#bar.hidden = true;
    this.#bar.addEventListener("penstock-preset", (event) => this.#put(/** @type {CustomEvent} */ (event).detail));
    kept.addEventListener("change", () => this.#update());
  }

  /** @param {import("../types.js").FormShape | null} shape what the form shows */
  show(shape) {
    this.#hasForm = !!shape?.parameters.length;
    this.#update();
    this.edited();
  }

  /** The form shows other values. */
  edited() {
    if (!this.#bar.hidden) this.#bar.edited(this.#values);
  }

  /** ComfyUI ran what the form shows: a kept workflow has it as its last used values. */
  async used() {
    const { one } = this.#kept;
    if (!one?.detail || !this.#kept.shape) return;
    try {
      await this.#host.requests.send("PUT", `/penstock/workflows/${encodeURIComponent(one.id)}/last_parameters`, { values: this.#values });
    } catch (error) {
      this.#host.toasts.showError(error);
    }
  }

  /** What differs from the kept version, of the parameters that it has. */
  get #values() {
    const kept = new Set(this.#kept.shape?.parameters.map(({ address }) => address));
    return Object.fromEntries(Object.entries(this.#form.values).filter(([address]) => kept.has(address)));
  }

  #update() {
    const { one } = this.#kept;
    this.#bar.hidden = !one?.detail || !this.#hasForm;
    if (one === this.#one) return;
    this.#one = one;
    this.#bar.show(one);
  }

  /**
   * What is not named goes back to the value of the kept version.
   * @param {{values: Values, isEdit?: boolean}} preset
   */
  #put({ values, isEdit = false }) {
    this.#form.enter(values);
    if (isEdit) this.edited();
    else this.#bar.based(this.#values);
  }
}
