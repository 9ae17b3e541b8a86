/** The plugin `libbers`: the editors in the nodes Libber Manager and Libber Apply, and the pages of the standalone app. */

import { LibberNodes } from "./comfyui/libber_nodes.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["libber_saved", "libber_changed", "draft_changed", "draft_closed"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {import("../library/comfyui/page.js").Part}
 */
export function comfyui(page) {
  const nodes = new LibberNodes(page);
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  return {
    nodeCreated: (node) => nodes.created(node),
    getNodeMenuItems: (node) => nodes.menu(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {Promise<import("../standalone/app.js").Part>}
 */
export async function standalone(app) {
  const { libberPages } = await import("./standalone/pages.js");
  return libberPages(app);
}
