/** The nodes of data sets in ComfyUI. */

/**
 * @param {import("../../library/comfyui/page.js").Page} _page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function datasetNodes(_page) {
  return {};
}
