/** What the page of scenes shows in place of them. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @param {import("./pages.js").SceneApp} app
 * @param {{some: boolean, found: boolean}} what whether there are scenes, and whether some of them are shown
 * @param {{create: () => void, clear: () => void}} ways
 * @returns {Node[]}
 */
export function scenesMessage({ host, book }, { some, found }, ways) {
  const { t } = host;
  if (book.status === "failed") {
    const { message, hint } = book.error;
    const retry = button(t("retry"), () => void book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return [empty("warning", message, hint, retry)];
  }
  if (book.status !== "ready" || found) return [];
  if (some) return [empty("search", t("scenes.none_found"), t("scenes.none_found_hint"), button(t("page.clear_search"), ways.clear, { class: "penstock-button" }))];
  const create = button(t("scenes.new"), ways.create, { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
  return [empty("scene", t("scenes.none"), t("scenes.none_hint", { folder: book.folder || "output/scenes" }), create)];
}

/**
 * @param {"search" | "scene" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
export function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}
