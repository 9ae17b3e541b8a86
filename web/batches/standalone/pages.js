/** The pages of batches: all of them, a new one, and one with its cells. */

import { loadStyles } from "../../library/styles.js";
import { batchPage } from "./batch_page.js";
import { batchesPage } from "./batches_page.js";
import { newBatchPage } from "./new_batch_page.js";

const SHEETS = ["../../library/list_page.css", "../../workflows/standalone/workflow_page.css", "./batches.css", "../cells.css", "../batch_rows.css"];

/**
 * What the pages share.
 * @typedef {object} BatchApp
 * @property {import("../../library/host.js").Host} host
 * @property {(path: string) => void} go
 * @property {{batch: string, search: string}} last the batch that was opened last, and how it was found
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function batchPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {BatchApp} */
  const app = { host, go, last: { batch: "", search: "" } };
  return {
    pages: [
      { path: "/batches", open: () => batchesPage(app) },
      { path: "/batches/new/{workflow}", open: ({ workflow }) => newBatchPage(app, workflow) },
      { path: "/batches/{batch}", open: ({ batch }) => batchPage(app, batch) },
    ],
  };
}
