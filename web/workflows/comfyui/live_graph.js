/** ComfyUI's open graph as the form needs it: its document, and when its structure or its values may have changed. */

import { rootGraph } from "../../library/comfyui/graph.js";

const LOOK_MS = 200;
/** In a large graph looking takes longer: it is done less often, so that it never takes more than a twentieth of the time. */
const PAUSE = 20;
/** The structure is read again when it has been at rest for so many looks: loading a workflow changes it many times. */
const REST = 2;
const EMPTY_ID = "00000000-0000-0000-0000-000000000000";

/** Dispatches `structure` when another document is to be read, and `look` several times a second. Only while it is watched. */
export class LiveGraph extends EventTarget {
  #app;
  #timer = 0;
  #known = "";
  #seen = "";
  #rested = 0;

  /** @param {any} app ComfyUI's `app` */
  constructor(app) {
    super();
    this.#app = app;
  }

  get root() {
    return rootGraph(this.#app);
  }

  /** The id of the open graph that documents keep, empty where it has none of its own yet. */
  get id() {
    const id = String(this.root?.id ?? "");
    return id === EMPTY_ID ? "" : id;
  }

  /** Which open workflow this is: another one has other values to go back to. */
  get tab() {
    const open = this.#app.extensionManager?.workflow?.activeWorkflow;
    return `${open?.key ?? open?.path ?? ""} ${this.id}`;
  }

  /** What ComfyUI calls the open workflow. */
  get name() {
    const open = this.#app.extensionManager?.workflow?.activeWorkflow;
    return String(open?.filename ?? "").replace(/\.(app\.)?json$/i, "");
  }

  get isEmpty() {
    return nodesOf(this.root).length === 0;
  }

  /** The document as ComfyUI would save it. */
  document() {
    return this.root.serialize();
  }

  watch() {
    if (this.#timer) return;
    this.#known = "";
    this.#lookSoon(0);
  }

  /** @param {number} delay milliseconds */
  #lookSoon(delay) {
    this.#timer = window.setTimeout(() => {
      const begin = performance.now();
      this.look();
      if (this.#timer) this.#lookSoon(Math.max(LOOK_MS, PAUSE * (performance.now() - begin)));
    }, delay);
  }

  unwatch() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** Looks now. */
  look() {
    if (document.hidden || this.#app.configuringGraph || !this.root) return;
    const structure = `${this.tab}\n${structureOf(this.root)}`;
    this.#rested = structure === this.#seen ? this.#rested + 1 : 0;
    this.#seen = structure;
    if (structure === this.#known) return void this.dispatchEvent(new Event("look"));
    if (this.#known && this.#rested < REST) return;
    this.#known = structure;
    this.dispatchEvent(new Event("structure"));
  }
}

/** @param {any} graph */
function nodesOf(graph) {
  return graph?.nodes ?? graph?._nodes ?? [];
}

/**
 * All that decides which parameters there are, of subgraphs too, without their values.
 * @param {any} graph
 * @returns {string}
 */
function structureOf(graph) {
  const parts = [];
  for (const one of [graph, ...(graph.subgraphs?.values?.() ?? [])]) {
    for (const node of nodesOf(one)) parts.push(nodeStructure(node));
    for (const link of links(one)) parts.push(`${link.origin_id}.${link.origin_slot}>${link.target_id}.${link.target_slot}`);
    for (const input of one.inputs ?? []) parts.push(`${input.name}=${input.label ?? ""}`);
    parts.push(JSON.stringify(one.extra?.linearData?.inputs ?? ""));
  }
  return parts.join("|");
}

/** @param {any} node */
function nodeStructure(node) {
  const widgets = (node.widgets ?? []).map((/** @type {any} */ widget) => widget.name + (widget.label ?? ""));
  const inputs = (node.inputs ?? []).map((/** @type {any} */ input) => input.label ?? "");
  return [node.id, node.type, node.mode, node.title, widgets, inputs].join(";");
}

/**
 * @param {any} graph
 * @returns {Iterable<any>}
 */
function links(graph) {
  const all = graph._links ?? graph.links ?? [];
  return all.values?.() ?? Object.values(all);
}
