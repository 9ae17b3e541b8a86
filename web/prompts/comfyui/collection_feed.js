/** Where a node of prompts takes its collection from in a run, as far as the graph tells. */

import { decidingWidget, feedOf, spotsOf } from "../../library/comfyui/wiring.js";

export const TEXT = "prompt_collection_json_in";
export const FOLDER = "collection";
const EDIT = "PromptCollectionEdit";
const MOST_STEPS = 100;

/**
 * - `text`: JSON text of version 1 or 2, maybe empty, that `widget` holds.
 * - `stored`: what is saved in `folder`.
 * - `run`: only a run can tell; `node` puts it out.
 * `linked`: it comes through a link.
 * @typedef {{kind: "text" | "stored" | "run", text: string, folder: string, linked: boolean, node: any}} Feed
 *
 * @typedef {import("../../library/comfyui/wiring.js").Spot} Spot
 */

/**
 * @param {any} app
 * @param {any} node
 * @returns {Feed}
 */
export function collectionFeed(app, node) {
  let spot = /** @type {Spot} */ (spotsOf(app, node)[0] ?? { node, hosts: [] });
  let linked = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const feed = feedOf(spot, TEXT);
    if (feed.kind === "widget") return own(spot, String(feed.widget.value ?? ""), true);
    if (feed.kind === "nothing") return own(spot, String(decidingWidget(spot, TEXT)?.value ?? ""), linked);
    linked = true;
    const lets = feed.spot.node.comfyClass === EDIT && feed.slot === 0 && decidingWidget(feed.spot, "operation")?.value === "list";
    if (!lets) return { kind: "run", text: "", folder: "", linked, node: feed.spot.node };
    spot = feed.spot;
  }
  return { kind: "run", text: "", folder: "", linked, node };
}

/**
 * The text counts, and the folder where that is empty.
 * @param {Spot} spot
 * @param {string} text
 * @param {boolean} linked
 * @returns {Feed}
 */
function own(spot, text, linked) {
  const { node } = spot;
  if (text.trim()) return { kind: "text", text, folder: "", linked, node };
  const widget = decidingWidget(spot, FOLDER);
  if (!widget) return { kind: "run", text: "", folder: "", linked, node };
  const folder = String(widget.value ?? "").trim();
  return { kind: folder ? "stored" : "text", text: "", folder, linked, node };
}
