/** The pages of workflows: all of them, one with its form, and two versions beside each other. */

import { loadStyles } from "../../library/styles.js";
import { WorkflowBook } from "../workflow_book.js";
import { comparePage } from "./compare_page.js";
import { workflowPage } from "./workflow_page.js";
import { workflowsPage } from "./workflows_page.js";

const SHEETS = ["../../library/list_page.css", "../../library/deleted_list.css", "./workflows.css", "./workflow_page.css", "./compare_page.css"];

/**
 * What the pages share.
 * @typedef {object} WorkflowApp
 * @property {import("../../library/host.js").Host} host
 * @property {WorkflowBook} book
 * @property {(workflow: string) => void} open shows a workflow
 * @property {() => void} overview shows all of them
 * @property {{workflow: string, search: string, tag: string}} last the workflow that was opened last, and how it was found
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function workflowPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {WorkflowApp} */
  const app = {
    host,
    book: WorkflowBook.of(host),
    open: (workflow) => go(`/workflows/${encodeURIComponent(workflow)}`),
    overview: () => go("/workflows"),
    last: { workflow: "", search: "", tag: "" },
  };
  return {
    pages: [
      { path: "/workflows", open: () => workflowsPage(app) },
      { path: "/workflows/{workflow}", open: ({ workflow }) => workflowPage(app, workflow) },
      { path: "/workflows/{workflow}/compare", open: ({ workflow }) => comparePage(app, workflow) },
    ],
  };
}
