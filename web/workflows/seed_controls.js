/** What becomes of each seed after a run: as the document says, until the user chooses; kept for each workflow. */

import { kept, keep } from "../library/page_storage.js";

/**
 * @typedef {import("./types.js").Control} Control
 * @typedef {import("./types.js").Parameter} Parameter
 */

/** @type {readonly Control[]} */
export const CONTROLS = ["fixed", "randomize", "increment", "decrement"];

export class SeedControls {
  #workflow = "";
  #chosen = /** @type {Record<string, Control>} */ ({});

  /** @param {string | null | undefined} workflow null keeps nothing */
  open(workflow) {
    this.#workflow = workflow ?? "";
    this.#chosen = this.#workflow ? read(this.#key) : {};
  }

  /**
   * @param {Parameter} parameter
   * @returns {Control}
   */
  of({ address, control }) {
    return this.#chosen[address] ?? control ?? "fixed";
  }

  /**
   * @param {Parameter} parameter
   * @param {Control} control
   */
  set({ address, control: own }, control) {
    if (control === (own ?? "fixed")) delete this.#chosen[address];
    else this.#chosen[address] = control;
    if (this.#workflow) keep(this.#key, JSON.stringify(this.#chosen));
  }

  get #key() {
    return `penstock.form.seeds.${this.#workflow}`;
  }
}

/**
 * @param {string} key
 * @returns {Record<string, Control>}
 */
function read(key) {
  try {
    const found = Object.entries(JSON.parse(kept(key) ?? "{}"));
    return Object.fromEntries(found.filter(([, control]) => CONTROLS.includes(/** @type {Control} */ (control))));
  } catch {
    return {};
  }
}
