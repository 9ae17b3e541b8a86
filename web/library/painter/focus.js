/** Where the focus goes in the painter: to the picture, unless one steps from control to control by Tab. */

/**
 * @param {HTMLElement} root of the painter
 * @param {() => void} focusStage
 * @returns {(dialog: HTMLElement) => void} does the same for the dialog around it
 */
export function leadFocus(root, focusStage) {
  let isTab = false;
  root.addEventListener("keydown", ({ key }) => (isTab = key === "Tab"), { capture: true });
  root.addEventListener("pointerdown", () => (isTab = false), { capture: true });
  // What had the focus may go away.
  root.addEventListener("focusout", ({ relatedTarget }) => {
    if (!relatedTarget && !isTab) queueMicrotask(() => document.activeElement === document.body && focusStage());
  });
  // After a click with the mouse keys are the painter's again, not the button's.
  root.addEventListener("click", (event) => isOnButton(event) && root.contains(document.activeElement) && focusStage());
  return (dialog) => dialog.addEventListener("focus", () => isTab || focusStage());
}

/** @param {MouseEvent} event */
function isOnButton({ detail, target }) {
  return detail > 0 && target instanceof Element && target.closest("button, input[type=checkbox]") !== null;
}
