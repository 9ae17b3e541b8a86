/** ComfyUI's undo of the graph. */

/**
 * Lets ComfyUI see a change that no gesture on its canvas made, for undo and the "modified" mark.
 * @param {any} app
 */
export function rememberChange(app) {
  const tracker = app.extensionManager?.workflow?.activeWorkflow?.changeTracker;
  (tracker?.captureCanvasState ?? tracker?.checkState)?.call(tracker);
}
