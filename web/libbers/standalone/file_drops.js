/** Files that are dropped on a page. */

/**
 * @param {HTMLElement} root
 * @param {(files: File[]) => void} take
 */
export function acceptFiles(root, take) {
  const bringsFiles = (/** @type {DragEvent} */ event) => !!event.dataTransfer?.types.includes("Files");
  const mark = (/** @type {boolean} */ on) => root.classList.toggle("penstock-dropping", on);
  root.addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
  });
  root.addEventListener("drop", (event) => {
    mark(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
