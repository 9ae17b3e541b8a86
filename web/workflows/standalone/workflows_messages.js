/** What the page of workflows shows in place of them. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {{some: boolean, found: boolean}} what whether there are workflows, and whether some of them are shown
 * @param {{choose: () => void, clear: () => void}} ways
 * @returns {Node[]}
 */
export function workflowsMessage({ host, book }, { some, found }, ways) {
  const { t } = host;
  if (book.status === "loading" && !some) return [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }))];
  if (book.status === "failed") return [failure(host, book.error, () => void book.refresh())];
  if (found) return [];
  if (some) return [empty("search", t("workflows.none_found"), t("workflows.none_found_hint"), button(t("page.clear_search"), ways.clear, { class: "penstock-button" }))];
  const choose = button(t("workflows.import"), ways.choose, { icon: icon("upload"), showLabel: true, class: "penstock-button penstock-primary" });
  return [empty("workflows", t("workflows.none"), t("workflows.none_hint"), choose)];
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {any} error
 * @param {() => void} again
 */
export function failure({ t }, error, again) {
  const retry = button(t("retry"), again, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  return empty("warning", error.message, error.hint ?? "", retry);
}

/**
 * @param {"search" | "workflows" | "warning" | "check"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
export function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
