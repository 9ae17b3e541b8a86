/** Pictures pasted while a node of ours is selected: once for the page, before ComfyUI makes a Load Image of them. */

import { takesText } from "../elements.js";

/**
 * @param {any} app
 * @param {(node: any) => ((files: File[]) => void) | null} taker who takes files pasted on that node
 */
export function takePastes(app, taker) {
  const onPaste = (/** @type {ClipboardEvent} */ event) => {
    const take = isElsewhere(event.target) ? null : takerOf(app, taker);
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!take || !files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(files);
  };
  document.addEventListener("paste", onPaste, true);
}

/**
 * Whether what is pasted is meant for something else than the graph: a field, an element in a node, a dialog.
 * @param {EventTarget | null} target
 */
function isElsewhere(target) {
  return takesText(target) || (target instanceof Element && !!target.closest("[data-penstock-widget], dialog, [role=dialog]"));
}

/**
 * @param {any} app
 * @param {(node: any) => ((files: File[]) => void) | null} taker
 */
function takerOf(app, taker) {
  const selected = [...(app.canvas?.selectedItems ?? [])];
  return selected.length === 1 ? taker(selected[0]) : null;
}
