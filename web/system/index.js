/** The plugin `system`: the page of plugins in the standalone app. ComfyUI has its switches in its settings. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const pages = [{ path: "/plugins", title: app.host.t("plugins.title"), icon: icon("plugins"), order: 90, key: "u" }];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).systemPages(app));
}
