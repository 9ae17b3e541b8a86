/** The server's words about a plan, at the places of the builder. */

/**
 * @typedef {import("./types.js").Fault} Fault
 *
 * @typedef {object} Placed
 * @property {Map<string, string>} places sentences by the id of an axis, or a field of the builder
 * @property {Fault[]} values about values that all runs share, by their key
 * @property {string[]} others sentences about nothing that can be shown
 */

const AXIS = /^groups\[(\d+)\](?:\.axes\[(\d+)\])?(?:\.(?:values|replacements)\[(\d+)\])?/;
const FIELDS = ["runs", "sample", "limit", "priority", "server", "webhook", "title"];

/**
 * @param {Fault[]} faults
 * @param {import("./plan_model.js").PlanModel} model
 * @returns {Placed}
 */
export function planFaults(faults, model) {
  const placed = /** @type {Placed} */ ({ places: new Map(), values: [], others: [] });
  for (const fault of faults) put(fault, model, placed);
  return placed;
}

/**
 * @param {Fault} fault
 * @param {import("./plan_model.js").PlanModel} model
 * @param {Placed} placed
 */
function put(fault, model, placed) {
  const field = fault.field.replace(/^plan\./, "");
  const axis = AXIS.exec(field);
  const at = axis ? model.axisAt(Number(axis[1]), Number(axis[2] ?? 0)) : "";
  // The shorter one can begin anew, not the longer one.
  const id = fault.code === "unequal" && axis ? (model.groups[Number(axis[1])]?.find((one) => !one.cycle && model.isShorter(one.id))?.id ?? at) : at;
  const name = id || (field.startsWith("seeds") ? "start" : FIELDS.includes(field) ? field : "");
  if (name) return void placed.places.set(name, [placed.places.get(name), fault.message].filter(Boolean).slice(0, 3).join(" "));
  if (field.startsWith("values.")) return void placed.values.push({ ...fault, field: field.slice("values.".length) });
  return void placed.others.push(fault.message);
}
