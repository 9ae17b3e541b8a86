/** A value that no other field is for, as JSON. */

import { element } from "../../library/elements.js";
import { isSame, parse, toText } from "../form_values.js";
import { faultText, labelled } from "./field.js";

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function jsonField(context, value) {
  const { parameter, host } = context;
  const attributes = { ...labelled(context), rows: 2, spellcheck: "false", autocomplete: "off", dir: "ltr" };
  const main = element("textarea", { class: "penstock-form-input penstock-form-json", attributes });
  const show = (/** @type {any} */ next) => {
    const now = parse(parameter, main.value);
    if (now.fault || !isSame(parameter, now.value, next)) main.value = toText(parameter, next);
  };
  main.addEventListener("input", () => {
    const parsed = parse(parameter, main.value);
    context.refuse(parsed.fault ? faultText(host.t, parsed) : "");
    if (!parsed.fault) context.change(parsed.value);
  });
  show(value);
  return { root: main, main, show };
}
