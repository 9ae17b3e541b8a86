/**
 * ComfyUI's own mask editor, for a picture of ours. It knows no call back: it is opened on a selected node that seems to
 * show that picture, and what it saves is noticed when it hands it to the node. Nothing of this stays on the node.
 */

import { rootGraph } from "./graph.js";

const COMMAND = "Comfy.MaskEditor.OpenMaskEditor";
/** The editor's root, in every version of the frontend. */
const EDITOR = '[data-testid="mask-editor-root"], .maskEditor-dialog-root, #maskEditor';
const SAVED = /^clipspace-painted-masked-/;
const APPEARS_WITHIN_MS = 3000;

/**
 * A file as ComfyUI names it.
 * @typedef {{filename: string, subfolder?: string, type?: string}} FileReference
 *
 * @typedef {object} Edited
 * @property {boolean} opened whether the editor came up
 * @property {FileReference | null} saved null where the user cancelled
 */

/**
 * Whether this frontend has the editor that can be given a picture. Frontends up to 1.36 can still be switched to an
 * older one that cannot.
 * @param {any} app
 */
export function hasMaskEditor(app) {
  const { command, setting } = app.extensionManager ?? {};
  const known = command?.commands?.some((/** @type {any} */ one) => one.id === COMMAND) ?? false;
  return known && setting?.get?.("Comfy.MaskEditor.UseNewEditor") !== false;
}

/**
 * Opens the editor and waits until it is closed.
 * @param {any} app
 * @param {any} node
 * @param {FileReference} picture
 * @returns {Promise<Edited>}
 */
export async function editImage(app, node, picture) {
  const focused = document.activeElement;
  const stand = standIn(app, node, picture);
  try {
    selectAlone(app, node);
    await app.extensionManager.command.execute(COMMAND);
    const opened = await until(() => !!document.querySelector(EDITOR), APPEARS_WITHIN_MS);
    if (opened) await until(() => !document.querySelector(EDITOR));
    return { opened, saved: stand.saved() };
  } finally {
    stand.leave();
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  }
}

/**
 * Makes `node` look like one that shows `picture`.
 * @param {any} app
 * @param {any} node
 * @param {FileReference} picture
 */
function standIn(app, node, picture) {
  const before = Object.getOwnPropertyDescriptors(node);
  const outputs = keepOutputs(app, node);
  const size = [...node.size];
  /** @type {FileReference | null} */
  let saved = null;
  const take = (/** @type {unknown} */ images) => {
    saved = (Array.isArray(images) ? images.find(({ filename }) => SAVED.test(filename)) : null) ?? saved;
  };
  const properties = {
    images: { get: () => [picture], set: take },
    imgs: { get: () => undefined, set: () => {} },
    previewMediaType: { value: "image", writable: true },
    imageIndex: { value: 0, writable: true },
    hideOutputImages: { value: true, writable: true },
  };
  for (const [name, property] of Object.entries(properties)) Object.defineProperty(node, name, { ...property, configurable: true });
  const leave = () => {
    for (const name of Object.keys(properties)) putBack(node, name, before);
    outputs();
    if (node.size[0] !== size[0] || node.size[1] !== size[1]) node.setSize(size);
    if (app.constructor) app.constructor.clipspace_return_node = null;
    app.canvas?.setDirty?.(true, true);
  };
  return { saved: () => saved, leave };
}

/**
 * @param {any} node
 * @param {string} name
 * @param {Record<string, PropertyDescriptor>} before
 */
function putBack(node, name, before) {
  delete node[name];
  if (before[name]) Object.defineProperty(node, name, before[name]);
}

/**
 * The editor writes what it saved into the store of node outputs, which would show it as a preview below the grid.
 * @param {any} app
 * @param {any} node
 * @returns {() => void} what brings back the outputs as they are now
 */
function keepOutputs(app, node) {
  const { graph } = node;
  const key = graph === rootGraph(app) ? String(node.id) : `${graph.id}:${node.id}`;
  const before = app.nodeOutputs?.[key];
  return () => {
    if (!app.nodeOutputs || app.nodeOutputs[key] === before) return;
    if (before) app.nodeOutputs[key] = before;
    else delete app.nodeOutputs[key];
  };
}

/**
 * The editor's command acts on the one selected node of the graph on the screen.
 * @param {any} app
 * @param {any} node
 */
function selectAlone(app, node) {
  const { canvas } = app;
  if (canvas.graph !== node.graph) canvas.setGraph(node.graph);
  canvas.deselectAll();
  canvas.selectNode(node);
}

/**
 * Waits for what the document comes to be.
 * @param {() => boolean} holds
 * @param {number} [milliseconds] for ever without it
 * @returns {Promise<boolean>} false where it took too long
 */
function until(holds, milliseconds) {
  if (holds()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (/** @type {boolean} */ result) => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(result);
    };
    const observer = new MutationObserver(() => holds() && done(true));
    const timer = milliseconds ? setTimeout(() => done(holds()), milliseconds) : undefined;
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "data-testid"] });
  });
}
