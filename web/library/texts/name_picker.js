/** `<penstock-name-picker>`: a field for the name of a libber, a folder, a composition: typed search over what there is. */

/**
 * @typedef {object} PickerOptions
 * @property {import("../host.js").Host} host
 * @property {string} label
 * @property {string} value
 * @property {() => Promise<(string | {name: string, detail?: string})[]>} names reads them anew
 * @property {string[]} [events] of the server after which the names are read again
 * @property {(name: string) => void} chosen also "" where there may be none
 * @property {(typed: string) => Promise<string | null>} [create] the line "New…": makes one and says its name, null where not
 * @property {string} [none] the line that chooses none; without, one must be chosen
 * @property {string} [placeholder]
 * @property {boolean} [free] whether a name that is not there (yet) may stand
 */

/** A name that is not there any more stays in the field, marked as missing. */
export class NamePicker extends HTMLElement {
  /** @param {PickerOptions} options */
  show(options) {
    void options;
  }

  /** @returns {string} */
  get value() {
    return "";
  }

  /** Set by whoever holds the value, say a loaded workflow; not told to `chosen`. */
  set value(name) {
    void name;
  }

  /** Whether the names are known and `value` is none of them. */
  get isMissing() {
    return false;
  }

  /** Reads the names again. */
  async refresh() {}
}

export function defineNamePicker() {
  if (!customElements.get("penstock-name-picker")) customElements.define("penstock-name-picker", NamePicker);
}

/** @returns {NamePicker} */
export function makeNamePicker() {
  defineNamePicker();
  return /** @type {NamePicker} */ (document.createElement("penstock-name-picker"));
}
