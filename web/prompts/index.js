/** The plugin `prompts`: the nodes of prompts in ComfyUI, and the pages of collections in the standalone app. */

import { PromptNodes } from "./comfyui/prompt_nodes.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["prompts_saved", "prompt_renamed", "prompt_migrated", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere", "draft_changed", "draft_closed"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {import("../library/comfyui/page.js").Part}
 */
export function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const nodes = new PromptNodes(page);
  return {
    nodeCreated: (node) => nodes.created(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {Promise<import("../standalone/app.js").Part>}
 */
export async function standalone(app) {
  const { promptPages } = await import("./standalone/pages.js");
  return promptPages(app);
}
