/** The plugin `batches`: variations of a workflow, planned with a preview, watched and compared, in both hosts. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { batchPart } = await import("./comfyui/part.js");
  return batchPart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  const pages = [
    { path: "/batches", title: t("batches.title"), icon: icon("batches"), order: 28.6, key: "b" },
    { path: "/batches/new/{workflow}" },
    { path: "/batches/{batch}" },
  ];
  app.host.batches = { plan: (what) => void plan(app, what) };
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).batchPages(app));
}

/**
 * The builder begins with what the form of the workflow has in this tab.
 * @param {import("../standalone/app.js").App} app
 * @param {{workflow: string, version?: number | null, values: Record<string, any>}} what
 */
async function plan({ host, go }, { workflow, version = null, values }) {
  try {
    const { rememberValues } = await import("./standalone/shared_values.js");
    rememberValues(workflow, version, values);
    go(`/batches/new/${encodeURIComponent(workflow)}`);
  } catch (error) {
    host.toasts.showError(error);
  }
}
