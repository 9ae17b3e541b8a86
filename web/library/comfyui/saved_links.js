/** The links of one graph of a saved workflow: lists `[id, from, slot, to, slot, type]`, or objects in newer ones. */

/** Both ends of every link, of which either may be a node or the edge of a subgraph. */
export class SavedLinks {
  #graph;
  /** @type {Map<string, any>} */
  #byId;

  /** @param {any} graph a workflow, or the definition of a subgraph */
  constructor(graph) {
    this.#graph = graph;
    this.#byId = new Map((graph.links ?? []).map((/** @type {any} */ link) => [String(idOf(link)), link]));
  }

  /**
   * @param {number} id
   * @param {number} slot the output that the link comes from now
   */
  moveOrigin(id, slot) {
    const link = this.#byId.get(String(id));
    if (Array.isArray(link)) link[2] = slot;
    else if (link) link.origin_slot = slot;
  }

  /**
   * @param {number} id
   * @param {number} slot the input that the link goes to now
   */
  moveTarget(id, slot) {
    const link = this.#byId.get(String(id));
    if (Array.isArray(link)) link[4] = slot;
    else if (link) link.target_slot = slot;
  }

  /**
   * Takes links out, at both of their ends.
   * @param {Iterable<number>} ids
   */
  remove(ids) {
    const gone = new Set([...ids].map(String));
    if (!gone.size) return;
    const stays = (/** @type {any} */ id) => !gone.has(String(id));
    const graph = this.#graph;
    if (graph.links) graph.links = graph.links.filter((/** @type {any} */ link) => stays(idOf(link)));
    for (const node of graph.nodes ?? []) {
      for (const input of node.inputs ?? []) if (input.link != null && !stays(input.link)) input.link = null;
      for (const output of node.outputs ?? []) if (output.links) output.links = output.links.filter(stays);
    }
    for (const edge of [...(graph.inputs ?? []), ...(graph.outputs ?? [])]) {
      if (edge.linkIds) edge.linkIds = edge.linkIds.filter(stays);
    }
  }
}

/** @param {any} link */
function idOf(link) {
  return Array.isArray(link) ? link[0] : link.id;
}
