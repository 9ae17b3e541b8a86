/** The plugin `workflows`: the form of the open workflow in ComfyUI, and the pages of workflows in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { workflowPart } = await import("./comfyui/part.js");
  return workflowPart(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  const pages = [
    { path: "/workflows", title: t("workflows.title"), icon: icon("workflows"), order: 28, key: "w" },
    { path: "/workflows/{workflow}" },
    { path: "/workflows/{workflow}/compare" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).workflowPages(app));
}
