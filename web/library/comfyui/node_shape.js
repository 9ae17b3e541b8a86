/** What a node of a registered class looks like in a saved workflow: its slots and widgets in their order. */

const WIDGETS = new Set(["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"]);
const SEEDS = new Set(["seed", "noise_seed"]);
const FIRST = { INT: 0, FLOAT: 0, STRING: "", BOOLEAN: false, COMBO: "" };

/**
 * @typedef {object} Shape
 * @property {{name: string, type: string, widget?: {name: string}}[]} inputs sockets first, then those of widgets
 * @property {{name: string, type: string}[]} outputs
 * @property {{name: string, value: any}[]} widgets with the values of a new node, "" for what has no name
 */

/**
 * @param {any} definition the `nodeData` of a class that ComfyUI's frontend registered
 * @returns {Shape}
 */
export function shapeOf(definition) {
  const inputs = orderedInputs(definition);
  const shown = inputs.filter(isWidget);
  const sockets = inputs.filter((input) => !isWidget(input));
  const names = definition.output_name ?? definition.output ?? [];
  return {
    inputs: [
      ...sockets.map(({ name, type }) => ({ name, type })),
      ...shown.map(({ name, type }) => ({ name, type, widget: { name } })),
    ],
    outputs: (definition.output ?? []).map((/** @type {any} */ type, /** @type {number} */ slot) => ({ name: names[slot] ?? type, type: typeName(type) })),
    widgets: shown.flatMap(widgetsOf),
  };
}

/** @typedef {{name: string, type: string, choices: any[], options: any}} Input */

/**
 * @param {any} definition
 * @returns {Input[]}
 */
function orderedInputs({ input = {}, input_order = {} }) {
  return ["required", "optional"].flatMap((group) => {
    const specs = input[group] ?? {};
    const names = (input_order?.[group] ?? Object.keys(specs)).filter((/** @type {string} */ name) => name in specs);
    return names.map((/** @type {string} */ name) => {
      const [kind, options = {}] = specs[name];
      const choices = Array.isArray(kind) ? kind : (options.options ?? []);
      return { name, type: typeName(kind), choices, options };
    });
  });
}

/** @param {any} kind a type, or the choices of a combo */
function typeName(kind) {
  return Array.isArray(kind) ? "COMBO" : String(kind);
}

/** @param {Input} input */
function isWidget({ type, options }) {
  return WIDGETS.has(type) && !options.forceInput;
}

/**
 * The widget of an input, and the one that changes a seed after each run: a workflow that had none keeps its value.
 * @param {Input} input
 */
function widgetsOf({ name, type, choices, options }) {
  const value = options.default ?? choices[0] ?? FIRST[/** @type {keyof typeof FIRST} */ (type)];
  const controlled = options.control_after_generate ?? (type === "INT" && SEEDS.has(name));
  return controlled ? [{ name, value }, { name: "", value: "fixed" }] : [{ name, value }];
}
