/** What the plugin `runs` adds to ComfyUI's page: a tab in the sidebar, and what starts runs of the open workflow. */

import { element } from "../../library/elements.js";
import { arriving } from "../../library/requests.js";

const ID = "penstock-runs";
/** ComfyUI complains of events that nobody knows, and the tab listens from its first use on. */
const EVENTS = [
  ...["run_queued", "run_started", "run_progressed", "run_completed", "run_failed", "run_cancelled", "run_lost", "run_deleted", "run_restored"],
  ...["run_servers_changed", "runs_changed_elsewhere"],
];

/** @typedef {import("../../library/comfyui/page.js").Page} Page */

/**
 * @param {Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function runPart(page) {
  const { host } = page;
  for (const name of EVENTS) host.events.listen(name, () => {});
  const tab = new RunSidebar(page);
  host.runs = {
    start: async (request) => (await arriving(import("../run_start.js"))).startRun(host, request),
    open: (run) => void tab.open(run).catch((error) => host.toasts.showError(error)),
    compare: (runs) => void compare(host, runs).catch((error) => host.toasts.showError(error)),
    showField: (_run, { field }) => void toNode(page, field).catch((error) => host.toasts.showError(error)),
    takeFaults: () => [],
  };
  return { setup: () => tab.add() };
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {readonly string[]} runs
 */
async function compare(host, runs) {
  await (await arriving(import("../compare_dialog.js"))).openComparison(host, runs);
}

/**
 * @param {Page} page
 * @param {string} field an address, or a node's id
 */
async function toNode({ app, host }, field) {
  const [{ showNode }, { rootGraph }] = await arriving(Promise.all([import("../../workflows/comfyui/live_places.js"), import("../../library/comfyui/graph.js")]));
  const node = field.replace(/\.[^.]*$/, "");
  if (!showNode(app, rootGraph(app), node)) host.toasts.show({ message: host.t("workflow_tab.no_node") });
}

class RunSidebar {
  #page;
  #place = element("div", { class: "penstock-run-place", attributes: { style: "height: 100%" } });
  #tab = /** @type {Promise<import("./run_tab.js").RunTab> | null} */ (null);

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** Once ComfyUI's page is there. */
  add() {
    const { app, host } = this.#page;
    const tab = {
      id: ID,
      icon: "pi pi-play-circle",
      title: host.t("run_tab.title"),
      tooltip: host.t("run_tab.tooltip"),
      type: "custom",
      render: (/** @type {HTMLElement} */ side) => {
        side.style.height = "100%";
        side.replaceChildren(this.#place);
        this.#filled().catch((error) => host.toasts.showError(error));
      },
      destroy: () => this.#place.remove(),
    };
    (app.extensionManager.sidebarTab ?? app.extensionManager).registerSidebarTab(tab);
  }

  /**
   * Opens the tab with one run.
   * @param {string} run empty for all
   */
  async open(run) {
    if (!this.#place.isConnected) await this.#page.app.extensionManager.command.execute(`Workspace.ToggleSidebarTab.${ID}`);
    const tab = await this.#filled();
    await tab.show(run);
  }

  /** The tab's own code comes with its first use. */
  #filled() {
    this.#tab ??= this.#fill().catch((error) => {
      this.#tab = null;
      throw error;
    });
    return this.#tab;
  }

  async #fill() {
    const { RunTab } = await arriving(import("./run_tab.js"));
    const tab = await RunTab.create(this.#page);
    this.#place.replaceChildren(tab);
    return tab;
  }
}
