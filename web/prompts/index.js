/** The plugin `prompts`: the nodes of prompts in ComfyUI, and the pages of collections in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["prompts_saved", "prompt_renamed", "prompt_migrated", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere", "draft_changed", "draft_closed"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const { PromptNodes } = await import("./comfyui/prompt_nodes.js");
  const nodes = new PromptNodes(page);
  return {
    nodeCreated: (node) => nodes.created(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  const pages = [
    { path: "/prompts", title: t("prompts.title"), icon: icon("prompts"), order: 30, key: "t" },
    { path: "/prompts/{folder}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).promptPages(app));
}
