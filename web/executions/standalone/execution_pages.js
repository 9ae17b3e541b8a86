/** The page of one execution, and that of two side by side. */

import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { makeExecutionBrowser } from "../browser.js";
import { moreActions } from "../browser_head.js";
import { makeExecutionCompare } from "../compare.js";
import { textOf, titleOf } from "../execution_names.js";
import { shownKeys } from "../sheet_keys.js";

/**
 * @typedef {import("./pages.js").ExecutionApp} ExecutionApp
 * @typedef {import("../types.js").ExecutionKey} ExecutionKey
 * @typedef {import("../../standalone/app.js").Page} Page
 */

/**
 * @param {ExecutionApp} app
 * @param {ExecutionKey} key
 * @returns {Page}
 */
export function executionPage(app, key) {
  const { host } = app;
  const { t } = host;
  app.last.key = textOf(key);
  const browser = makeExecutionBrowser();
  const title = element("h1", { text: titleOf(key), attributes: { title: textOf(key) } });
  const more = moreActions(t, (anchor) => browser.openMenu(anchor));
  browser.addEventListener("penstock-execution", (event) => {
    const { about } = /** @type {CustomEvent} */ (event).detail;
    if (about) setText(title, titleOf(about));
    setAttribute(more, "hidden", about ? null : "");
  });
  const story = element("a", { class: "penstock-execution-story", text: key.story, attributes: { href: `#/executions?${new URLSearchParams({ story: key.story })}` } });
  const root = element("section", { class: "penstock-execution-page" }, head(t, title, story, more), browser);
  browser.show({ host, execution: key, ownMenu: false, compare: (other) => app.compare(key, other), gone: app.all, all: app.all });
  return {
    root,
    title: `${titleOf(key)} · ${key.story}`,
    under: "/executions",
    close: () => browser.disconnectedCallback(),
    keys: { c: () => void browser.compare(), s: () => browser.focusSheet() },
    shortcuts: () => [{ title: t("executions.title"), keys: [...shownKeys(t), ["C", t("executions.compare")], ["S", t("executions.keys.sheet")]] }],
  };
}

/**
 * @param {ExecutionApp} app
 * @param {ExecutionKey | null} one
 * @param {ExecutionKey | null} other
 * @returns {Page}
 */
export function comparePage(app, one, other) {
  const { host } = app;
  const { t } = host;
  const title = element("h1", { text: t("executions.compare_title") });
  const page = { title: t("executions.compare_title"), under: "/executions", close: () => {} };
  if (!one || !other) {
    const all = element("a", { class: "penstock-button", text: t("executions.all"), attributes: { href: "#/executions" } });
    const words = element("div", { class: "penstock-empty" }, icon("compare"), element("strong", { text: t("executions.nothing_to_compare") }), element("p", { text: t("executions.nothing_to_compare_hint") }), all);
    return { ...page, root: element("section", { class: "penstock-execution-page" }, head(t, title), words) };
  }
  const compare = makeExecutionCompare();
  compare.show({ host, keys: [one, other], chosen: ([a, b]) => app.compare(a, b), open: app.open });
  return {
    ...page,
    root: element("section", { class: "penstock-execution-page" }, head(t, title), compare),
    close: () => compare.disconnectedCallback(),
    keys: { s: () => compare.focusSheet() },
    shortcuts: () => [{ title: t("executions.compare_title"), keys: [...shownKeys(t), ["S", t("executions.keys.sheet")]] }],
  };
}

/**
 * @param {import("../../library/strings.js").Translate} t
 * @param {...Node} words
 */
function head(t, ...words) {
  const back = element("a", { class: "penstock-execution-up", attributes: { href: "#/executions", title: t("executions.all") } }, icon("back"), element("span", { text: t("executions.title") }));
  return element("div", { class: "penstock-execution-top" }, back, ...words);
}
