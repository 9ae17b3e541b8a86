/**
 * What feeds an input in a run: followed as ComfyUI does when it queues a graph, through reroutes of both kinds, Set and
 * Get nodes, bypassed nodes, and in and out of subgraphs.
 */

import { allNodes, rootGraph } from "./graph.js";

const MUTED = 2;
const BYPASSED = 4;
const MOST_STEPS = 1000;
const PRIMITIVE = "PrimitiveNode";
const ANY = "*";

/**
 * A node where it runs; `hosts` are the subgraph nodes around it, the outermost first.
 * @typedef {{node: any, hosts: any[]}} Spot
 *
 * A place on the way: an input that is asked what feeds it, or an output that is asked where it comes from.
 * @typedef {{spot: Spot, slot: number, isOutput: boolean}} Place
 *
 * Nothing, an output of a node that runs, or the value of a widget (of a subgraph node, or a primitive).
 * @typedef {{kind: "nothing"} | {kind: "node", spot: Spot, slot: number} | {kind: "widget", widget: any}} Feed
 */

const NOTHING = /** @type {Feed} */ ({ kind: "nothing" });

/**
 * Where a node runs: in several places where its subgraph is used more than once. Switched off places count only where
 * there are no others.
 * @param {any} app
 * @param {any} node
 * @returns {Spot[]}
 */
export function spotsOf(app, node) {
  const root = rootGraph(app);
  const hosts = [...new Set(allNodes(root).filter((one) => one.subgraph))];
  const all = within(root, hosts, node);
  const running = all.filter((spot) => !spot.hosts.some(isOff));
  return running.length ? running : all;
}

/**
 * @param {any} root
 * @param {any[]} hosts every subgraph node
 * @param {any} node
 * @returns {Spot[]}
 */
function within(root, hosts, node) {
  if (!node.graph) return [];
  if (node.graph === root) return [{ node, hosts: [] }];
  const around = hosts.filter((host) => host.subgraph === node.graph);
  return around.flatMap((host) => within(root, hosts, host).map((spot) => ({ node, hosts: [...spot.hosts, host] })));
}

/** @param {any} node */
function isOff({ mode }) {
  return mode === MUTED || mode === BYPASSED;
}

/**
 * What feeds the input `name`.
 * @param {Spot} spot
 * @param {string} name
 * @returns {Feed}
 */
export function feedOf(spot, name) {
  const slot = inputIndex(spot.node, name);
  const type = spot.node.inputs?.[slot]?.type;
  let at = /** @type {Place | Feed} */ ({ spot, slot, isOutput: false });
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if ("kind" in at) return at;
    at = at.isOutput ? fromOutput(at, type) : intoInput(at);
  }
  return NOTHING;
}

/**
 * The widget whose value the input `name` has in a run: the node's own, or another one that feeds it.
 * @param {Spot} spot
 * @param {string} name
 * @returns {any} null where only a run can tell
 */
export function decidingWidget(spot, name) {
  const feed = feedOf(spot, name);
  if (feed.kind === "node") return null;
  return feed.kind === "widget" ? feed.widget : (spot.node.widgets?.find((/** @type {any} */ one) => one.name === name) ?? null);
}

/**
 * @param {any} node
 * @param {string} name
 */
function inputIndex(node, name) {
  return node.inputs?.findIndex((/** @type {any} */ input) => input.name === name) ?? -1;
}

/**
 * @param {any} node
 * @param {number} slot
 */
function linkInto(node, slot) {
  if (!node.graph || slot < 0 || !node.isInputConnected(slot)) return null;
  if (!node.subgraph) return node.getInputLink(slot);
  // A subgraph node answers with what is inside it.
  const links = [...node.graph.links.values()];
  return links.find((link) => String(link.target_id) === String(node.id) && link.target_slot === slot) ?? null;
}

/**
 * @param {Place} place
 * @returns {Place | Feed}
 */
