/** What stands where there is nothing to list. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @param {Parameters<typeof icon>[0]} name
 * @param {string} text
 * @param {string} [hint]
 * @param {...Node} actions
 */
export function nothing(name, text, hint = "", ...actions) {
  return element("div", { class: "penstock-empty" }, icon(name), element("p", { text }), hint ? element("small", { text: hint }) : null, ...actions);
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {import("../run_list.js").RunList} list
 * @param {{isNarrow: boolean, empty: () => Node, clear: () => void}} options
 * @returns {{what: string, nodes: () => Node[]}} `what` is another one for other words
 */
export function listMessage({ t }, list, { isNarrow, empty, clear }) {
  if (list.status === "loading" || (!list.runs.length && !list.isWhole && list.status === "ready")) return { what: "loading", nodes: () => [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }), element("p", { text: t("runs.loading") }))] };
  if (list.status === "failed") {
    const retry = () => button(t("retry"), () => void list.find(list.filter), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return { what: `failed ${list.error?.message}`, nodes: () => [nothing("warning", list.error?.message ?? "", list.error?.hint ?? "", retry())] };
  }
  if (list.runs.length) return { what: "", nodes: () => [] };
  if (isNarrow) return { what: "none", nodes: () => [nothing("search", t("runs.none_found"), "", button(t("page.clear_search"), clear, { class: "penstock-button" }))] };
  return { what: "empty", nodes: () => [empty()] };
}
