/** What the overview shows in place of cards, or above them. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

const SKELETONS = 12;

export function skeletons() {
  const cards = Array.from({ length: SKELETONS }, () => element("span", { class: "penstock-card penstock-card-skeleton" }));
  return element("div", { class: "penstock-cards", attributes: { "aria-hidden": "true" } }, ...cards);
}

/**
 * @param {import("./pages.js").PoolApp} app
 * @param {{some: boolean, found: boolean, clear: () => void}} what whether there are pools, and whether some are shown
 * @returns {Node[]}
 */
export function overviewMessage({ host, listed, actions }, { some, found, clear }) {
  const { t } = host;
  if (listed.status === "failed") {
    const { message, hint } = listed.error;
    return [box("warning", message, hint ?? "", button(t("retry"), () => listed.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" }), some)];
  }
  if (listed.status !== "ready" || found) return [];
  if (some) return [box("search", t("page.none_found"), t("page.none_found_hint"), button(t("page.clear_search"), clear, { class: "penstock-button" }))];
  const create = button(t("page.new_pool"), () => void actions.askAndCreate(), { icon: icon("plus"), showLabel: true, class: "penstock-button" });
  return [box("images", t("page.no_pools"), t("page.no_pools_hint"), create)];
}

/**
 * @param {"warning" | "search" | "images"} shape
 * @param {string} title
 * @param {string} hint
 * @param {Node} action
 * @param {boolean} [isLine] above cards that are still there
 */
function box(shape, title, hint, action, isLine = false) {
  const texts = [icon(shape), element("strong", { text: title }), element("p", { text: hint }), action];
  return element("div", { class: isLine ? "penstock-overview-line" : "penstock-empty", attributes: { role: shape === "warning" ? "alert" : null } }, ...texts);
}