function intoInput({ spot: { node, hosts }, slot }) {
  const link = linkInto(node, slot);
  if (!link) return NOTHING;
  const origin = originOf(node.graph, link);
  if (origin) return { spot: { node: origin, hosts }, slot: link.origin_slot, isOutput: true };
  const host = hosts.at(-1);
  return host ? ontoHost({ node: host, hosts: hosts.slice(0, -1) }, link.origin_slot) : NOTHING;
}

/**
 * The node that a link comes from; null where that is the border of a subgraph.
 * @param {any} graph
 * @param {any} link
 */
function originOf(graph, link) {
  return link.originIsIoNode || link.origin_id === graph.inputNode?.id ? null : (graph.getNodeById(link.origin_id) ?? null);
}

/**
 * The input of a subgraph node; unlinked, it may have a widget of its own.
 * @param {Spot} spot
 * @param {number} slot
 * @returns {Place | Feed}
 */
function ontoHost(spot, slot) {
  const { node } = spot;
  if (linkInto(node, slot)) return { spot, slot, isOutput: false };
  const input = node.inputs?.[slot];
  const name = input?.widget?.name ?? input?.name;
  const widget = node.widgets?.find((/** @type {any} */ one) => one.name === name);
  return widget ? { kind: "widget", widget } : NOTHING;
}

/**
 * @param {Place} place
 * @param {string} type what the link is to carry
 * @returns {Place | Feed}
 */
function fromOutput({ spot, slot }, type) {
  const { node } = spot;
  if (node.mode === MUTED) return NOTHING;
  if (node.mode === BYPASSED) return { spot, slot: bypass(node, slot, type), isOutput: false };
  if (node.subgraph) return fromInside(spot, slot);
  if (node.type === PRIMITIVE) return node.widgets?.[0] ? { kind: "widget", widget: node.widgets[0] } : NOTHING;
  if (node.isVirtualNode) return fromVirtual(spot, slot);
  return { kind: "node", spot, slot };
}

/**
 * The input that a bypassed node lets through to an output; -1 where there is none.
 * @param {any} node
 * @param {number} slot
 * @param {string} type
 */
function bypass({ inputs = [] }, slot, type) {
  const fits = (/** @type {any} */ input) => input && (input.type === type || input.type === ANY);
  if (fits(inputs[slot])) return slot;
  const exact = inputs.findIndex((/** @type {any} */ input) => input.type === type);
  return exact >= 0 ? exact : inputs.findIndex(fits);
}

/**
 * What feeds an output of a subgraph node, inside it.
 * @param {Spot} spot
 * @param {number} slot
 * @returns {Place | Feed}
 */
function fromInside(spot, slot) {
  const { subgraph } = spot.node;
  const link = subgraph.links?.get?.(subgraph.outputs?.[slot]?.linkIds?.[0]);
  if (!link) return NOTHING;
  const origin = originOf(subgraph, link);
  if (!origin) return ontoHost(spot, link.origin_slot);
  return { spot: { node: origin, hosts: [...spot.hosts, spot.node] }, slot: link.origin_slot, isOutput: true };
}

/**
 * Reroutes, and nodes that get what another node has set.
 * @param {Spot} spot
 * @param {number} slot
 * @returns {Place | Feed}
 */
function fromVirtual({ node, hosts }, slot) {
  const source = node.resolveVirtualOutput?.(slot);
  if (source) return { spot: { node: source.node, hosts: hostsOf(source.node, hosts) }, slot: source.slot, isOutput: true };
  const link = node.getInputLink(slot);
  const target = link && node.graph?.getNodeById(link.target_id);
  return target ? { spot: { node: target, hosts }, slot: link.target_slot, isOutput: false } : NOTHING;
}

/**
 * The subgraph nodes around a node in this graph or one around it.
 * @param {any} node
 * @param {any[]} hosts
 */
function hostsOf(node, hosts) {
  return hosts.slice(0, hosts.findLastIndex((host) => host.subgraph === node.graph) + 1);
}
