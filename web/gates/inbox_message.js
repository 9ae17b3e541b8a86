/** What the inbox shows in place of gates. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./gates.js").Gates} gates
 * @param {string} last how the last gate ended, empty where none was shown
 * @returns {Node[]}
 */
export function inboxMessage({ t }, gates, last) {
  if (gates.status === "loading") return [element("span", { class: "penstock-spinner", attributes: { role: "status", "aria-label": t("gates.loading") } })];
  if (gates.status === "failed") return failed(t, gates);
  return [icon("check"), element("strong", { text: last || t("gates.none") }), element("p", { text: last ? t("gates.none_left") : t("gates.none_hint") })];
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./gates.js").Gates} gates
 */
function failed(t, gates) {
  const { message, hint } = gates.error;
  const retry = button(t("retry"), () => void gates.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  return [icon("warning"), element("strong", { text: message }), element("p", { text: hint ?? "" }), retry];
}
