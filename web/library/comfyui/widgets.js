/** Widgets of nodes, in both renderers of ComfyUI. */

/** What the classic renderer leaves free above and below an element, in CSS pixels. */
const MARGIN = 10;

/**
 * @param {any} node
 * @param {string} name
 */
export function widgetOf(node, name) {
  return node.widgets?.find((/** @type {any} */ widget) => widget.name === name);
}

/**
 * A new node keeps its seed until the user wants others: ComfyUI would draw one for each run, and what follows the node
 * would run each time. Saved workflows bring their own choice.
 * @param {any} node inside its constructor
 */
export function keepSeed(node) {
  const control = widgetOf(node, "control_after_generate");
  if (control) control.value = "fixed";
}

/**
 * Hides a widget that is saved with the workflow. Each renderer (and version) looks at another flag.
 * @param {any} widget
 */
export function hideWidget(widget) {
  if (!widget) return;
  widget.hidden = true;
  // In place: Vue nodes of older frontends (1.50) keep the object that the widget was made with.
  widget.options ??= {};
  widget.options.hidden = true;
}

/**
 * Shows one again that was hidden.
 * @param {any} widget
 */
export function showWidget(widget) {
  if (!widget) return;
  widget.hidden = false;
  widget.options ??= {};
  widget.options.hidden = false;
}

/**
 * Gives a hidden widget's input a place of its own, so that it can be linked all the same.
 * @param {any} node inside its constructor
 * @param {string} name
 */
export function keepSocket(node, name) {
  const input = node.inputs?.find((/** @type {any} */ one) => one.name === name);
  if (input) delete input.widget;
}

/**
 * Lets a new node start with the values that it was made with: ComfyUI's frontend 1.50 gives a node that comes into a
 * graph the values of a deleted node that had the same id.
 * @param {any} node inside its constructor
 */
export function keepOwnValues(node) {
  for (const widget of node.widgets ?? []) {
    const original = widget.setNodeId;
    if (typeof original !== "function") continue;
    widget.setNodeId = function (/** @type {any[]} */ ...args) {
      const { value } = widget;
      original.apply(widget, args);
      if (widget.value !== value) widget.value = value;
    };
  }
}

/**
 * Puts an element into a node. It is neither saved nor sent to the server.
 * @param {any} node
 * @param {string} name also the widget's type, so that no built-in one is taken for it
 * @param {HTMLElement} element with no height of its own: it fills what it gets
 * @param {number | (() => number)} minHeight CSS pixels; one that changes is the element's own to set too
 */
export function addElement(node, name, element, minHeight) {
  const least = () => (typeof minHeight === "number" ? minHeight : minHeight());
  element.style.minHeight = `${least()}px`;
  // In its side panel ComfyUI would show an empty row, and squeeze the element in the node (frontend issue 13068).
  const options = { serialize: false, hideOnZoom: false, hideInPanel: true, getMinHeight: () => least() + 2 * MARGIN };
  const widget = node.addDOMWidget(name, name, element, options);
  widget.serialize = false;
  element.dataset.penstockWidget = name;
  for (const method of ["onAdded", "onConfigure"]) after(node, method, () => requestAnimationFrame(() => takePlace(node, name, element)));
  forwardPointer(element);
  return widget;
}

/**
 * Calls `callback` after `method` of this one object.
 * @param {any} target
 * @param {string} method
 * @param {(...args: any[]) => void} callback
 */
export function after(target, method, callback) {
  const original = target[method];
  target[method] = function (/** @type {any[]} */ ...args) {
    const result = original?.apply(this, args);
    callback(...args);
    return result;
  };
}

/**
 * Vue nodes mount an element once for each node id. Undo makes nodes anew under their old ids, and the page would go on
 * showing the element of the node that was there before.
 * @param {any} node
 * @param {string} name
 * @param {HTMLElement} element
 */
function takePlace(node, name, element) {
  const graph = /** @type {any} */ (window).app?.canvas?.graph;
  if (element.isConnected || !isVue() || !node.graph || node.graph !== graph) return;
  const place = `[data-node-id="${CSS.escape(String(node.id))}"] [data-penstock-widget="${name}"]`;
  document.querySelector(place)?.replaceWith(element);
}

/**
 * Dragging with the middle button moves ComfyUI's classic canvas wherever it begins.
 * @param {HTMLElement} element
 */
function forwardPointer(element) {
  const canvas = () => /** @type {any} */ (window).app?.canvas;
  const forward = (/** @type {string} */ method) => (/** @type {PointerEvent} */ event) => {
    const middle = event.button === 1 || (event.buttons & 4) === 4;
    if (middle && !isVue()) canvas()?.[method]?.(event);
  };
  element.addEventListener("pointerdown", forward("processMouseDown"));
  element.addEventListener("pointermove", forward("processMouseMove"));
  element.addEventListener("pointerup", forward("processMouseUp"));
  element.addEventListener("wheel", (event) => {
    const zooms = event.ctrlKey || event.metaKey;
    // Vue nodes hand it to the canvas themselves; those of frontend 1.39 forget the zoom where the focus is in the node.
    if (event.defaultPrevented || !(zooms || (!isVue() && !scrolls(event)))) return;
    event.preventDefault();
    canvas()?.processMouseWheel?.(event);
  });
}

/** Whether something under the pointer scrolls and has the focus: everything else zooms the canvas. */
function scrolls(/** @type {WheelEvent} */ event) {
  const scroller = /** @type {HTMLElement} */ (event.target).closest?.("[data-capture-wheel]");
  return !!scroller && scroller.scrollHeight > scroller.clientHeight && scroller.contains(document.activeElement);
}

function isVue() {
  return /** @type {any} */ (window).LiteGraph?.vueNodesMode === true;
}
