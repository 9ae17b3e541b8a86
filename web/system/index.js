/** The plugin `system`: the list of plugins, a page in the standalone app and a dialog in ComfyUI. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { systemPart } = await import("./comfyui/part.js");
  return systemPart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const pages = [{ path: "/plugins", title: app.host.t("plugins.title"), icon: icon("plugins"), order: 90, key: "u" }];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).systemPages(app));
}
