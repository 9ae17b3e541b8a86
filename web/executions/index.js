/** The plugin `executions`: the nodes of runs of stories in ComfyUI, and the pages of executions in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { executionNodes } = await import("./comfyui/execution_nodes.js");
  return executionNodes(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  const pages = [
    { path: "/executions", title: t("executions.title"), icon: icon("executions"), order: 26, key: "e" },
    { path: "/executions/compare" },
    { path: "/executions/{story}/{job}/{exec}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).executionPages(app));
}
