/**
 * The outputs of an Image Gate: the mask and the first routes. They come and go at the tail only, so that links keep
 * their slots. What was linked to a route that went comes back with it, as long as its input is still free.
 */

import { MOST_ROUTES } from "./route_names.js";

const MASKS = 1;
/** As ComfyUI numbers the two kinds of slots. */
const OUTPUT = 2;

export class RouteOutputs {
  #node;
  #type;
  /** @type {Map<number, {node: any, slot: number}[]>} what was linked to an output that went, by its slot */
  #gone = new Map();
  /** Outputs that were made to be drawn again, with the name that they were made for. */
  #renewed = new WeakMap();

  /** @param {any} node inside its constructor: every output is there */
  constructor(node) {
    this.#node = node;
    this.#type = node.outputs?.[MASKS]?.type ?? "IMAGE";
  }

  /**
   * Shows so many routes.
   * @param {number} routes
   */
  show(routes) {
    const wanted = MASKS + Math.min(Math.max(Math.trunc(routes) || 1, 1), MOST_ROUTES);
    const { outputs } = this.#node;
    if (outputs.length === wanted) return;
    while (this.#node.outputs.length > wanted) this.#remove(this.#node.outputs.length - 1);
    while (this.#node.outputs.length < wanted) this.#add(this.#node.outputs.length);
    this.#checkSoon();
  }

  /**
   * Writes names beside the outputs.
   * @param {string[]} names by route; without one an output goes by its number
   */
  name(names) {
    let changed = false;
    for (const [at, output] of this.#routes()) {
      const label = names[at] || undefined;
      if (output.label === label) continue;
      output.label = label;
      changed = true;
    }
    if (changed) this.#drawAgain();
  }

  /**
   * The names as they stand beside the outputs: ComfyUI has its own way to rename one.
   * @returns {string[]}
   */
  names() {
    return this.#routes().map(([, output]) => output.label ?? "");
  }

  /** @returns {[number, any][]} */
  #routes() {
    return this.#node.outputs.slice(MASKS).map((/** @type {any} */ output, /** @type {number} */ at) => [at, output]);
  }

  /** @param {number} slot the last one */
  #remove(slot) {
    const targets = this.#linked(slot);
    if (targets.length) this.#gone.set(slot, targets);
    this.#node.removeOutput(slot);
  }

  /** @param {number} slot */
  #add(slot) {
    const node = this.#node;
    node.addOutput(`route_${slot - MASKS + 1}`, this.#type);
    for (const target of this.#gone.get(slot) ?? []) {
      const stands = target.node.graph === node.graph && !!target.node.inputs?.[target.slot];
      if (stands && !target.node.isInputConnected(target.slot)) node.connect(slot, target.node, target.slot);
    }
    this.#gone.delete(slot);
  }

  /**
   * @param {number} slot
   * @returns {{node: any, slot: number}[]}
   */
  #linked(slot) {
    const node = this.#node;
    if (!node.graph || !node.isOutputConnected(slot)) return [];
    const isOurs = (/** @type {any} */ link) => link && String(link.origin_id) === String(node.id) && link.origin_slot === slot;
    return (node.getOutputNodes(slot) ?? []).flatMap((/** @type {any} */ other) =>
      (other.inputs ?? []).flatMap((/** @type {any} */ _, /** @type {number} */ at) =>
        other.isInputConnected(at) && isOurs(other.getInputLink(at)) ? [{ node: other, slot: at }] : [],
      ),
    );
  }

  /** Vue nodes draw a slot again when they are told, or when the list of slots is another one. */
  #drawAgain() {
    const node = this.#node;
    if (!node.graph) return;
    node.outputs = [...node.outputs];
    node.graph.trigger?.("node:slot-label:changed", { nodeId: node.id, slotType: OUTPUT });
    node.graph.setDirtyCanvas?.(true, true);
    this.#checkSoon();
  }

  /** What older frontends do not see of a change, two frames after it. */
  #checkSoon() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.#check()));
  }

  #check() {
    const node = this.#node;
    if (!node.graph) return;
    const shown = [...document.querySelectorAll(`[data-node-id="${CSS.escape(String(node.id))}"] .lg-slot--output`)];
    // Vue nodes of 1.39 go on showing the outputs that a node had when it was added.
    if (shown.length && shown.length !== node.outputs.length) node.graph.onNodeAdded?.(node);
    else for (const [at, slot] of shown.entries()) this.#checkName(at, slot.textContent?.trim() ?? "");
  }

  /**
   * Vue nodes of 1.50 draw a slot again only when it is another object.
   * @param {number} at
   * @param {string} text that is shown
   */
  #checkName(at, text) {
    const output = this.#node.outputs[at];
    const wanted = output.label || output.localized_name || output.name;
    if (text === wanted || this.#renewed.get(output) === wanted) return;
    const renewed = new output.constructor(output, this.#node);
    this.#renewed.set(renewed, wanted);
    this.#node.outputs.splice(at, 1, renewed);
  }
}
