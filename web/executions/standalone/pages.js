/** The pages of executions in the standalone app: all of them by story, one, and two side by side. */

import { loadStyles } from "../../library/styles.js";
import { ExecutionBook } from "../execution_book.js";
import { comparePageOf, keyOf, pageOf } from "../execution_names.js";
import { comparePage, executionPage } from "./execution_pages.js";
import { executionsPage } from "./executions_page.js";

const SHEETS = ["../../library/list_page.css", "./executions.css", "../browser.css", "../browser_parts.css", "../sheet.css"];

/**
 * What the pages share.
 * @typedef {object} ExecutionApp
 * @property {import("../../library/host.js").Host} host
 * @property {ExecutionBook} book
 * @property {(key: import("../types.js").ExecutionKey) => void} open shows an execution
 * @property {(one: import("../types.js").ExecutionKey, other: import("../types.js").ExecutionKey) => void} compare
 * @property {() => void} all shows the list
 * @property {{key: string}} last the execution that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function executionPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {ExecutionApp} */
  const app = {
    host,
    book: ExecutionBook.of(host),
    open: (key) => go(pageOf(key)),
    compare: (one, other) => go(comparePageOf(one, other)),
    all: () => go("/executions"),
    last: { key: "" },
  };
  return {
    pages: [
      { path: "/executions", open: () => executionsPage(app, asked().get("story") ?? "") },
      { path: "/executions/compare", open: () => comparePage(app, keyOf(asked().get("a")), keyOf(asked().get("b"))) },
      { path: "/executions/{story}/{job}/{exec}", open: ({ story, job, exec }) => executionPage(app, { story, job, exec_id: exec }) },
    ],
  };
}

/** What stands behind the `?` of the address. */
function asked() {
  return new URLSearchParams(location.hash.split("?")[1] ?? "");
}
