/** The tab "Gates" in ComfyUI's side bar: the inbox, with the number of open gates. */

const ID = "penstock-gates";

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @param {import("../gates.js").Gates} gates
 * @param {() => HTMLElement} makeInbox
 */
export function addSidebarTab({ app, host }, gates, makeInbox) {
  const { extensionManager } = app;
  /** @type {HTMLElement | null} */
  let inbox = null;
  const tab = {
    id: ID,
    icon: "pi pi-directions",
    title: host.t("gate_node.tab"),
    tooltip: host.t("gate_node.tab_tip"),
    type: "custom",
    iconBadge: badge(gates),
    render: (/** @type {HTMLElement} */ place) => {
      inbox?.remove();
      inbox = makeInbox();
      place.replaceChildren(inbox);
    },
    destroy: () => {
      inbox?.remove();
      inbox = null;
    },
  };
  (extensionManager.sidebarTab ?? extensionManager).registerSidebarTab(tab);
  gates.addEventListener("change", () => showBadge(extensionManager, gates));
}

/**
 * The side bar shows what the object in its own list says.
 * @param {any} manager
 * @param {import("../gates.js").Gates} gates
 */
function showBadge(manager, gates) {
  const tabs = (manager.sidebarTab ?? manager).sidebarTabs ?? manager.getSidebarTabs?.() ?? [];
  const tab = tabs.find((/** @type {any} */ one) => one.id === ID);
  if (tab && tab.iconBadge !== badge(gates)) tab.iconBadge = badge(gates);
}

/** @param {import("../gates.js").Gates} gates */
function badge({ count }) {
  return count ? String(count) : null;
}
