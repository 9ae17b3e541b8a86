/** Copying text for the user. */

import { openDialog } from "./dialogs.js";
import { element } from "./elements.js";

/**
 * @param {import("./host.js").Host} host
 * @param {string} text
 * @param {string} [said] what is told then; else the text itself
 */
export async function copyText(host, text, said) {
  const { t, toasts } = host;
  // Browsers give no clipboard to pages that come over plain HTTP from another machine.
  if (!navigator.clipboard) return showForCopying(host, text);
  try {
    await navigator.clipboard.writeText(text);
    toasts.show({ message: said ?? t("library.copied", { text }), severity: "success" });
  } catch {
    showForCopying(host, text); // the user did not allow it
  }
  return undefined;
}

/**
 * @param {import("./host.js").Host} host
 * @param {string} text
 */
function showForCopying(host, text) {
  const field = element("input", { attributes: { type: "text", readonly: "", autofocus: "" }, properties: { value: text } });
  const content = element("label", { class: "penstock-field" }, element("span", { text: host.t("library.copy_by_hand") }), field);
  openDialog(host, { title: host.t("library.copy"), content, className: "penstock-dialog-small" });
  field.select();
}
