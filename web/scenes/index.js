/** The plugin `scenes`: the nodes of scenes in ComfyUI, and the pages of scenes in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["scene_saved", "scene_renamed", "scene_deleted", "scene_restored", "scene_changed_elsewhere"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const { SceneNodes } = await import("./comfyui/scene_nodes.js");
  const nodes = new SceneNodes(page);
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
    { path: "/scenes", title: t("scenes.title"), icon: icon("scene"), order: 22, key: "c" },
    { path: "/scenes/{scene}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).scenePages(app));
}
