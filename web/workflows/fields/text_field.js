/** One line of text, or as many as there are. */

import { element } from "../../library/elements.js";
import { toText } from "../form_values.js";
import { labelled } from "./field.js";

const FIRST_ROWS = 3;

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function textField(context, value) {
  const isLong = context.parameter.type === "text" || /\n/.test(toText(context.parameter, value));
  const main = isLong ? textArea(context) : element("input", { class: "penstock-form-input", attributes: { ...labelled(context), type: "text", autocomplete: "off", spellcheck: "false", dir: "auto" } });
  const show = (/** @type {any} */ next) => {
    const text = toText(context.parameter, next);
    if (main.value !== text) main.value = text;
    grow(main);
  };
  main.addEventListener("input", () => {
    grow(main);
    context.change(main.value);
  });
  main.addEventListener("penstock-seen", () => grow(main));
  show(value);
  return { root: main, main, show };
}

/** @param {import("./field.js").FieldContext} context */
function textArea(context) {
  const prompt = context.parameter.role.includes("prompt");
  return element("textarea", { class: "penstock-form-input", attributes: { ...labelled(context), rows: prompt ? FIRST_ROWS : 2, spellcheck: "true", dir: "auto" } });
}

/** @param {HTMLElement} field as high as its text, where the browser does not do that by itself */
function grow(field) {
  if (!(field instanceof HTMLTextAreaElement) || CSS.supports("field-sizing", "content") || !field.isConnected) return;
  field.style.height = "auto";
  if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`;
}
