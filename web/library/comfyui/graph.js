/** Walking ComfyUI's graph: the nodes in it, those in subgraphs too. */

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
 * Whether anything is linked to input `name`.
 * @param {any} node
 * @param {string} name
 */
export function isLinked(node, name) {
  const slot = node.inputs?.findIndex((/** @type {any} */ input) => input.name === name) ?? -1;
  return slot >= 0 && !!node.graph && node.isInputConnected(slot);
}
