/** What the plugin `gates` adds to ComfyUI's page: its nodes and the inbox in the sidebar. */

import { linkStyles } from "../../library/elements.js";
import { GateNotices } from "../gate_notices.js";
import { defineGateView } from "../gate_view.js";
import { Gates } from "../gates.js";
import { defineGateInbox } from "../inbox.js";
import { GateNodes } from "./gate_nodes.js";
import { GateSidebar } from "./sidebar.js";

/** What the server sends to scripts that were written for Dataset Gates; ComfyUI complains of events that nobody knows. */
const FOR_OLD_SCRIPTS = ["datasete-gate-show", "datasete-textgate-show", "datasete-image-chooser-show"];

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function gatePart(page) {
  linkStyles(new URL("./gate_node.css", import.meta.url).href);
  defineGateView();
  defineGateInbox();
  const gates = new Gates(page.host);
  gates.clientId = () => page.api.clientId ?? "";
  const nodes = new GateNodes(page, gates);
  const sidebar = new GateSidebar(page, gates, new GateNotices(page.host, gates), nodes);
  for (const name of FOR_OLD_SCRIPTS) page.api.addEventListener(name, () => {});
  // Links, names and widgets may have changed in ways that no callback of a node tells.
  page.api.addEventListener("graphChanged", () => nodes.updateSoon());
  return {
    setup: () => sidebar.add(),
    nodeCreated: (node) => nodes.created(node),
    getNodeMenuItems: (node) => nodes.menu(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}
