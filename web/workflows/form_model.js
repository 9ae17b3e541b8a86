/** The parameters of a form and what they are now; knows nothing of the page. */

import { isSame } from "./form_values.js";

/**
 * @typedef {import("./types.js").Parameter} Parameter
 * @typedef {import("./types.js").Values} Values
 *
 * @typedef {object} Group
 * @property {string} key
 * @property {string} label what the server calls it; "" for those that the page names
 * @property {Parameter[]} parameters
 *
 * @typedef {{main: Group[], advanced: Group[], count: number}} Groups
 */

export class FormModel {
  /** @type {import("./types.js").FormShape | null} */
  shape = null;
  /** @type {Parameter[]} by rank */
  parameters = [];
  #byAddress = /** @type {Map<string, Parameter>} */ (new Map());
  #values = /** @type {Map<string, any>} */ (new Map());

  /**
   * @param {import("./types.js").FormShape | null} shape
   * @param {Values} values over the document's; those of parameters that are not there are left out
   */
  show(shape, values) {
    this.shape = shape;
    this.parameters = (shape?.parameters ?? []).toSorted((one, other) => one.rank - other.rank);
    this.#byAddress = new Map(this.parameters.map((parameter) => [parameter.address, parameter]));
    this.#values.clear();
    for (const [address, value] of Object.entries(values)) this.set(address, value);
  }

  /**
   * @param {string} address
   * @returns {Parameter | undefined}
   */
  get(address) {
    return this.#byAddress.get(address);
  }

  /** @param {Parameter} parameter */
  valueOf({ address, value }) {
    return this.#values.has(address) ? this.#values.get(address) : value;
  }

  /** @param {Parameter} parameter */
  isChanged({ address }) {
    return this.#values.has(address);
  }

  /** How many differ from the document's. */
  get changes() {
    return this.#values.size;
  }

  /** @returns {Values} those that differ from the document's, in the order of the form */
  get values() {
    const changed = this.parameters.filter(({ address }) => this.#values.has(address));
    return Object.fromEntries(changed.map(({ address }) => [address, this.#values.get(address)]));
  }

  /**
   * @param {string} address
   * @param {any} value
   * @returns {boolean} whether it is another one now
   */
  set(address, value) {
    const parameter = this.#byAddress.get(address);
    if (!parameter || isSame(parameter, this.valueOf(parameter), value)) return false;
    if (isSame(parameter, parameter.value, value)) this.#values.delete(address);
    else this.#values.set(address, value);
    return true;
  }

  /**
   * @param {Parameter} parameter
   * @returns {any[] | null} null where nobody knows
   */
  options({ options }) {
    return options === null ? null : (this.shape?.option_lists[options] ?? null);
  }

  /**
   * By what a key of the server means: an address, one of the targets, a role, a label.
   * @param {string} key
   * @returns {Parameter | undefined}
   */
  find(key) {
    const plain = key.trim().toLowerCase();
    const is = (/** @type {(parameter: Parameter) => boolean} */ test) => this.parameters.find(test);
    return this.get(key) ?? is(({ targets }) => targets.includes(key)) ?? is(({ role }) => role === plain) ?? is(({ label }) => label.trim().toLowerCase() === plain);
  }

  /**
   * @param {(parameter: Parameter) => boolean} [isShown]
   * @returns {Groups} each in the order of its first parameter
   */
  groups(isShown = () => true) {
    const shown = this.parameters.filter(isShown);
    return { main: grouped(shown.filter(({ advanced }) => !advanced)), advanced: grouped(shown.filter(({ advanced }) => advanced)), count: shown.length };
  }
}

/**
 * @param {Parameter[]} parameters
 * @returns {Group[]}
 */
function grouped(parameters) {
  const groups = /** @type {Map<string, Group>} */ (new Map());
  for (const parameter of parameters) {
    const group = groups.get(parameter.group) ?? { key: parameter.group, label: parameter.group_label, parameters: [] };
    group.parameters.push(parameter);
    groups.set(parameter.group, group);
  }
  return [...groups.values()];
}

/**
 * Whether each word is in what the parameter is called.
 * @param {Parameter} parameter
 * @param {string[]} words plain
 * @param {(text: string) => string} plain
 */
export function matches({ label, node_title: title, field, role, class_type: kind, address }, words, plain) {
  const text = plain([label, title, field.replaceAll("_", " "), role.replaceAll("_", " "), kind, address].join(" "));
  return words.every((word) => text.includes(word));
}
