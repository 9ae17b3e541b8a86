/** Pages that say why there is no page. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {import("./app.js").Page} Page
 * @typedef {import("../library/host.js").Host} Host
 */

/**
 * @param {Host} host
 * @param {string} path
 * @param {import("./app.js").PageSpec[]} entries
 * @returns {Page}
 */
export function noSuchPage({ t }, path, entries) {
  const links = entries.map((entry) => element("a", { class: "penstock-button", text: entry.title ?? "", attributes: { href: `#${entry.path}` } }));
  return message(t("page.unknown"), t("page.unknown_hint", { path }), ...links);
}

/**
 * What stands there while a page's modules are fetched.
 * @param {string} title
 * @returns {Page}
 */
export function loadingPage(title) {
  return { root: element("section", { class: "penstock-loading-page", attributes: { "aria-busy": "true" } }), title, close: () => {} };
}

/**
 * @param {Host} host
 * @returns {Page}
 */
export function noPages({ t }) {
  return message(t("page.nothing_on"), t("page.nothing_on_hint"));
}

/**
 * @param {Host} host
 * @param {any} error
 * @param {() => void} retry
 * @returns {Page}
 */
export function failedPage({ t }, error, retry) {
  return message(t("page.failed"), [error.message, error.hint].filter(Boolean).join(" "), button(t("retry"), retry, { class: "penstock-button", icon: icon("refresh"), showLabel: true }));
}

/**
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 * @returns {Page}
 */
function message(title, hint, ...actions) {
  const root = element("section", { class: "penstock-empty penstock-empty-page" }, icon("warning"), element("h1", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
  return { root, title, close: () => {} };
}
