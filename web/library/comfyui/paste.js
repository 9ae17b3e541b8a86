/** Pictures pasted while a node of ours is selected: once for the page, before ComfyUI makes a Load Image of them. */

import { takesText } from "../elements.js";

/**
 * @param {any} app
 * @param {(node: any) => ((files: File[]) => void) | null} taker who takes files pasted on that node
 */
export function takePastes(app, taker) {
  const onPaste = (/** @type {ClipboardEvent} */ event) => {
    const take = takesText(event.target) ? null : takerOf(app, taker);
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!take || !files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(files);
  };
  document.addEventListener("paste", onPaste, true);
}

/**
 * @param {any} app
 * @param {(node: any) => ((files: File[]) => void) | null} taker
 */
function takerOf(app, taker) {
  const selected = [...(app.canvas?.selectedItems ?? [])];
  return selected.length === 1 ? taker(selected[0]) : null;
}
