/** The API graph of a workflow with the values of its form: on the clipboard, or as a file. */

import { copyText } from "../../library/clipboard.js";
import { download } from "../workflow_actions.js";
import { indentedPart } from "./exact_json.js";

/** The browser has read the file by then. */
const SAVED_AFTER_MS = 10_000;

/**
 * @typedef {import("../../library/host.js").Host} Host
 * @typedef {import("../workflow_book_one.js").OneWorkflow} OneWorkflow
 * @typedef {{values: import("../workflow_types.js").Values, version: number | null}} What
 */

/**
 * @param {Host} host
 * @param {OneWorkflow} one
 * @param {What} what
 */
export async function copyGraph(host, one, what) {
  const text = await graphText(host, one, what);
  if (text !== null) await copyText(host, text, host.t("workflows.graph_copied"));
}

/**
 * @param {Host} host
 * @param {OneWorkflow} one
 * @param {What} what
 */
export async function saveGraph(host, one, what) {
  const text = await graphText(host, one, what);
  if (text === null) return;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  download(url, `${one.detail?.name ?? one.id}.json`);
  setTimeout(() => URL.revokeObjectURL(url), SAVED_AFTER_MS);
}

/**
 * @param {Host} host
 * @param {OneWorkflow} one
 * @param {What} what
 * @returns {Promise<string | null>}
 */
async function graphText({ toasts }, one, what) {
  try {
    return indentedPart(await one.client.applied(one.id, what), "prompt");
  } catch (error) {
    toasts.showError(error);
    return null;
  }
}
