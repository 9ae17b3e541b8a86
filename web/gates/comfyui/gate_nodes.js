/** All gate nodes of the page, and which gates each of them shows. */

import { allNodes, rootGraph } from "../../library/comfyui/graph.js";
import { isNode, isThisWorkflow, workflowId } from "./execution_ids.js";
import { GateNode } from "./gate_node.js";
import { renameByDoubleClick } from "./gate_routes.js";
import { KeptAnswers } from "./kept_answers.js";
import { runFromHere } from "./run_from_here.js";

/** @typedef {import("../types.js").Gate} Gate */

/** @type {Record<string, import("../types.js").GateKind>} */
const KINDS = { ImageGate: "image", ImageChooserGate: "chooser", TextGate: "text" };
const ENDS = ["gate_answered", "gate_cancelled", "gate_expired"];
/** Of how many nodes it is remembered how their last gate ended. */
const MOST_ENDED = 200;

export class GateNodes {
  #page;
  #gates;
  #kept;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, GateNode>} */ (new WeakMap());
  /** By workflow and execution id, which outlive the objects. */
  #ended = /** @type {Map<string, Gate>} */ (new Map());
  #waiting = false;
  #isRunning = false;
  #readKept = false;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../gates.js").Gates} gates
   */
  constructor(page, gates) {
    this.#page = page;
    this.#gates = gates;
    this.#kept = new KeptAnswers(page.host, () => this.updateSoon());
    gates.addEventListener("change", () => this.updateSoon());
    for (const name of ENDS) page.host.events.listen(name, ({ gate }) => this.#end(gate));
    renameByDoubleClick(page.app, (node, route) => this.#nodes.get(node)?.rename(route));
    page.host.events.listen("reconnected", () => (this.#readKept = false));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const kind = KINDS[node.comfyClass];
    if (!kind || !this.#page.owns(node, node.comfyClass)) return;
    const actions = { changed: () => this.updateSoon(), run: () => void this.#run(node), askAgain: () => void this.#askAgain(node) };
    this.#nodes.set(node, new GateNode(this.#page, this.#gates, node, kind, actions));
    this.updateSoon();
  }

  /**
   * @param {any} node
   * @returns {(object | null)[]}
   */
  menu(node) {
    const own = this.#nodes.get(node);
    return own ? [null, ...own.menu(this.#keptOf(own))] : [];
  }

  /**
   * The node that asks at a gate, as far as this workflow has it.
   * @param {Gate} gate
   * @returns {any} null where there is none
   */
  nodeOf(gate) {
    const isAsked = (/** @type {any} */ node) => {
      const own = this.#nodes.get(node);
      return !!own && this.#isOf(gate, own, own.ids);
    };
    return allNodes(rootGraph(this.#page.app)).find(isAsked) ?? null;
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
    const shown = this.#all();
    for (const node of shown) {
      const { ids } = node;
      node.update({ open: this.#gates.list.filter((gate) => this.#isOf(gate, node, ids)), ended: this.#endOf(node, ids), kept: this.#keptOf(node, ids) });
    }
    if (this.#readKept || !shown.some((node) => node.repeats)) return;
    this.#readKept = true;
    void this.#kept.read();
  }

  #all() {
    return allNodes(rootGraph(this.#page.app)).flatMap((node) => this.#nodes.get(node) ?? []);
  }

  /**
   * Another workflow in another tab may have a node of the same id.
   * @param {Gate} gate
   * @param {GateNode} node
   * @param {string[]} ids of the node
   */
  #isOf(gate, { kind }, ids) {
    return gate.kind === kind && isThisWorkflow(this.#page.app, gate.workflow_id) && ids.some((id) => isNode(gate.node_id, id));
  }

  /**
   * @param {GateNode} node
   * @param {string[]} ids
   */
  #endOf({ kind }, ids) {
    const workflow = workflowId(this.#page.app);
    const found = ids.flatMap((id) => this.#ended.get(keyOf(kind, workflow, id)) ?? []);
    return found.sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0))[0] ?? null;
  }

  /**
   * @param {GateNode} node
   * @param {string[]} [ids]
   */
  #keptOf(node, ids = node.ids) {
    return this.#kept.of(workflowId(this.#page.app), ids, node.kind);
  }

  /** @param {Gate} gate */
  #end(gate) {
    const id = gate.node_id.slice(gate.node_id.lastIndexOf(".") + 1);
    const key = keyOf(gate.kind, gate.workflow_id || workflowId(this.#page.app), id);
    this.#ended.delete(key);
    this.#ended.set(key, gate);
    for (const old of [...this.#ended.keys()].slice(0, -MOST_ENDED)) this.#ended.delete(old);
    this.#kept.put(gate);
    for (const node of this.#all()) if (this.#isOf(gate, node, node.ids)) node.passed(gate);
    this.updateSoon();
  }

  /** @param {any} node */
  async #askAgain(node) {
    const own = this.#nodes.get(node);
    if (own) await this.#kept.forget(this.#keptOf(own));
  }

  /**
   * One press, one run: while one is being queued another press does nothing.
   * @param {any} node
   */
  async #run(node) {
    const { host } = this.#page;
    const own = this.#nodes.get(node);
    if (!own || this.#isRunning) return;
    this.#isRunning = true;
    try {
      const queued = await runFromHere(this.#page, own.ids);
      host.toasts.show({ message: host.t(queued ? "gate_node.queued" : "gate_node.nothing_after"), severity: queued ? "success" : "info", about: "gate-run" });
    } catch (error) {
      host.toasts.showError(error);
    } finally {
      this.#isRunning = false;
    }
  }
}

/**
 * @param {string} kind
 * @param {string} workflow
 * @param {string} id
 */
function keyOf(kind, workflow, id) {
  return JSON.stringify([kind, workflow, id]);
}
