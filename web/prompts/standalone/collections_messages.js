/** What the page of collections shows in place of them. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @param {import("./pages.js").PromptApp} app
 * @param {{some: boolean, found: boolean}} what whether there are collections, and whether some of them are shown
 * @param {{create: () => void, clear: () => void}} ways
 * @returns {Node[]}
 */
export function collectionsMessage({ host, collections }, { some, found }, ways) {
  const { t } = host;
  if (collections.status === "failed") {
    const { message, hint } = collections.error;
    const retry = button(t("retry"), () => void collections.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return [empty("warning", message, hint, retry)];
  }
  if (collections.status !== "ready" || found) return [];
  if (some) return [empty("search", t("prompts.none_found"), t("page.none_found_hint"), button(t("page.clear_search"), ways.clear, { class: "penstock-button" }))];
  const create = button(t("prompts.new"), ways.create, { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
  return [empty("prompts", t("prompts.no_collections"), t("prompts.no_collections_hint"), create)];
}

/**
 * @param {"search" | "prompts" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
