/** The plugin `gates`: the gate nodes and the inbox in ComfyUI, and the page of the standalone app. */

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { gatePart } = await import("./comfyui/part.js");
  return gatePart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {Promise<import("../standalone/app.js").Part>}
 */
export async function standalone(app) {
  const { gatePages } = await import("./standalone/pages.js");
  return gatePages(app);
}
