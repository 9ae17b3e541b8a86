/** One workflow, with its versions and presets, as it is now. */

import { WorkflowClient } from "./workflow_client.js";
import { WORKFLOW_EVENTS } from "./workflow_book.js";

const PRESET_EVENTS = ["workflow_preset_saved", "workflow_preset_deleted"];

/**
 * @typedef {import("./workflow_types.js").Detail} Detail
 * @typedef {import("./workflow_types.js").Preset} Preset
 * @typedef {import("./workflow_types.js").Values} Values
 */

/** Dispatches `change`. Commands reject with the server's words. */
export class OneWorkflow extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why it could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  detail = /** @type {Detail | null} */ (null);
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  #stops;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} id
   */
  constructor(host, id) {
    super();
    this.id = id;
    this.client = new WorkflowClient(host.requests);
    const concerns = (/** @type {any} */ event) => !event?.workflow || event.workflow === id;
    this.#stops = [...WORKFLOW_EVENTS, ...PRESET_EVENTS].map((name) => host.events.listen(name, (event) => void (concerns(event) && this.refresh())));
    void this.refresh();
  }

  close() {
    for (const stop of this.#stops) stop();
  }

  /** Reads it again; done when it is as new as this call. Never rejects. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @returns {readonly Preset[]} by name */
  get presets() {
    return this.detail?.presets ?? [];
  }

  /** @param {string} id */
  preset(id) {
    return this.presets.find((one) => one.id === id) ?? null;
  }

  /**
   * @param {string} name
   * @param {Values} values
   */
  addPreset(name, values) {
    return this.#then(this.client.addPreset(this.id, name, values));
  }

  /**
   * @param {string} preset
   * @param {{revision: number, name?: string, values?: Values}} changes
   */
  changePreset(preset, changes) {
    return this.#then(this.client.changePreset(this.id, preset, changes));
  }

  /** @param {Preset} preset */
  removePreset({ id, revision }) {
    return this.#then(this.client.removePreset(this.id, id, revision));
  }

  /** @param {string} preset */
  restorePreset(preset) {
    return this.#then(this.client.restorePreset(this.id, preset));
  }

  /** @param {Values} values which a form of it begins with; none: those of the document */
  setDefaults(values) {
    return this.#then(this.client.setDefaults(this.id, this.detail?.revision ?? 0, values));
  }

  /**
   * What was changed is read before the command is done.
   * @template T
   * @param {Promise<T>} command
   * @returns {Promise<T>}
   */
  async #then(command) {
    try {
      return await command;
    } finally {
      await this.refresh();
    }
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      [this.detail, this.status, this.error] = [await this.client.get(this.id), "ready", null];
    } catch (error) {
      [this.status, this.error] = ["failed", error];
    }
    this.dispatchEvent(new Event("change"));
  }
}
