/** What the plugin `pools` adds to ComfyUI's page: the grid in the node Image Pool (Grid), and masks of its editor. */

import { takePastes } from "../library/comfyui/paste.js";
import { ComfyMaskEditor } from "./comfy_mask_editor.js";
import { definePoolGrid } from "./grid.js";
import { PoolNodes } from "./pool_nodes.js";
import { Pools } from "./pools.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {import("../library/comfyui/page.js").Part}
 */
export function poolPart(page) {
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
