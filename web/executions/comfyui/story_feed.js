/** Which saved story a node takes in a run, as far as the graph tells. */

import { decidingWidget, feedOf, spotsOf } from "../../library/comfyui/wiring.js";

const MOST_STEPS = 100;
/** The widget that names a story, by node. */
const NAMES = /** @type {Record<string, string>} */ ({ StoryLoad: "story_name", StoryCreate: "story_name", StoryEdit: "story_select", StorySceneBatch: "story_name" });
/** The input through which a node gets the story that it hands on. */
const HANDS_ON = /** @type {Record<string, string>} */ ({ StoryExecutionInit: "story_info", StoryView: "story_info" });

/**
 * `name` is empty where there is none, null where only a run can tell.
 * @param {any} app
 * @param {any} node
 * @returns {{name: string | null}}
 */
export function storyFeed(app, node) {
  let spot = spotsOf(app, node)[0] ?? { node, hosts: [] };
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const named = NAMES[spot.node.comfyClass];
    if (named) return { name: textOf(decidingWidget(spot, named)) };
    const input = HANDS_ON[spot.node.comfyClass];
    if (!input) break;
    const feed = feedOf(spot, input);
    if (feed.kind === "nothing") return { name: "" };
    if (feed.kind !== "node") break;
    spot = feed.spot;
  }
  return { name: null };
}

/** @param {any} widget */
function textOf(widget) {
  return widget ? String(widget.value ?? "").trim() : null;
}
