/** Which story a node takes in a run, as far as the graph tells. */

import { decidingWidget, feedOf, spotsOf } from "../../library/comfyui/wiring.js";
import { HANDS_ON, KINDS } from "./node_kinds.js";

const MOST_STEPS = 100;
/** Begins an execution: what takes it without a story of its own takes its story. */
const BEGINS = /** @type {Record<string, string>} */ ({ StoryExecutionInit: "story_info" });

/**
 * - `named`: the saved story `name` (empty for none).
 * - `run`: only a run can tell; `node` puts it out.
 * `linked`: it comes through a link, from `node`.
 * @typedef {{kind: "named" | "run", name: string, linked: boolean, node: any}} StoryFeed
 */

/**
 * @param {any} app
 * @param {any} node one of ours
 * @returns {StoryFeed}
 */
export function storyFeed(app, node) {
  let spot = spotsOf(app, node)[0] ?? { node, hosts: [] };
  let linked = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const kind = KINDS[spot.node.comfyClass];
    if (kind?.story) {
      const widget = decidingWidget(spot, kind.story);
      const begun = kind.exec && widget && !String(widget.value ?? "").trim() ? beginningOf(spot, kind.exec) : null;
      if (begun) {
        [spot, linked] = [begun, true];
        continue;
      }
      return { kind: widget ? "named" : "run", name: String(widget?.value ?? "").trim(), linked, node: spot.node };
    }
    const info = kind?.info ?? BEGINS[spot.node.comfyClass];
    if (!info) break;
    const feed = feedOf(spot, info);
    if (feed.kind === "nothing") return { kind: "named", name: "", linked, node: spot.node };
    if (feed.kind !== "node" || !HANDS_ON.includes(feed.spot.node.outputs?.[feed.slot]?.type)) break;
    [spot, linked] = [feed.spot, true];
  }
  return { kind: "run", name: "", linked, node: spot.node };
}

/**
 * The node that begins the execution which an input brings.
 * @param {import("../../library/comfyui/wiring.js").Spot} spot
 * @param {string} input
 */
function beginningOf(spot, input) {
  const feed = feedOf(spot, input);
  return feed.kind === "node" && feed.spot.node.comfyClass in BEGINS ? feed.spot : null;
}
