/** Which execution a node takes in a run, as far as the graph tells. */

import { decidingWidget, feedOf, spotsOf } from "../../library/comfyui/wiring.js";
import { keyOfFolder } from "../execution_names.js";
import { storyFeed } from "./story_feed.js";

/** The input by which nodes that put out the folder of an execution know it: its id, or a batch of scenes. */
const GIVERS = /** @type {Record<string, string>} */ ({ StoryExecutionInit: "exec_id", StorySceneBatch: "exec_id", StoryScenePick: "scene_batch" });
const MOST_STEPS = 100;

/**
 * - `none`: no folder is given.
 * - `execution`: that of `key`.
 * - `outside`: the folder `folder`, which is that of no execution.
 * - `run`: a run tells; `key` is that of the last one, where there was any.
 * `from` is the node that it comes from through a link.
 * @typedef {{kind: "none" | "execution" | "outside" | "run", key: import("../types.js").ExecutionKey | null, folder: string, from: any}} FolderFeed
 */

/**
 * What the nodes share: the executions, and what each node's run worked on last.
 * @typedef {{book: import("../execution_book.js").ExecutionBook, last: import("./last_executions.js").LastExecutions}} Shared
 *
 * @typedef {import("../../library/comfyui/wiring.js").Spot} Spot
 */

/**
 * @param {any} app
 * @param {any} node
 * @param {string} input that takes the folder, or the batch of scenes
 * @param {Shared} shared
 * @returns {FolderFeed}
 */
export function folderFeed(app, node, input, shared) {
  const spot = spotsOf(app, node)[0] ?? { node, hosts: [] };
  const feed = feedOf(spot, input);
  if (feed.kind === "node") return { kind: "run", key: keyFrom(app, feed.spot, shared), folder: "", from: feed.spot.node };
  const folder = String(decidingWidget(spot, input)?.value ?? "").trim();
  const key = keyOfFolder(folder);
  return { kind: key ? "execution" : folder ? "outside" : "none", key, folder, from: null };
}

/**
 * The execution that a node names, or that its last run began.
 * @param {any} app
 * @param {Spot} first
 * @param {Shared} shared
 */
function keyFrom(app, first, { book, last }) {
  let spot = first;
  for (let step = 0; step < MOST_STEPS && spot.node.comfyClass in GIVERS; step += 1) {
    const feed = feedOf(spot, GIVERS[spot.node.comfyClass]);
    if (feed.kind === "node") {
      spot = feed.spot;
      continue;
    }
    const execId = String(decidingWidget(spot, "exec_id")?.value ?? "").trim();
    if (!execId) break;
    const { name: story } = storyFeed(app, spot.node);
    const found = book.list.find((one) => one.exec_id === execId && (!story || one.story === story));
    return found ? { story: found.story, job: found.job, exec_id: found.exec_id } : null;
  }
  return last.get(spot.node) ?? null;
}
