/** Keeps what happens in a dialog or menu from the page below, which listens on the document and the window. */

import { ownUndoKeys } from "./undo_keys.js";

const OWN_EVENTS = [
  ...["keydown", "keyup", "keypress", "paste", "copy", "cut", "wheel", "contextmenu", "focusin", "focusout"],
  ...["drag", "dragstart", "dragend", "dragenter", "dragleave", "dragover", "drop"],
  ...["click", "dblclick", "auxclick", "mousedown", "mouseup", "mousemove", "touchstart", "touchmove", "touchend"],
  ...["pointerdown", "pointerup", "pointermove", "pointercancel", "pointerover", "pointerout", "mouseover", "mouseout"],
];
const STRAY_EVENTS = ["keydown", "keyup", "keypress", "paste", "copy", "cut"];

/**
 * Events inside `root` stay there: listeners within it hear them, ComfyUI does not.
 * @param {HTMLElement} root
 */
export function keepEvents(root) {
  for (const type of OWN_EVENTS) root.addEventListener(type, (event) => event.stopPropagation());
  // Undo and redo would reach the graph all the same: what is not undone inside `root` is not undone below it either.
  ownUndoKeys(root, { undo: () => {}, redo: () => {} });
  for (const type of ["dragover", "drop"]) root.addEventListener(type, (event) => refuseFiles(/** @type {DragEvent} */ (event)));
}

/**
 * A file that is dropped where nobody takes it would replace the page.
 * @param {DragEvent} event
 */
export function refuseFiles(event) {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

/**
 * The focus falls to the document when a focused element goes away; keys typed then would act on the page below a
 * dialog. Until the returned function is called they go nowhere, and the focus comes back to `root`.
 * @param {HTMLElement} root
 * @param {() => boolean} isTopmost whether `root` is the one that the user sees
 * @returns {() => void}
 */
export function keepFocus(root, isTopmost) {
  const stop = new AbortController();
  const listener = (/** @type {Event} */ event) => {
    if (!isTopmost() || root.contains(/** @type {Node} */ (event.target))) return;
    event.stopImmediatePropagation();
    root.focus({ preventScroll: true });
  };
  for (const type of STRAY_EVENTS) window.addEventListener(type, listener, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
