/** The parameters of the open graph with their widgets: what they have, had at first, and get. */

import { CONTROLS, readValue, sameValue, widgetValue, writeValue } from "./live_values.js";
import { controlOf, livePlaces } from "./live_places.js";

/**
 * @typedef {import("../types.js").FormShape} FormShape
 * @typedef {import("../types.js").Parameter} Parameter
 * @typedef {import("../types.js").Control} Control
 */

export class LiveParameters {
  #app;
  #graph;
  #shape = /** @type {FormShape | null} */ (null);
  /** What the form shows. */
  #shown = /** @type {Map<string, any>} */ (new Map());
  #controls = /** @type {Map<string, Control | null>} */ (new Map());
  /** The values to which people go back: those that the workflow had when it was opened. */
  #baseline = /** @type {Map<string, any>} */ (new Map());
  #tab = "";

  /**
   * @param {any} app ComfyUI's `app`
   * @param {import("./live_graph.js").LiveGraph} graph
   */
  constructor(app, graph) {
    this.#app = app;
    this.#graph = graph;
  }

  /**
   * @param {FormShape} shape of the graph a moment ago
   * @param {FormShape | null} kept of the newest version in the library, whose values are those to go back to
   * @returns {{shape: FormShape, values: Record<string, any>}} with the values to go back to, and those of the widgets now
   */
  take(shape, kept) {
    this.#followTab();
    const known = new Map(kept?.parameters.map((one) => [keyOf(one, one.address), one.value]));
    const parameters = shape.parameters.map((one) => ({ ...one, value: known.get(keyOf(one, one.address)) ?? this.#first(one) }));
    this.#shape = { ...shape, parameters };
    this.#shown = new Map(shape.parameters.map((one) => [one.address, this.#read(one) ?? one.value]));
    this.#controls = new Map(shape.parameters.map((one) => [one.address, this.#readControl(one)]));
    for (const one of parameters) one.control = this.#controls.get(one.address) ?? one.control;
    const changed = parameters.filter(({ address, value }) => !sameValue(this.#shown.get(address), value));
    return { shape: this.#shape, values: Object.fromEntries(changed.map(({ address }) => [address, this.#shown.get(address)])) };
  }

  /** Values that were changed on the canvas since the last time. */
  changes() {
    const changes = [];
    for (const parameter of this.#shape?.parameters ?? []) {
      const value = this.#read(parameter);
      if (value === undefined || sameValue(value, this.#shown.get(parameter.address))) continue;
      this.#shown.set(parameter.address, value);
      changes.push({ address: parameter.address, value });
    }
    return changes;
  }

  /** What becomes of seeds after a run, where that was changed on the canvas. */
  controlChanges() {
    const changes = [];
    for (const parameter of this.#shape?.parameters ?? []) {
      const control = this.#readControl(parameter);
      if (control === this.#controls.get(parameter.address)) continue;
      this.#controls.set(parameter.address, control);
      changes.push({ address: parameter.address, control });
    }
    return changes;
  }

  /**
   * @param {string} address
   * @param {any} value of the form
   * @returns {{problem: "" | "missing" | "inexact", value: any}} `missing`: the canvas has no such widget, `value` is as it
   * was; `inexact`: the canvas holds this number instead
   */
  write(address, value) {
    const parameter = this.#find(address);
    const places = this.#places(parameter);
    if (!parameter || !places.length) return { problem: "missing", value: this.#shown.get(address) };
    this.#shown.set(address, value);
    const wanted = widgetValue(parameter, value);
    for (const place of places) writeValue(this.#app, place, wanted);
    return { problem: typeof value === "string" && typeof wanted === "number" && String(wanted) !== value ? "inexact" : "", value: readValue(places[0]) };
  }

  /**
   * @param {string} address
   * @param {Control} control
   */
  writeControl(address, control) {
    const parameter = this.#find(address);
    this.#controls.set(address, control);
    for (const { node, widget } of this.#places(parameter)) {
      const follows = controlOf({ node, widget });
      if (follows) writeValue(this.#app, { node, widget: follows }, control);
    }
  }

  /**
   * @param {string} target a place in the graph that runs
   * @returns {string} the address of the parameter that decides it, or `target`
   */
  addressOf(target) {
    const decides = this.#shape?.parameters.find((one) => one.address === target || one.targets.includes(target));
    return decides?.address ?? target;
  }

  #followTab() {
    if (this.#graph.tab === this.#tab) return;
    this.#tab = this.#graph.tab;
    this.#baseline.clear();
  }

  /** @param {Parameter} parameter */
  #first(parameter) {
    const key = keyOf(parameter, parameter.address);
    if (!this.#baseline.has(key)) this.#baseline.set(key, this.#read(parameter) ?? parameter.value);
    return this.#baseline.get(key);
  }

  /** @param {string} address */
  #find(address) {
    return this.#shape?.parameters.find((one) => one.address === address) ?? null;
  }

  /** @param {Parameter | null} parameter */
  #places(parameter) {
    return parameter ? livePlaces(this.#graph.root, parameter) : [];
  }

  /**
   * @param {Parameter} parameter
   * @returns {any} undefined where the canvas has no such widget
   */
  #read(parameter) {
    const [place] = this.#places(parameter);
    return place ? readValue(place) : undefined;
  }

  /**
   * @param {Parameter} parameter
   * @returns {Control | null}
   */
  #readControl(parameter) {
    if (parameter.type !== "seed" && parameter.type !== "integer") return null;
    const [place] = this.#places(parameter);
    const value = place && controlOf(place)?.value;
    return CONTROLS.includes(value) ? value : null;
  }
}

/**
 * Another node may have the number of one that was deleted.
 * @param {Parameter | null} parameter
 * @param {string} address
 */
function keyOf(parameter, address) {
  return `${parameter?.class_type ?? ""} ${address}`;
}
