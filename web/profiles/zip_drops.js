/** Zip files that are dropped on a part of the page. */

const ZIP_TYPES = ["application/zip", "application/x-zip-compressed", "application/x-zip"];

/**
 * Takes zip files that are dropped on `target`, which has the class `penstock-dropping` while some are above it. Other
 * things that are dropped are left to whoever wants them, unless a zip file is among them.
 * @param {HTMLElement} target
 * @param {(files: File[]) => void} take
 * @param {AbortSignal} [signal] ends it
 */
export function acceptZipDrops(target, take, signal) {
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    target.classList.toggle("penstock-dropping", depth > 0);
  };
  // In front of everybody below it, and of ComfyUI, which listens on the document and would read the file as a workflow.
  const own = (/** @type {string} */ type, /** @type {(event: DragEvent) => void} */ act) => {
    const listener = (/** @type {DragEvent} */ event) => {
      if (!bringsZip(event.dataTransfer)) return;
      event.preventDefault();
      event.stopPropagation();
      act(event);
    };
    target.addEventListener(/** @type {"drop"} */ (type), listener, { capture: true, signal });
  };
  own("dragenter", () => hover(1));
  own("dragleave", () => hover(-1));
  own("dragover", ({ dataTransfer }) => void (dataTransfer && (dataTransfer.dropEffect = "copy")));
  own("drop", ({ dataTransfer }) => {
    hover(-depth);
    take(zipsOf(dataTransfer));
  });
}

/**
 * @param {DataTransfer | null} transfer
 * @returns {File[]}
 */
export function zipsOf(transfer) {
  return [...(transfer?.files ?? [])].filter(({ name, type }) => ZIP_TYPES.includes(type) || name.toLowerCase().endsWith(".zip"));
}

/**
 * Before the drop only the types can be seen.
 * @param {DataTransfer | null} transfer
 */
function bringsZip(transfer) {
  const items = [...(transfer?.items ?? [])];
  return items.some(({ kind, type }) => kind === "file" && ZIP_TYPES.includes(type)) || zipsOf(transfer).length > 0;
}
