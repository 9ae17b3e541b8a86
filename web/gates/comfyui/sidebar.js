/** The tab "Gates" in ComfyUI's side bar: the inbox, with the number of gates that wait for somebody. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { GateInbox } from "../inbox.js";

const ID = "penstock-gates";

export class GateSidebar {
  #page;
  #gates;
  #notices;
  #nodes;
  #inbox;
  #reveal;
  #root;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../gates.js").Gates} gates
   * @param {import("../gate_notices.js").GateNotices} notices
   * @param {import("./gate_nodes.js").GateNodes} nodes
   */
  constructor(page, gates, notices, nodes) {
    const { host } = page;
    this.#page = page;
    this.#gates = gates;
    this.#notices = notices;
    this.#nodes = nodes;
    this.#inbox = GateInbox.create(host, gates, { notices });
    this.#reveal = button(host.t("gate_node.show_node"), () => this.#showNode(), { icon: icon("graph"), class: "penstock-quiet" });
    this.#inbox.action = this.#reveal;
    this.#root = element("div", { class: "penstock-gate-sidebar" }, this.#inbox);
    // Letters open ComfyUI's panels, and Delete removes the selected node.
    this.#root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  }

  /** Once ComfyUI's page is there. */
  add() {
    const { app, host } = this.#page;
    const tab = {
      id: ID,
      icon: "pi pi-directions",
      title: host.t("gate_node.tab"),
      tooltip: host.t("gate_node.tab_tip"),
      type: "custom",
      iconBadge: this.#badge,
      render: (/** @type {HTMLElement} */ place) => {
        place.style.height = "100%";
        place.replaceChildren(this.#root);
        this.#update();
      },
      destroy: () => this.#root.remove(),
    };
    (app.extensionManager.sidebarTab ?? app.extensionManager).registerSidebarTab(tab);
    this.#gates.addEventListener("change", () => this.#update());
    // Another gate may be chosen by now.
    for (const type of ["click", "keyup"]) this.#inbox.addEventListener(type, () => this.#update());
    this.#notices.addEventListener("open", (event) => void this.open(/** @type {CustomEvent<string>} */ (event).detail));
    this.#update();
  }

  /**
   * Opens the tab with one gate.
   * @param {string} [token]
   */
  async open(token) {
    const { extensionManager } = this.#page.app;
    if (!this.#root.isConnected) await extensionManager.command.execute(`Workspace.ToggleSidebarTab.${ID}`);
    if (token) this.#inbox.choose(token);
  }

  get #badge() {
    const { count } = this.#gates;
    return count ? String(count) : null;
  }

  /** The side bar shows what the object in its own list says. */
  #update() {
    const manager = this.#page.app.extensionManager;
    const tabs = (manager.sidebarTab ?? manager).sidebarTabs ?? manager.getSidebarTabs?.() ?? [];
    const tab = tabs.find((/** @type {any} */ one) => one.id === ID);
    if (tab && tab.iconBadge !== this.#badge) tab.iconBadge = this.#badge;
    queueMicrotask(() => setAttribute(this.#reveal, "hidden", this.#shownNode() ? null : ""));
  }

  /** The node of the gate that the inbox shows; null where it is of another workflow. */
  #shownNode() {
    const gate = this.#inbox.view?.gate;
    return gate ? this.#nodes.nodeOf(gate) : null;
  }

  #showNode() {
    const node = this.#shownNode();
    const { canvas } = this.#page.app;
    if (!node) return;
    if (canvas.graph !== node.graph) canvas.setGraph(node.graph);
    canvas.centerOnNode(node);
    canvas.selectNode(node);
  }
}
