/** What stands in a row of a form and holds its value. */

/**
 * What a row gives to its field.
 * @typedef {object} FieldContext
 * @property {import("../../library/host.js").Host} host
 * @property {import("../types.js").Parameter} parameter
 * @property {any[] | null} options
 * @property {string} id of the element that the label belongs to
 * @property {string} describedBy ids of what explains it
 * @property {(value: any) => void} change the user has entered a value
 * @property {(message: string) => void} refuse what the user has entered is no value; "" where it is one again
 * @property {import("../seed_controls.js").Control | null} control of a seed; null where there is nothing to choose
 * @property {(control: import("../seed_controls.js").Control) => void} setControl
 *
 * @typedef {object} Field
 * @property {HTMLElement} root
 * @property {HTMLElement} main has the id, and the focus
 * @property {(value: any) => void} show a value that came from elsewhere
 * @property {(control: import("../seed_controls.js").Control) => void} [showControl]
 */

/**
 * The attributes of the element that the label belongs to.
 * @param {FieldContext} context
 * @returns {Record<string, string>}
 */
export function labelled({ id, describedBy }) {
  return { id, "aria-describedby": describedBy };
}

/**
 * The sentence for what `parse` refused.
 * @param {import("../../library/strings.js").Translate} t
 * @param {{fault?: string, limit?: string}} parsed
 */
export function faultText(t, { fault, limit = "" }) {
  switch (fault) {
    case "not_integer":
      return t("workflow_form.not_integer");
    case "not_number":
      return t("workflow_form.not_number");
    case "too_small":
      return t("workflow_form.too_small", { limit });
    case "too_large":
      return t("workflow_form.too_large", { limit });
    default:
      return t("workflow_form.not_json");
  }
}
