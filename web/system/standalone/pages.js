/** The pages of the system in the standalone app. */

import { loadStyles } from "../../library/styles.js";
import { pluginsPage } from "./plugins_page.js";

const SHEETS = ["../../library/list_page.css", "./plugins.css"];

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function systemPages(app) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  return { pages: [{ path: "/plugins", open: () => pluginsPage(app) }] };
}
