/** The plugin `libbers`: the editors in the nodes Libber Manager and Libber Apply, and the pages of the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["libber_saved", "libber_changed", "draft_changed", "draft_closed"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const { LibberNodes } = await import("./comfyui/libber_nodes.js");
  const nodes = new LibberNodes(page);
  return {
    nodeCreated: (node) => nodes.created(node),
    getNodeMenuItems: (node) => nodes.menu(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  const pages = [
    { path: "/libbers", title: t("libbers.title"), icon: icon("libber"), order: 32, key: "l" },
    { path: "/libbers/{name}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).libberPages(app));
}
