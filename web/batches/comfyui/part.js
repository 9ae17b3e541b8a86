/** What the plugin `batches` adds to ComfyUI's page: a tab in the sidebar with the builder for the open workflow. */

import { element } from "../../library/elements.js";
import { arriving } from "../../library/requests.js";

const ID = "penstock-batches";
/** ComfyUI complains of events that nobody knows, and the tab listens from its first use on. */
const EVENTS = ["batch_planned", "batch_changed", "batch_finished", "batch_deleted", "batch_restored", "batches_changed_elsewhere"];

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function batchPart(page) {
  for (const name of EVENTS) page.host.events.listen(name, () => {});
  const { app, host } = page;
  const shown = () => document.querySelector("penstock-batch-tab") !== null;
  host.planBatch = () => void (shown() || app.extensionManager.command.execute(`Workspace.ToggleSidebarTab.${ID}`));
  return { setup: () => addTab(page) };
}

/** @param {import("../../library/comfyui/page.js").Page} page */
function addTab(page) {
  const { app, host } = page;
  const place = element("div", { class: "penstock-batch-place", attributes: { style: "height: 100%" } });
  const tab = {
    id: ID,
    icon: "pi pi-clone",
    title: host.t("batch_tab.title"),
    tooltip: host.t("batch_tab.tooltip"),
    type: "custom",
    render: (/** @type {HTMLElement} */ side) => {
      side.style.height = "100%";
      side.replaceChildren(place);
      void fill(place, page);
    },
    destroy: () => place.remove(),
  };
  (app.extensionManager.sidebarTab ?? app.extensionManager).registerSidebarTab(tab);
}

/**
 * The tab's own code comes with its first use: most of the time nobody opens it.
 * @param {HTMLElement} place
 * @param {import("../../library/comfyui/page.js").Page} page
 */
async function fill(place, page) {
  if (place.childElementCount) return;
  try {
    const { BatchTab } = await arriving(import("./batch_tab.js"));
    if (!place.childElementCount) place.append(await BatchTab.create(page));
  } catch (error) {
    page.host.toasts.showError(error);
  }
}
