/** Where the parameters of a form are in ComfyUI's open graph: `57:8` and `seed` become a node and its widget. */

/**
 * @typedef {{node: string, field: string}} Place as the form has it
 * @typedef {{node: any, widget: any}} LivePlace
 */

/**
 * The nodes on the way, the outermost first. Ids may contain a colon themselves, so that the longest one that a graph has
 * is taken.
 * @param {any} root the outermost graph
 * @param {string} path such as `57:8:3`
 * @returns {any[] | null} null where there is no such node
 */
export function nodesOnPath(root, path) {
  const ids = String(path).split(":");
  const nodes = [];
  for (let graph = root, at = 0; at < ids.length; graph = nodes.at(-1).subgraph) {
    const found = longestId(graph, ids, at);
    if (!found) return null;
    nodes.push(found.node);
    at = found.next;
  }
  return nodes;
}

/**
 * @param {any} graph
 * @param {string[]} ids
 * @param {number} at
 */
function longestId(graph, ids, at) {
  for (let next = ids.length; graph && next > at; next -= 1) {
    const node = graph.getNodeById(ids.slice(at, next).join(":"));
    if (node) return { node, next };
  }
  return null;
}

/**
 * The widgets that decide a value: the one of its address, or those that it goes to. Older frontends open some workflows
 * with subgraphs that have no widget of their own for it.
 * @param {any} root
 * @param {Place & {targets: readonly string[]}} parameter
 * @returns {LivePlace[]} empty where the page has no such widget (its class is missing)
 */
export function livePlaces(root, parameter) {
  const own = livePlace(root, parameter);
  if (own) return [own];
  return parameter.targets.flatMap((target) => livePlace(root, placeOf(target)) ?? []);
}

/**
 * @param {string} address
 * @returns {Place}
 */
function placeOf(address) {
  const dot = address.indexOf(".");
  return { node: address.slice(0, dot), field: address.slice(dot + 1) };
}

/**
 * For a widget that a subgraph shows outside, the widget there.
 * @param {any} root
 * @param {Place} place
 * @returns {LivePlace | null}
 */
function livePlace(root, { node: path, field }) {
  const nodes = nodesOnPath(root, path);
  const node = nodes?.at(-1);
  if (!nodes || !node) return null;
  const widget = inputWidget(node, field) ?? named(node, field) ?? primitiveWidget(node, field);
  return outside(nodes, field) ?? (widget ? { node, widget } : null);
}

/**
 * @param {any} node
 * @param {string} field
 */
function named(node, field) {
  return node.widgets?.find((/** @type {any} */ one) => one.name === field);
}

/**
 * A subgraph's widget belongs to the input of that name, whatever its own is.
 * @param {any} node
 * @param {string} field
 */
function inputWidget(node, field) {
  const input = node.subgraph && node.inputs?.find((/** @type {any} */ one) => one.name === field);
  const widget = input ? (input._widget ?? node.getWidgetFromSlot?.(input)) : undefined;
  return node.widgets?.includes(widget) ? widget : undefined;
}

/**
 * A primitive node calls its widget by the input that it feeds.
 * @param {any} node
 * @param {string} field
 */
function primitiveWidget(node, field) {
  return field === "value" && node.type === "PrimitiveNode" ? node.widgets?.[0] : undefined;
}

/**
 * The outermost widget that stands for a widget of the innermost node.
 * @param {any[]} nodes the outermost first
 * @param {string} field
 * @returns {LivePlace | null}
 */
function outside(nodes, field) {
  let shown = /** @type {LivePlace | null} */ (null);
  let [inner, name] = [nodes.at(-1), field];
  for (const host of nodes.slice(0, -1).reverse()) {
    const widget = host.widgets?.find((/** @type {any} */ one) => standsFor(one, inner, name));
    if (!widget) break;
    shown = { node: host, widget };
    [inner, name] = [host, widget.name];
  }
  return shown;
}

/**
 * Frontends differ in how a subgraph's widget names the one inside.
 * @param {any} widget of a subgraph node
 * @param {any} inner a node inside
 * @param {string} name of its widget
 */
function standsFor(widget, inner, name) {
  const id = widget.sourceNodeId ?? widget._overlay?.nodeId;
  return id !== undefined && String(id) === String(inner.id) && (widget.sourceWidgetName ?? widget._overlay?.widgetName) === name;
}

/**
 * The widget with what becomes of a seed after a run; null without one.
 * @param {LivePlace} place
 */
export function controlOf({ node, widget }) {
  const linked = widget.linkedWidgets?.find((/** @type {any} */ one) => one.name === "control_after_generate" || one.options?.values?.includes?.("randomize"));
  if (linked) return linked;
  const at = node.widgets?.indexOf(widget) ?? -1;
  const next = at < 0 ? null : node.widgets[at + 1];
  return next?.name === "control_after_generate" ? next : null;
}

/**
 * Shows a node on the canvas, in the subgraph where it is.
 * @param {any} app
 * @param {any} root
 * @param {string} path
 * @returns {boolean} whether there is one
 */
export function showNode(app, root, path) {
  const nodes = nodesOnPath(root, path);
  const node = nodes?.at(-1);
  if (!nodes || !node) return false;
  const { canvas } = app;
  enter(canvas, root, nodes);
  canvas.centerOnNode(node);
  canvas.deselectAll?.();
  canvas.selectNode(node);
  canvas.setDirty?.(true, true);
  return true;
}

/**
 * Through the subgraph nodes on the way, so that the page's own path names this place.
 * @param {any} canvas
 * @param {any} root
 * @param {any[]} nodes
 */
function enter(canvas, root, nodes) {
  if (canvas.graph === nodes.at(-1).graph) return;
  canvas.setGraph(root);
  for (const host of nodes.slice(0, -1)) {
    if (canvas.openSubgraph) canvas.openSubgraph(host.subgraph, host);
    else canvas.setGraph(host.subgraph);
  }
}
