/** The plugin `runs`: runs with their progress and results, in ComfyUI's sidebar and on pages of the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";
import { arriving } from "../library/requests.js";

/** @typedef {import("../library/host.js").Host} Host */

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { runPart } = await import("./comfyui/part.js");
  return runPart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  app.host.runs = hostRuns(app);
  const pages = [
    { path: "/runs", title: t("runs.title"), icon: icon("runs"), order: 28.4, key: "r" },
    { path: "/runs/{run}" },
    { path: "/gallery", title: t("runs.gallery"), icon: icon("gallery"), order: 28.8, key: "y" },
    { path: "/gallery/compare" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).runPages(app));
}

/**
 * What other plugins' pages do with runs; the modules for that come with the first use.
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../library/host.js").HostRuns}
 */
function hostRuns({ host, go }) {
  let faults = /** @type {{workflow: string, faults: {field: string, message: string}[]}} */ ({ workflow: "", faults: [] });
  const toForm = async (/** @type {import("./types.js").Run} */ run) => {
    const { bringValues } = await arriving(import("./standalone/to_workflow.js"));
    if (await bringValues(host, run)) go(`/workflows/${encodeURIComponent(run.workflow)}`);
  };
  return {
    start: async (request) => (await arriving(import("./run_start.js"))).startRun(host, request),
    open: (run) => go(run ? `/runs/${encodeURIComponent(run)}` : "/runs"),
    compare: (runs) => go(`/gallery/compare?runs=${runs.map(encodeURIComponent).join(",")}`),
    batchHref: (batch) => `#/batches/${encodeURIComponent(batch)}`,
    useValues: (run) => void toForm(run).catch((error) => host.toasts.showError(error)),
    showField: (run, fault) => {
      faults = { workflow: run.workflow, faults: [fault] };
      void toForm(run).catch((error) => host.toasts.showError(error));
    },
    takeFaults: (workflow) => {
      const taken = faults.workflow === workflow ? faults.faults : [];
      if (taken.length) faults = { workflow: "", faults: [] };
      return taken;
    },
  };
}
