/** Walking ComfyUI's graph: nodes in subgraphs, and what is linked to an input. */

const REROUTE = "Reroute";
const MOST_STEPS = 100;

/** @param {any} app */
export function rootGraph(app) {
  return app.rootGraph ?? app.graph;
}

/**
 * Every node, those inside subgraphs too.
 * @param {any} graph
 * @returns {any[]}
 */
export function allNodes(graph) {
  const nodes = graph?.nodes ?? graph?._nodes ?? [];
  return nodes.flatMap((/** @type {any} */ node) => (node.subgraph ? [node, ...allNodes(node.subgraph)] : [node]));
}

/**
 * The node whose output feeds input `name`, through reroutes and the borders of subgraphs.
 * @param {any} app
 * @param {any} node
 * @param {string} name
 * @returns {any} null where nothing is linked, or it cannot be told
 */
export function sourceOf(app, node, name) {
  let at = node && { node, slot: inputIndex(node, name) };
  for (let step = 0; at && at.slot >= 0 && step < MOST_STEPS; step += 1) {
    const link = linkInto(at.node, at.slot);
    if (!link) return null;
    const origin = at.node.graph?.getNodeById(link.origin_id);
    if (origin?.type === REROUTE) at = { node: origin, slot: 0 };
    else if (origin?.subgraph) at = insideOf(origin, link.origin_slot);
    else if (origin) return origin;
    else at = outsideOf(app, at.node.graph, link.origin_slot);
    if (at?.found) return at.found;
  }
  return null;
}

/**
 * Whether anything is linked to input `name`.
 * @param {any} node
 * @param {string} name
 */
export function isLinked(node, name) {
  const slot = inputIndex(node, name);
  return slot >= 0 && !!linkInto(node, slot);
}

/**
 * @param {any} node
 * @param {string} name
 */
function inputIndex(node, name) {
  return node.inputs?.findIndex((/** @type {any} */ input) => input.name === name) ?? -1;
}

/**
 * @param {any} node
 * @param {number} slot
 */
function linkInto(node, slot) {
  return node.graph && node.isInputConnected(slot) ? node.getInputLink(slot) : null;
}

/**
 * What feeds output `slot` of a subgraph node, inside it.
 * @param {any} host
 * @param {number} slot
 */
function insideOf(host, slot) {
  const output = host.subgraph.outputs?.[slot];
  const link = host.subgraph.links?.get?.(output?.linkIds?.[0]);
  const found = link && host.subgraph.getNodeById(link.origin_id);
  if (found?.type === REROUTE) return { node: found, slot: 0 };
  return found ? { found } : null;
}

/**
 * The input of the subgraph node that stands for input `slot` of `subgraph`.
 * @param {any} app
 * @param {any} subgraph
 * @param {number} slot
 */
function outsideOf(app, subgraph, slot) {
  const host = allNodes(rootGraph(app)).find((node) => node.subgraph === subgraph);
  return host ? { node: host, slot } : null;
}
