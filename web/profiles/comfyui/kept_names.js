/**
 * The names of profiles in workflows. A workflow keeps the name beside the id, for people; where a profile was renamed,
 * the name follows, and that is no change of the workflow: neither marked as one nor undone.
 */

const PROFILE = "PoolProfile";
const NAME = 0;
const ID = 1;

/**
 * Writes the names as they are now into everything that ComfyUI remembers of the open workflows.
 * @param {any} app
 * @param {(id: string) => string | undefined} nameOf undefined where there is no such profile
 */
export function followNames(app, nameOf) {
  const store = app.extensionManager?.workflow;
  const open = new Set([...(store?.openWorkflows ?? []), store?.activeWorkflow]);
  for (const workflow of open) {
    const { initialState, activeState, undoQueue = [], redoQueue = [] } = workflow?.changeTracker ?? {};
    for (const state of [initialState, activeState, ...undoQueue, ...redoQueue]) followIn(state, nameOf);
  }
}

/**
 * @param {any} state a saved graph
 * @param {(id: string) => string | undefined} nameOf
 */
function followIn(state, nameOf) {
  const graphs = [state, ...(state?.definitions?.subgraphs ?? [])];
  for (const node of graphs.flatMap((graph) => graph?.nodes ?? [])) if (node.type === PROFILE) rename(node, nameOf);
}

/**
 * @param {any} node as it is saved
 * @param {(id: string) => string | undefined} nameOf
 */
function rename({ widgets_values: values, widgets_values_named: named }, nameOf) {
  const name = nameOf(String(values?.[ID] ?? ""));
  if (name === undefined) return;
  values[NAME] = name;
  if (named && "profile" in named) named.profile = name;
}
