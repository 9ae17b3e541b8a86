/** How pictures are fitted: resolution, step, and how much may be enlarged; kept for the next visit. */

import { element, setAttribute, setText } from "../library/elements.js";
import { keep, kept } from "../library/page_storage.js";

const KEPT = "penstock.datasets.options";
const COMMON = [512, 768, 1024, 1280, 1536];
const FIELDS = /** @type {const} */ ({
  resolution: { value: 1280, min: 64, max: 8192, step: 64, unit: "px" },
  divisible: { value: 64, min: 8, max: 512, step: 8, unit: "px" },
  max_upscale: { value: 1.5, min: 1, max: 16, step: 0.1, unit: "" },
});

/** @typedef {keyof typeof FIELDS} Name */

export class OptionFields {
  #fields;
  #fault = element("p", { class: "penstock-dataset-fault", attributes: { id: "penstock-dataset-options-fault", role: "alert", hidden: "" } });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {() => void} changed
   */
  constructor(t, changed) {
    const before = keptOptions();
    const names = /** @type {Name[]} */ (Object.keys(FIELDS));
    this.#fields = Object.fromEntries(names.map((name) => [name, field(name, before[name])]));
    const common = element("datalist", { attributes: { id: "penstock-dataset-resolutions" } }, ...COMMON.map((value) => element("option", { properties: { value: String(value) } })));
    setAttribute(this.#fields.resolution, "list", common.id);
    const labels = names.map((name) => element("label", { class: "penstock-dataset-option" }, element("span", { text: t(`datasets.options.${name}`) }), this.#fields[name], element("span", { class: "penstock-dataset-unit", text: FIELDS[name].unit || t("datasets.options.times") })));
    this.root = element("form", { class: "penstock-dataset-options", attributes: { "aria-label": t("datasets.options.title"), novalidate: "" } }, ...labels, common, this.#fault);
    this.root.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("input", () => {
      this.fault(null);
      keep(KEPT, JSON.stringify(this.value));
      changed();
    });
  }

  /** @returns {import("./types.js").BucketOptions} */
  get value() {
    return { resolution: this.#number("resolution"), divisible: this.#number("divisible"), max_upscale: this.#number("max_upscale") };
  }

  /**
   * @param {any} error null: nothing is wrong
   * @returns {boolean} whether one of the fields is meant
   */
  fault(error) {
    const name = String(error?.field ?? "").split(".").at(-1) ?? "";
    for (const [key, one] of Object.entries(this.#fields)) {
      setAttribute(one, "aria-invalid", key === name ? "true" : null);
      setAttribute(one, "aria-describedby", key === name ? this.#fault.id : null);
    }
    const meant = name in this.#fields;
    setAttribute(this.#fault, "hidden", meant ? null : "");
    setText(this.#fault, meant ? [error.message, error.hint].filter(Boolean).join(" ") : "");
    return meant;
  }

  /** @param {Name} name */
  #number(name) {
    const number = Number(this.#fields[name].value);
    return this.#fields[name].value.trim() === "" || !Number.isFinite(number) ? FIELDS[name].value : number;
  }
}

/**
 * @param {Name} name
 * @param {unknown} before
 */
function field(name, before) {
  const { value, min, max, step } = FIELDS[name];
  return element("input", { attributes: { type: "number", inputmode: "decimal", min, max, step }, properties: { value: String(typeof before === "number" ? before : value) } });
}

/** @returns {Record<string, unknown>} */
function keptOptions() {
  try {
    return JSON.parse(kept(KEPT) ?? "{}") ?? {};
  } catch {
    return {};
  }
}
