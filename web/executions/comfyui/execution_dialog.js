/** An execution over the graph, and two side by side. */

import { openFullDialog } from "../../library/dialogs.js";
import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { loadStyles } from "../../library/styles.js";
import { makeExecutionBrowser, SHEETS } from "../browser.js";
import { makeExecutionCompare } from "../compare.js";
import { comparePageOf, pageOf, titleOf } from "../execution_names.js";

/**
 * @typedef {import("../types.js").ExecutionKey} ExecutionKey
 * @typedef {{host: import("../../library/host.js").Host, ownPage: string}} DialogPage `ownPage` is empty where there is none
 */

/**
 * @param {DialogPage} page
 * @param {ExecutionKey} key
 */
export async function openBrowser(page, key) {
  const browser = makeExecutionBrowser();
  const dialog = await open(page, `${titleOf(key)} · ${key.story}`, pageOf(key), browser);
  browser.show({ host: page.host, execution: key, ownHelp: true, gone: dialog.close, compare: (other) => void openCompare(page, key, other) });
  await dialog.closed;
}

/**
 * @param {DialogPage} page
 * @param {ExecutionKey} one
 * @param {ExecutionKey} other
 */
async function openCompare(page, one, other) {
  const { host } = page;
  const compare = makeExecutionCompare();
  const dialog = await open(page, host.t("executions.compare_title"), comparePageOf(one, other), compare);
  const show = (/** @type {[ExecutionKey, ExecutionKey]} */ keys) => compare.show({ host, keys, ownHelp: true, chosen: show, open: (key) => (dialog.close(), void openBrowser(page, key)) });
  show([one, other]);
}

/**
 * @param {DialogPage} page
 * @param {string} title
 * @param {string} address of the same in the standalone app
 * @param {HTMLElement} content
 */
async function open({ host, ownPage }, title, address, content) {
  await loadStyles([...SHEETS.map((name) => new URL(`.${name}`, import.meta.url).href), new URL("./execution_node.css", import.meta.url).href]);
  const { t } = host;
  const opens = ownPage ? button(t("execution_node.open_page"), () => void window.open(`${ownPage}#${address}`), { icon: icon("screen"), class: "penstock-quiet" }) : null;
  const close = button(t("close"), () => dialog.close(), { icon: icon("close"), class: "penstock-quiet" });
  const head = element("header", { class: "penstock-dialog-head" }, element("h2", { text: title }), opens, close);
  const root = element("div", { class: "penstock-execution-dialog" }, head, content);
  const dialog = openFullDialog(host, { title, content: root });
  return dialog;
}
