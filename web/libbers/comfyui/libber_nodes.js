/** All nodes Libber Manager and Libber Apply of the page. */

import { ApplyNode } from "./apply_node.js";
import { ManagerNode } from "./manager_node.js";

const APPLY = "LibberApply";
const MANAGER = "LibberManager";

export class LibberNodes {
  #page;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, ApplyNode | ManagerNode>} */ (new WeakMap());
  #waiting = false;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    this.#page = page;
    // Links, modes and what decides about a widget change in ways that no callback of a node tells.
    page.graphProfiles.addEventListener("change", () => this.updateSoon());
    page.host.events.listen("libber_changed", (event) => this.#renamed(event));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const changed = () => this.updateSoon();
    if (this.#page.owns(node, APPLY)) this.#nodes.set(node, new ApplyNode(this.#page, node, changed));
    else if (this.#page.owns(node, MANAGER)) this.#nodes.set(node, new ManagerNode(this.#page, node, changed));
    else return;
    this.updateSoon();
  }

  /**
   * @param {any} node
   * @returns {(object | null)[]} entries of ComfyUI's menu of the node
   */
  menu(node) {
    return this.#nodes.get(node)?.menu() ?? [];
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      for (const node of this.#all()) node.update();
    });
  }

  #all() {
    const nodes = new Set([APPLY, MANAGER].flatMap((name) => this.#page.graphProfiles.all(name)));
    return [...nodes].flatMap((node) => this.#nodes.get(node) ?? []);
  }

  /** What refers to a library by its name follows it. @param {{change: string, libber: string, old_name: string}} event */
  #renamed({ change, libber, old_name: before }) {
    if (change !== "renamed" || !before) return;
    for (const node of this.#all()) node.follow(before, libber);
  }
}
