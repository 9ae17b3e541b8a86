/** Which node is running, and which execution it works on: what the server tells in the meantime is about that. */

/**
 * @typedef {import("../types.js").ExecutionKey} ExecutionKey
 * @typedef {(node: string, key: ExecutionKey) => void} Heard `node` is its id in its graph
 */

export class RunningNode {
  #node = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {Heard} heard
   */
  constructor({ api, host }, heard) {
    api.addEventListener("executing", (/** @type {CustomEvent} */ { detail }) => (this.#node = idOf(detail)));
    for (const name of ["execution_started", "execution_image_saved"]) {
      host.events.listen(name, ({ key }) => this.#node && heard(this.#node, key));
    }
  }
}

/**
 * Nodes of subgraphs have the ids of those around them before their own.
 * @param {any} detail older frontends give the id itself
 */
function idOf(detail) {
  const id = detail && typeof detail === "object" ? (detail.display_node ?? detail.node) : detail;
  return id === null || id === undefined ? "" : (String(id).split(":").at(-1) ?? "");
}
