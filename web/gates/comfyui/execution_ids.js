/** Ids of nodes in a run: `12` in the graph itself, `4:12` in a subgraph, and what loops make of them. */

import { allNodes, rootGraph } from "../../library/comfyui/graph.js";

/**
 * Every id that `node` has in a run: several where its subgraph is used more than once, none where it is in no graph.
 * @param {any} app
 * @param {any} node
 * @returns {string[]}
 */
export function executionIds(app, node) {
  const root = rootGraph(app);
  if (!node.graph) return [];
  if (node.graph === root) return [String(node.id)];
  const hosts = allNodes(root).filter((host) => host.subgraph === node.graph);
  return hosts.filter((host, at) => hosts.indexOf(host) === at).flatMap((host) => executionIds(app, host).map((id) => `${id}:${node.id}`));
}

/**
 * Whether a run's node is the one with this id. A loop runs copies of its nodes: the copy `30.0.0.5` is of `5`.
 * @param {string} inRun
 * @param {string} id
 */
export function isNode(inRun, id) {
  return inRun === id || inRun.slice(inRun.lastIndexOf(".") + 1) === id;
}

/** What a graph has instead of an id before it is saved, or read from a file without one. */
const NO_ID = /^[0-]*$/;

/**
 * @param {any} app
 * @returns {string} empty where the workflow has none yet
 */
export function workflowId(app) {
  const id = String(rootGraph(app)?.id ?? "");
  return NO_ID.test(id) ? "" : id;
}

/**
 * Whether what happens in a run of workflow `id` is of the one on the screen; where either is not known, it may be.
 * @param {any} app
 * @param {string} id
 */
export function isThisWorkflow(app, id) {
  const shown = workflowId(app);
  return !id || !shown || id === shown;
}
