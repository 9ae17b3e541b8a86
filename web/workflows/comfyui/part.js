/** What the plugin `workflows` adds to ComfyUI's page: a tab in the sidebar with the form of the open workflow. */

import { element } from "../../library/elements.js";
import { arriving } from "../../library/requests.js";

const ID = "penstock-workflows";
/** ComfyUI complains of events that nobody knows, and the tab listens from its first use on. */
const EVENTS = [
  ...["workflow_imported", "workflow_changed", "workflow_deleted", "workflow_restored", "workflow_parameters_used"],
  ...["workflow_preset_saved", "workflow_preset_deleted", "workflows_changed_elsewhere"],
];

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function workflowPart(page) {
  for (const name of EVENTS) page.host.events.listen(name, () => {});
  return { setup: () => addTab(page) };
}

/** @param {import("../../library/comfyui/page.js").Page} page */
function addTab(page) {
  const { app, host } = page;
  const place = element("div", { class: "penstock-workflow-place", attributes: { style: "height: 100%" } });
  const tab = {
    id: ID,
    icon: "pi pi-list-check",
    title: host.t("workflow_tab.title"),
    tooltip: host.t("workflow_tab.tooltip"),
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
    const { WorkflowTab } = await arriving(import("./workflow_tab.js"));
    if (!place.childElementCount) place.append(await WorkflowTab.create(page));
  } catch (error) {
    page.host.toasts.showError(error);
  }
}
