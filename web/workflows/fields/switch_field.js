/** Yes or no. */

import { element } from "../../library/elements.js";
import { labelled } from "./field.js";

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function switchField(context, value) {
  const main = element("input", { attributes: { ...labelled(context), type: "checkbox", role: "switch" } });
  main.addEventListener("change", () => context.change(main.checked));
  const show = (/** @type {any} */ next) => {
    main.checked = next === true;
  };
  show(value);
  return { root: element("span", { class: "penstock-form-check" }, main), main, show };
}
