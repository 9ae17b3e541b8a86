/** The pages of the system in the standalone app. */

import { loadStyles } from "../../library/styles.js";
import { SHEETS } from "../plugin_list.js";
import { pluginsPage } from "./plugins_page.js";

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function systemPages(app) {
  await loadStyles(SHEETS);
  return { pages: [{ path: "/plugins", open: () => pluginsPage(app) }] };
}
