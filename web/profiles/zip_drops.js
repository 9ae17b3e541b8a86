/** Zip files that are dropped on a part of the page. */

const ZIP_TYPES = ["application/zip", "application/x-zip-compressed", "application/x-zip"];
const UNKNOWN_TYPE = [""];

/** @typedef {(change: number) => void} Hover */

/**
 * Takes zip files that are dropped on `target`, which has the class `penstock-dropping` while some are above it. Other
 * things that are dropped are left to whoever wants them, unless a zip file is among them.
 *
 * Before the drop only types can be seen, and some systems know none for zip files: files without a type may be dropped
 * where nothing below takes them either, and then their names decide.
 * @param {HTMLElement} target
 * @param {(files: File[]) => void} take
 * @param {(files: File[]) => void} [refuse] gets files that nobody takes; without it they are left to the page
 */
export function acceptZipDrops(target, take, refuse) {
  let depth = 0;
  const hover = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    target.classList.toggle("penstock-dropping", depth > 0);
  };
  // In front of everybody below it, and of ComfyUI, which listens on the document and would read the file as a workflow.
  followDrags(target, true, bringsZip, hover);
  followDrags(target, false, bringsUnknown, hover);
  const onDrop = (/** @type {DragEvent} */ event) => {
    const zips = zipsOf(event.dataTransfer);
    if (!zips.length) return;
    own(event);
    hover(-depth);
    if (!bringsZip(event.dataTransfer)) endDragBelow(event);
    take(zips);
  };
  const onRest = (/** @type {DragEvent} */ event) => {
    hover(-depth);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!refuse || event.defaultPrevented || !files.length) return;
    own(event);
    refuse(files);
  };
  target.addEventListener("drop", onDrop, { capture: true });
  target.addEventListener("drop", onRest);
}

/**
 * @param {DataTransfer | null} transfer
 * @returns {File[]}
 */
export function zipsOf(transfer) {
  return [...(transfer?.files ?? [])].filter(({ name, type }) => ZIP_TYPES.includes(type) || name.toLowerCase().endsWith(".zip"));
}

/**
 * @param {HTMLElement} target
 * @param {boolean} capture whether it comes before everybody below it, or after them
 * @param {(transfer: DataTransfer | null) => boolean} wants
 * @param {Hover} hover
 */
function followDrags(target, capture, wants, hover) {
  const follow = (/** @type {"dragenter" | "dragleave" | "dragover"} */ type, /** @type {(transfer: DataTransfer) => void} */ act) => {
    const listener = (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer || event.defaultPrevented || !wants(event.dataTransfer)) return;
      own(event);
      act(event.dataTransfer);
    };
    target.addEventListener(type, listener, { capture });
  };
  follow("dragenter", () => hover(1));
  follow("dragleave", () => hover(-1));
  follow("dragover", (transfer) => void (transfer.dropEffect = "copy"));
}

/** @param {DragEvent} event */
function own(event) {
  event.preventDefault();
  event.stopPropagation();
}

/**
 * What is below was dragged over while nobody knew what it was: for it the drag ends without a drop.
 * @param {DragEvent} event
 */
function endDragBelow({ target, dataTransfer }) {
  target?.dispatchEvent(new DragEvent("dragleave", { bubbles: true, composed: true, dataTransfer }));
}

/**
 * As far as it can be told before the drop.
 * @param {DataTransfer | null} transfer
 */
export const mayBringZip = (transfer) => bringsZip(transfer) || bringsUnknown(transfer);

/** @param {DataTransfer | null} transfer */
const bringsZip = (transfer) => brings(transfer, ZIP_TYPES);

/** @param {DataTransfer | null} transfer */
const bringsUnknown = (transfer) => !bringsZip(transfer) && brings(transfer, UNKNOWN_TYPE);

/**
 * @param {DataTransfer | null} transfer
 * @param {string[]} types
 */
function brings(transfer, types) {
  return [...(transfer?.items ?? [])].some(({ kind, type }) => kind === "file" && types.includes(type));
}
