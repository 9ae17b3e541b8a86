/** The plugin `pools`: the grid in the node Image Pool (Grid), and the pages of the standalone app. */

import { takePastes } from "../library/comfyui/paste.js";
import { ComfyMaskEditor } from "./comfy_mask_editor.js";
import { definePoolGrid } from "./grid.js";
import { PoolNodes } from "./pool_nodes.js";
import { Pools } from "./pools.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {import("../library/comfyui/page.js").Part}
 */
export function comfyui(page) {
  definePoolGrid();
  const nodes = new PoolNodes(page, new Pools(page.host));
  page.host.maskEditor = new ComfyMaskEditor(page, (poolId) => nodes.showing(poolId));
  takePastes(page.app, (node) => nodes.taker(node));
  page.graphProfiles.addEventListener("change", () => nodes.updateSoon());
  return {
    // Where the plugin of profiles is on, its book is there by now.
    setup: () => page.host.profiles?.addEventListener("change", () => nodes.updateSoon()),
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
  const { poolPages } = await import("./standalone/pages.js");
  return poolPages(app);
}
