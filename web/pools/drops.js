/** Files that are dropped or pasted. */

/**
 * @param {DataTransfer | null} transfer
 * @returns {File[]}
 */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}

/**
 * The pictures of a paste; text and other things on the clipboard are left to whoever wants them.
 * @param {DataTransfer | null} transfer
 */
export function pastedImages(transfer) {
  return filesOf(transfer).filter((file) => file.type.startsWith("image/"));
}

/**
 * Takes files dropped on `target`; `target` has the class `penstock-dropping` while some are above it.
 * @param {HTMLElement} target
 * @param {(files: File[]) => void} take
 */
export function acceptDrops(target, take) {
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    target.classList.toggle("penstock-dropping", depth > 0);
  };
  // ComfyUI listens on the document and would load the file as a workflow.
  const own = (/** @type {(event: DragEvent) => void} */ act) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  target.addEventListener("dragenter", own(() => hover(1)));
  target.addEventListener("dragleave", own(() => hover(-1)));
  target.addEventListener("dragover", own((event) => void (event.dataTransfer && (event.dataTransfer.dropEffect = "copy"))));
  target.addEventListener(
    "drop",
    own((event) => {
      hover(-depth);
      const files = filesOf(event.dataTransfer);
      if (files.length) take(files);
    }),
  );
}
