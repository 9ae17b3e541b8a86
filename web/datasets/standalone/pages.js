/** The pages of data sets in the standalone app. */

import { element } from "../../library/elements.js";

/**
 * @param {import("../../standalone/app.js").App} _app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function datasetPages(_app) {
  const open = () => ({ root: element("section"), title: "", close: () => {} });
  return { pages: [{ path: "/datasets", open }, { path: "/datasets/pools/{pool}", open }] };
}
