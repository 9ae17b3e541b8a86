/** One parameter that a batch varies, as the builder has it; knows nothing of the page. */

import { isInteger, isNumber, parse, toText } from "../workflows/form_values.js";

/**
 * @typedef {import("../workflows/types.js").Parameter} Parameter
 *
 * @typedef {"list" | "options" | "range" | "search"} AxisKind
 *
 * @typedef {object} AxisState
 * @property {string} id
 * @property {string[]} keys addresses: all of them get the value
 * @property {AxisKind} kind
 * @property {boolean} joined side by side with the one above, else each is combined with each
 * @property {boolean} cycle begins anew where its group is longer
 * @property {string} text the values, one a line
 * @property {any[]} chosen among the options
 * @property {{start: string, stop: string, step: string, count: string, by: "step" | "count"}} range
 * @property {string} search
 * @property {boolean} keep whether the text that is searched is one of the values
 *
 * @typedef {{key: string, values?: Record<string, string | number>}} Said which sentence, of the words of `batches.plan`
 */

const SEPARATOR = /^-{3,}$/;
const MEDIA = ["image", "mask", "video", "audio"];

/**
 * What a parameter can run through.
 * @param {Parameter} parameter
 * @param {any[] | null} options
 * @returns {AxisKind[]} the first is the usual one
 */
export function kindsOf(parameter, options) {
  if (parameter.multiple || parameter.type === "other") return ["list"];
  if (isNumber(parameter)) return ["list", "range"];
  if (parameter.type === "boolean") return ["options"];
  if (options?.length) return ["options"];
  return MEDIA.includes(parameter.type) ? ["list"] : ["list", "search"];
}

/**
 * @param {Parameter} parameter
 * @param {any[] | null} options
 * @param {any} value what it has now
 * @param {string} id
 * @returns {AxisState}
 */
export function newAxis(parameter, options, value, id) {
  const text = toText(lineType(parameter), value);
  const number = isNumber(parameter) ? text : "";
  return {
    id,
    keys: [parameter.address],
    kind: kindsOf(parameter, options)[0],
    joined: false,
    cycle: false,
    text: text.includes("\n") ? `${text}\n---\n` : text && `${text}\n`,
    chosen: parameter.type === "boolean" ? [false, true] : [value],
    range: { start: number, stop: "", step: toText(parameter, parameter.step) || "1", count: "3", by: "step" },
    search: "",
    keep: true,
  };
}

/**
 * The entries of a list: lines; where a line of `---` stands, what is between such lines.
 * @param {string} text
 * @returns {string[]}
 */
export function entries(text) {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => SEPARATOR.test(line.trim()))) return lines.map((line) => line.trim()).filter(Boolean);
  const blocks = /** @type {string[][]} */ ([[]]);
  for (const line of lines) SEPARATOR.test(line.trim()) ? blocks.push([]) : blocks.at(-1)?.push(line);
  return blocks.map((block) => block.join("\n").trim()).filter(Boolean);
}

/**
 * Whether something that it needs is not there yet.
 * @param {AxisState} axis
 */
export function isUnfinished({ kind, text, range, search }) {
  if (kind === "range") return !range.start || !range.stop;
  return kind === "search" ? !search : kind === "list" && !text.trim();
}

/**
 * The axis as a plan has it.
 * @param {AxisState} axis
 * @param {Parameter} parameter
 * @returns {{axis: import("./types.js").PlanAxis | null, fault: Said | null}}
 */
export function planned(axis, parameter) {
  const common = { keys: axis.keys, ...(axis.cycle ? { cycle: true } : {}) };
  if (axis.kind === "range") return plannedRange(axis, parameter, common);
  if (axis.kind === "search") return plannedSearch(axis, common);
  const read = axis.kind === "options" ? { values: axis.chosen, fault: null } : listed(axis.text, parameter);
  const fault = read.fault ?? (read.values.length ? null : { key: axis.kind === "options" ? "none_chosen" : "no_values" });
  return fault ? { axis: null, fault } : { axis: { ...common, values: read.values }, fault: null };
}

/**
 * @param {string} text
 * @param {Parameter} parameter
 * @returns {{values: any[], fault: Said | null}}
 */
function listed(text, parameter) {
  const values = [];
  for (const entry of entries(text)) {
    const read = parse(lineType(parameter), entry);
    if (read.fault) return { values, fault: { key: read.fault, values: { entry: shortened(entry), limit: read.limit ?? "" } } };
    values.push(read.value);
  }
  return { values, fault: null };
}

/**
 * @param {AxisState} axis
 * @param {Parameter} parameter
 * @param {{keys: string[]}} common
 * @returns {ReturnType<typeof planned>}
 */
function plannedRange({ range: { start, stop, step, count, by } }, parameter, common) {
  const wanted = by === "step" ? { start, stop, step } : { start, stop };
  for (const [name, text] of Object.entries(wanted)) {
    const read = parse({ ...parameter, minimum: null, maximum: null, type: isInteger(parameter) && by === "step" ? "integer" : "float" }, text);
    if (read.fault) return { axis: null, fault: { key: `range_${name}` } };
  }
  const numbers = Object.fromEntries(Object.entries(wanted).map(([name, text]) => [name, text.trim().replace(",", ".")]));
  const range = /** @type {import("./types.js").PlanRange} */ (numbers);
  if (by === "step") return Number(range.step) === 0 ? { axis: null, fault: { key: "range_step" } } : { axis: { ...common, range }, fault: null };
  const many = wholeNumber(count);
  return many === null || many < 2 ? { axis: null, fault: { key: "range_count" } } : { axis: { ...common, range: { ...range, count: many } }, fault: null };
}

/**
 * @param {AxisState} axis
 * @param {{keys: string[]}} common
 * @returns {ReturnType<typeof planned>}
 */
function plannedSearch({ search, keep, text }, common) {
  if (!search) return { axis: null, fault: { key: "no_search" } };
  const others = entries(text).filter((entry) => !keep || entry !== search);
  const replacements = keep ? [search, ...others] : others;
  return replacements.length ? { axis: { ...common, search, replacements }, fault: null } : { axis: null, fault: { key: "no_replacements" } };
}

/**
 * Values that are several at once are written as JSON, like all that has no type of its own.
 * @param {Parameter} parameter
 * @returns {Parameter}
 */
const lineType = (parameter) => (parameter.multiple ? { ...parameter, type: "other" } : parameter);

/**
 * @param {string} text
 * @returns {number | null} null for what is no whole number
 */
export function wholeNumber(text) {
  return /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

/** @param {string} text */
const shortened = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
