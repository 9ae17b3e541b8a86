/** What is above everything else: the page below an open dialog is inert, so that menus and toasts must stand inside it. */

/** @returns {HTMLDialogElement | null} the dialog that was opened last and is still open */
export function topDialog() {
  const open = /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog.penstock-dialog:modal"));
  return open[open.length - 1] ?? null;
}

/** @returns {HTMLElement} where an element must stand to be seen and used now */
export function topParent() {
  return topDialog() ?? document.body;
}
