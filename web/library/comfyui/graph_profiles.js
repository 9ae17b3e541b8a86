/**
 * The profiles in ComfyUI's graph: which one a node Image Pool (Grid) takes in a run, and which of those nodes take theirs
 * from a node Pool Profile.
 */

import { allNodes, rootGraph } from "./graph.js";
import { decidingWidget, feedOf, spotsOf } from "./wiring.js";
import { widgetOf } from "./widgets.js";

const POOL = "GridImagePool";
const PROFILE = "PoolProfile";
const INPUT = "profile";

/**
 * - `none`: nothing is linked, or what is linked is switched off.
 * - `unselected`: a Pool Profile without a profile, which a run ignores.
 * - `profile`: the profile `id`.
 * - `unknown`: only a run can tell.
 * `name` is what the node that chose it, `node`, was saved with.
 * @typedef {{kind: "none" | "unselected" | "profile" | "unknown", id: string, name: string, node: any}} Linked
 *
 * @typedef {import("./wiring.js").Spot} Spot
 */

const NONE = /** @type {Linked} */ ({ kind: "none", id: "", name: "", node: null });

/** Dispatches `change` whenever nodes may take other profiles than before. */
export class GraphProfiles extends EventTarget {
  #app;
  /** How subgraphs were entered, the subgraph node by its subgraph: of several places, that one is meant. */
  #entrances = /** @type {WeakMap<any, any>} */ (new WeakMap());

  /** @param {any} app ComfyUI's `app` */
  constructor(app) {
    super();
    this.#app = app;
  }

  /**
   * Begins to follow the graph, once its canvas is there.
   * @param {any} api ComfyUI's `api`
   */
  follow(api) {
    // Links and modes change in ways that no callback of a node tells.
    api.addEventListener("graphChanged", () => this.changed());
    this.#app.canvas?.canvas?.addEventListener("subgraph-opened", (/** @type {CustomEvent} */ { detail }) => {
      if (detail?.subgraph && detail.fromNode) this.#entrances.set(detail.subgraph, detail.fromNode);
      this.changed();
    });
  }

  /** Tells that nodes may take other profiles than before. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /**
   * What the input `profile` of a node gives; `differs`: elsewhere in the workflow the same node takes another one.
   * @param {any} node
   * @returns {Linked & {differs: boolean}}
   */
  linked(node) {
    const all = this.#spots(node).map(linkedAt);
    const first = all[0] ?? NONE;
    return { ...first, differs: all.some((other) => poolOf(other) !== poolOf(first)) };
  }

  /**
   * The nodes Image Pool (Grid) that take the profile of this Pool Profile, wherever they are.
   * @param {any} profileNode
   * @returns {any[]}
   */
  takers(profileNode) {
    const pools = [...new Set(this.all(POOL))];
    return pools.filter((pool) => this.#spots(pool).some((spot) => linkedAt(spot).node === profileNode));
  }

  /**
   * The widget that decides about an input in a run: the node's own, or one that was promoted to a subgraph node.
   * @param {any} node
   * @param {string} name
   * @returns {any} null where only a run can tell
   */
  widget(node, name) {
    const [spot] = this.#spots(node);
    return spot ? decidingWidget(spot, name) : widgetOf(node, name);
  }

  /**
   * @param {string} comfyClass
   * @returns {any[]} every node of that class
   */
  all(comfyClass) {
    return allNodes(rootGraph(this.#app)).filter((node) => node.comfyClass === comfyClass);
  }

  /**
   * Where a node runs, first where the user is.
   * @param {any} node
   */
  #spots(node) {
    const entered = (/** @type {Spot} */ { hosts }) => hosts.filter((host) => this.#entrances.get(host.subgraph) === host).length;
    return spotsOf(this.#app, node).sort((one, other) => entered(other) - entered(one));
  }
}

/**
 * @param {Spot} spot
 * @returns {Linked}
 */
function linkedAt(spot) {
  const feed = feedOf(spot, INPUT);
  if (feed.kind === "nothing") return NONE;
  if (feed.kind === "widget") return chosen(feed.widget, "", null);
  const { node } = feed.spot;
  if (node.comfyClass !== PROFILE) return { ...NONE, kind: "unknown" };
  const widget = decidingWidget(feed.spot, "profile_id");
  return widget ? chosen(widget, String(widgetOf(node, "profile")?.value ?? ""), node) : { ...NONE, kind: "unknown", node };
}

/**
 * @param {any} widget
 * @param {string} name
 * @param {any} node
 * @returns {Linked}
 */
function chosen(widget, name, node) {
  const id = String(widget.value ?? "");
  return { kind: id ? "profile" : "unselected", id, name: name || id, node };
}

/** @param {Linked} linked */
function poolOf({ kind, id }) {
  return kind === "unknown" ? kind : id;
}
