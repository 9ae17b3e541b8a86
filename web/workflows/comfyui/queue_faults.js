/** What ComfyUI's server refused when a graph was queued, by the places of the graph. */

/**
 * @param {any} app ComfyUI's `app`
 * @returns {{field: string, message: string}[]}
 */
export function queueFaults(app) {
  const nodes = Object.entries(app.lastNodeErrors ?? {});
  return nodes.flatMap(([node, { errors = [] }]) => errors.flatMap((/** @type {any} */ error) => faultOf(node, error)));
}

/**
 * @param {string} node
 * @param {any} error
 */
function faultOf(node, { message, details, extra_info: about }) {
  const field = about?.input_name;
  return field ? [{ field: `${node}.${field}`, message: [message, details].filter(Boolean).join(": ") }] : [];
}
