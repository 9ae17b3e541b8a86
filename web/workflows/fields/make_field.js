/** Which field is for which type of parameter. */

import { jsonField } from "./json_field.js";
import { mediaField } from "./media_field.js";
import { numberField } from "./number_field.js";
import { seedField } from "./seed_field.js";
import { selectField } from "./select_field.js";
import { switchField } from "./switch_field.js";
import { textField } from "./text_field.js";

/** @typedef {(context: import("./field.js").FieldContext, value: any) => import("./field.js").Field} MakeField */

/** @type {Record<import("../types.js").ParameterType, MakeField>} */
const FIELDS = {
  string: textField,
  text: textField,
  integer: numberField,
  float: numberField,
  boolean: switchField,
  select: selectField,
  seed: seedField,
  image: mediaField,
  mask: mediaField,
  video: mediaField,
  audio: mediaField,
  model: selectField,
  other: jsonField,
};

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function makeField(context, value) {
  // A newer server may know types that this page does not.
  return (FIELDS[context.parameter.type] ?? jsonField)(context, value);
}

/**
 * What fields are wide, and where their label stands.
 * @param {import("../types.js").Parameter} parameter
 * @returns {"wide" | "media" | "switch" | "line"}
 */
export function layoutOf({ type, value }) {
  if (type === "text" || type === "other" || (type === "string" && /\n/.test(String(value)))) return "wide";
  if (type === "boolean") return "switch";
  return ["image", "mask", "video", "audio"].includes(type) ? "media" : "line";
}
