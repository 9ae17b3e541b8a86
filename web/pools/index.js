/** The plugin `pools`: the grid in the node Image Pool (Grid), and the pages of the standalone app. */

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { poolPart } = await import("./graph_part.js");
  return poolPart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {Promise<import("../standalone/app.js").Part>}
 */
export async function standalone(app) {
  const { poolPages } = await import("./standalone/pages.js");
  return poolPages(app);
}
