/** All nodes Image Pool (Grid) of the page: which pool each shows, and who shares one. */

import { allNodes, rootGraph } from "../library/comfyui/graph.js";
import { PoolNode } from "./pool_node.js";

const CLASS = "GridImagePool";

export class PoolNodes {
  #page;
  #pools;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, PoolNode>} */ (new WeakMap());
  #waiting = false;

  /**
   * @param {import("../library/comfyui/page.js").Page} page
   * @param {import("./pools.js").Pools} pools
   */
  constructor(page, pools) {
    this.#page = page;
    this.#pools = pools;
  }

  /** @param {any} node inside its constructor */
  created(node) {
    if (!this.#page.owns(node, CLASS)) return;
    this.#nodes.set(node, new PoolNode(this.#page, this.#pools, node, () => this.updateSoon()));
    this.updateSoon();
  }

  /**
   * @param {any} node
   * @returns {((files: File[]) => void) | null} what takes files that are pasted on `node`
   */
  taker(node) {
    const own = this.#nodes.get(node);
    return own ? (files) => void own.grid.upload(files) : null;
  }

  /**
   * A node that shows a pool: of several one that is on the screen, best the selected one.
   * @param {string} poolId
   * @returns {any} null where there is none
   */
  showing(poolId) {
    const { canvas } = this.#page.app;
    const nodes = allNodes(rootGraph(this.#page.app)).filter((node) => this.#nodes.get(node)?.grid.poolId === poolId);
    const near = nodes.filter(({ graph }) => graph === canvas?.graph);
    return near.find((node) => canvas.selectedItems?.has(node)) ?? near[0] ?? nodes[0] ?? null;
  }

  /**
   * @param {any} node
   * @returns {(object | null)[]}
   */
  menu(node) {
    const own = this.#nodes.get(node);
    return own ? [null, ...own.menu()] : [];
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#update();
    });
  }

  #update() {
    // A subgraph that is used more than once has its nodes only once.
    const nodes = new Set(allNodes(rootGraph(this.#page.app)));
    const shown = [...nodes].flatMap((node) => this.#nodes.get(node) ?? []);
    for (const node of shown) node.mint();
    const users = new Map();
    for (const { ownId } of shown) users.set(ownId, (users.get(ownId) ?? 0) + 1);
    for (const node of shown) node.update(users.get(node.ownId) > 1);
  }
}
