/** Queues exactly one run of what depends on a gate. */

/**
 * @param {any} prompt in API format
 * @param {string[]} ids of the gate, as in the prompt
 * @param {(comfyClass: string) => boolean} isOutput whether nodes of this class are outputs of a run
 * @returns {string[]} the ids of the output nodes that depend on the gate
 */
export function outputsAfter(prompt, ids, isOutput) {
  const reached = new Set(ids.filter((id) => id in prompt));
  const links = Object.entries(prompt).flatMap(([id, node]) => sources(node).map((from) => [from, id]));
  let before = -1;
  while (before !== reached.size) {
    before = reached.size;
    for (const [from, to] of links) if (reached.has(from)) reached.add(to);
  }
  return [...reached].filter((id) => isOutput(prompt[id].class_type));
}

/**
 * The ids of the nodes that feed a node.
 * @param {any} node
 * @returns {string[]}
 */
function sources(node) {
  const values = /** @type {any[]} */ (Object.values(node.inputs ?? {}));
  return values.filter((value) => Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number").map(([from]) => from);
}

/**
 * Seeds and other widgets stay as they are.
 * @param {import("../../library/comfyui/page.js").Page} page
 * @param {string[]} ids of the gate in a run
 * @returns {Promise<string>} the id of the run; empty where nothing depends on the gate
 */
export async function runFromHere({ app, api }, ids) {
  const prompt = await app.graphToPrompt();
  const targets = outputsAfter(prompt.output, ids, isOutputClass);
  if (!targets.length) return "";
  const answer = await api.queuePrompt(0, prompt, { partialExecutionTargets: targets });
  return String(answer.prompt_id ?? "");
}

/** @param {string} comfyClass */
function isOutputClass(comfyClass) {
  const types = /** @type {any} */ (window).LiteGraph?.registered_node_types ?? {};
  return types[comfyClass]?.nodeData?.output_node === true;
}
