/** Which scene a node takes in a run, as far as the graph tells. */

import { decidingWidget, feedOf, spotsOf } from "../../library/comfyui/wiring.js";
import { KINDS, handsOn } from "./node_kinds.js";

const MOST_STEPS = 100;

/**
 * - `named`: the scene `name` (empty for none); `widget` decides it.
 * - `run`: only a run can tell; `node` puts it out.
 * `linked`: it comes through a link, from `node`.
 * @typedef {{kind: "named" | "run", name: string, linked: boolean, node: any, widget: any}} SceneFeed
 *
 * @typedef {import("../../library/comfyui/wiring.js").Spot} Spot
 */

/**
 * @param {any} app
 * @param {any} node one of ours
 * @returns {SceneFeed}
 */
export function sceneFeed(app, node) {
  let spot = /** @type {Spot} */ (spotsOf(app, node)[0] ?? { node, hosts: [] });
  let linked = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const kind = KINDS[spot.node.comfyClass];
    if (!kind) break;
    if (kind.scene) return named(spot, kind.scene, linked);
    const feed = feedOf(spot, kind.info ?? "");
    if (feed.kind === "nothing") return { kind: "named", name: "", linked, node: spot.node, widget: null };
    if (feed.kind !== "node" || !handsOn(feed.spot.node, feed.slot)) break;
    [spot, linked] = [feed.spot, true];
  }
  return { kind: "run", name: "", linked, node: spot.node, widget: null };
}

/**
 * @param {Spot} spot
 * @param {string} input
 * @param {boolean} linked
 * @returns {SceneFeed}
 */
function named(spot, input, linked) {
  const { node } = spot;
  const widget = decidingWidget(spot, input);
  if (!widget) return { kind: "run", name: "", linked, node, widget };
  return { kind: "named", name: String(widget.value ?? "").trim(), linked, node, widget };
}
