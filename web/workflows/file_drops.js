/** Files dropped or pasted on a field or a dialog. */

/**
 * @param {HTMLElement} root is marked while a file is above it
 * @param {(data: DataTransfer) => void} take
 */
export function takeFiles(root, take) {
  let inside = 0;
  const mark = (/** @type {number} */ count) => {
    inside = Math.max(0, count);
    root.classList.toggle("penstock-form-dropping", inside > 0);
  };
  const withFiles = (/** @type {(event: DragEvent) => void} */ does) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    does(event);
  };
  root.addEventListener("dragenter", withFiles(() => mark(inside + 1)));
  root.addEventListener("dragleave", withFiles(() => mark(inside - 1)));
  root.addEventListener("dragover", withFiles((event) => void (event.dataTransfer && (event.dataTransfer.dropEffect = "copy"))));
  root.addEventListener(
    "drop",
    withFiles((event) => {
      mark(0);
      if (event.dataTransfer) take(event.dataTransfer);
    }),
  );
  root.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.clipboardData);
  });
}
