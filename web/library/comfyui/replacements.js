/**
 * Nodes of other packs in workflows that are opened, replaced by ours where those packs are not installed.
 *
 * It works on the saved workflow before the editor makes its graph of it: what the editor then keeps, saves and undoes
 * is the new node.
 */

import { shapeOf } from "./node_shape.js";
import { SavedLinks } from "./saved_links.js";

/**
 * A line of `GET /penstock/node_replacements`.
 * @typedef {object} Replacement
 * @property {string} new_node_id
 * @property {string} old_node_id
 * @property {string[]} old_widget_ids
 * @property {{new_id: string, old_id?: string, set_value?: any}[]} input_mapping
 * @property {{new_idx: number, old_idx: number}[]} output_mapping
 *
 * What was done to a workflow: the nodes that were replaced, by their old classes, and how many links had no like.
 * @typedef {{replaced: string[], lost: number}} Report
 */

/** The properties by which an editor looks for the pack of a node. */
const OF_THE_PACK = ["cnr_id", "aux_id", "ver"];

export class NodeReplacements {
  #replacements;
  #definition;

  /**
   * @param {{[old: string]: Replacement[]}} replacements
   * @param {(type: string) => any} definition the `nodeData` of a registered class; null for a class that is none
   */
  constructor(replacements, definition) {
    this.#replacements = new Map(Object.entries(replacements).map(([old, [first]]) => [old, first]));
    this.#definition = definition;
  }

  /**
   * Replaces, in place, in the graph and in all of its subgraphs.
   * @param {any} workflow
   * @returns {Report}
   */
  apply(workflow) {
    const subgraphs = workflow.definitions?.subgraphs ?? [];
    /** @type {Report} */
    const report = { replaced: [], lost: 0 };
    for (const graph of [workflow, ...subgraphs]) {
      const renamed = this.#inGraph(graph, report);
      if (renamed.size && graph !== workflow) renamePromoted([workflow, ...subgraphs], graph.id, renamed);
    }
    return report;
  }

  /**
   * @param {any} graph
   * @param {Report} report
   * @returns {Map<string, Map<string, string>>} the new names of the inputs of each node that was replaced, by its id
   */
  #inGraph(graph, report) {
    const links = new SavedLinks(graph);
    const renamed = new Map();
    for (const node of Array.isArray(graph.nodes) ? graph.nodes : []) {
      const one = this.#for(node);
      if (!one) continue;
      report.replaced.push(one.old_node_id);
      const lost = replace(node, one, shapeOf(this.#definition(one.new_node_id)), links);
      links.remove(lost);
      report.lost += lost.length;
      renamed.set(String(node.id), newNames(one));
    }
    return renamed;
  }

  /** @param {any} node */
  #for(node) {
    const found = this.#replacements.get(node?.type);
    const missing = found && !this.#definition(found.old_node_id) && this.#definition(found.new_node_id);
    return missing ? found : null;
  }
}

/** @param {Replacement} one */
function newNames({ input_mapping }) {
  return new Map(input_mapping.filter(({ old_id }) => old_id !== undefined).map(({ old_id, new_id }) => [/** @type {string} */ (old_id), new_id]));
}

/**
 * Makes a saved node one of the new class.
 * @param {any} node
 * @param {Replacement} one
 * @param {import("./node_shape.js").Shape} shape
 * @param {SavedLinks} links
 * @returns {number[]} the links that have nowhere to go
 */
function replace(node, one, shape, links) {
  const lost = [...relinkInputs(node, one, shape, links), ...relinkOutputs(node, one, shape, links)];
  const values = newValues(node, one);
  node.widgets_values = shape.widgets.map(({ name, value }) => (values.has(name) ? values.get(name) : value));
  node.type = one.new_node_id;
  const kept = Object.entries(node.properties ?? {}).filter(([name]) => !OF_THE_PACK.includes(name));
  node.properties = { ...Object.fromEntries(kept), "Node name for S&R": one.new_node_id };
  return lost;
}

/**
 * @param {any} node
 * @param {Replacement} one
 * @param {import("./node_shape.js").Shape} shape
 * @param {SavedLinks} links
 */
function relinkInputs(node, one, shape, links) {
  const names = newNames(one);
  const linked = (node.inputs ?? []).filter((/** @type {any} */ input) => input?.link != null);
  const byName = new Map(linked.map((/** @type {any} */ input) => [names.get(input.name), input.link]));
  byName.delete(undefined);
  node.inputs = shape.inputs.map((input, slot) => {
    const link = byName.get(input.name) ?? null;
    if (link !== null) links.moveTarget(link, slot);
    return { ...input, link };
  });
  const kept = new Set(node.inputs.map((/** @type {any} */ input) => input.link));
  return linked.map((/** @type {any} */ input) => input.link).filter((/** @type {number} */ link) => !kept.has(link));
}

/**
 * @param {any} node
 * @param {Replacement} one
 * @param {import("./node_shape.js").Shape} shape
 * @param {SavedLinks} links
 */
function relinkOutputs(node, one, shape, links) {
  const old = node.outputs ?? [];
  const slots = new Map(one.output_mapping.map(({ old_idx, new_idx }) => [old_idx, new_idx]));
  /** @type {any[]} */
  const outputs = shape.outputs.map((output) => ({ ...output, links: [] }));
  /** @type {number[]} */
  const lost = [];
  old.forEach((/** @type {any} */ output, /** @type {number} */ slot) => {
    const target = slots.get(slot);
    const to = target === undefined ? undefined : outputs[target];
    for (const link of output?.links ?? []) {
      if (to === undefined || target === undefined) lost.push(link);
      else {
        to.links.push(link);
        links.moveOrigin(link, target);
      }
    }
  });
  node.outputs = outputs;
  return lost;
}

/**
 * The values of the new inputs, by their names.
 * @param {any} node
 * @param {Replacement} one
 * @returns {Map<string, any>}
 */
function newValues({ widgets_values: saved }, one) {
  const pairs = Array.isArray(saved) ? saved.map((value, place) => [one.old_widget_ids[place], value]) : Object.entries(saved ?? {});
  const old = new Map(/** @type {[string, any][]} */ (pairs));
  const values = new Map();
  for (const { new_id, old_id, set_value } of one.input_mapping) {
    const value = old_id === undefined ? set_value : old.get(old_id);
    if (value !== undefined && value !== null) values.set(new_id, value);
  }
  return values;
}

/**
 * Widgets that a subgraph's node shows on its outside are kept by the names that they have inside.
 * @param {any[]} graphs
 * @param {string} subgraph
 * @param {Map<string, Map<string, string>>} renamed
 */
function renamePromoted(graphs, subgraph, renamed) {
  const outside = graphs.flatMap((graph) => graph.nodes ?? []).filter((/** @type {any} */ node) => node?.type === subgraph);
  for (const { properties } of outside) {
    if (!Array.isArray(properties?.proxyWidgets)) continue;
    properties.proxyWidgets = properties.proxyWidgets.flatMap((/** @type {any[]} */ [id, name, ...rest]) => {
      const names = renamed.get(String(id));
      if (!names) return [[id, name, ...rest]];
      return names.has(name) ? [[id, names.get(name), ...rest]] : [];
    });
  }
}
