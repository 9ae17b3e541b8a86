/** The plugin `stories`: the nodes of stories in ComfyUI, and the pages of stories in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["story_saved", "story_deleted", "story_restored", "story_changed_elsewhere", "draft_changed", "draft_closed"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const { StoryNodes } = await import("./comfyui/story_nodes.js");
  const nodes = new StoryNodes(page);
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
    { path: "/stories", title: t("stories.title"), icon: icon("story"), order: 24, key: "s" },
    { path: "/stories/{story}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).storyPages(app));
}
