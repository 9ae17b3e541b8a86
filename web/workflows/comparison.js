/** What differs between two versions of a workflow: its parameters, then its nodes. */

import { element } from "../library/elements.js";
import { diffView } from "../library/texts/diff_view.js";

/**
 * @typedef {import("./workflow_types.js").Comparison} Comparison
 * @typedef {import("./workflow_types.js").ComparedNode} ComparedNode
 * @typedef {import("./workflow_types.js").ComparedParameter} ComparedParameter
 * @typedef {import("../library/strings.js").Translate} Translate
 */

/** Words are marked in texts that are longer; shorter values stand beside each other. */
const SHORT = 24;

/**
 * @param {Translate} t
 * @param {Comparison} comparison
 * @returns {HTMLElement}
 */
export function comparisonView(t, comparison) {
  const { parameters, nodes, a, b } = comparison;
  const heads = [t("workflows.version", { version: a }), t("workflows.version", { version: b })];
  const changes = parameterRows(t, parameters);
  const told = new Set([...parameters.changed, ...parameters.added, ...parameters.removed].map(({ address }) => address));
  const inputs = nodes.changed.flatMap((node) => nodeRows(node, told));
  const renamed = nodes.changed.filter(({ inputs: differ }) => !differ.length);
  return element(
    "div",
    { class: "penstock-comparison" },
    changes.length ? part(t("workflows.compared_parameters"), table([t("workflows.parameter"), ...heads], changes)) : null,
    inputs.length ? part(t("workflows.compared_inputs"), table([t("workflows.node_input"), ...heads], inputs)) : null,
    renamed.length ? part(t("workflows.nodes_renamed", { count: renamed.length }), nodeList(renamed, "changed")) : null,
    nodes.added.length ? part(t("workflows.nodes_added", { count: nodes.added.length }), nodeList(nodes.added, "added")) : null,
    nodes.removed.length ? part(t("workflows.nodes_removed", { count: nodes.removed.length }), nodeList(nodes.removed, "removed")) : null,
  );
}

/**
 * @param {Translate} t
 * @param {Comparison} comparison
 * @returns {string} how much differs, in a line
 */
export function comparisonSummary(t, { same, parameters, nodes }) {
  if (same) return t("workflows.same");
  const parameterCount = parameters.added.length + parameters.removed.length + parameters.changed.length;
  const nodeCount = nodes.added.length + nodes.removed.length + nodes.changed.length;
  return [parameterCount ? t("workflows.parameters_differ", { count: parameterCount }) : "", nodeCount ? t("workflows.nodes_differ", { count: nodeCount }) : ""].filter(Boolean).join(" · ");
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function part(title, content) {
  return element("section", {}, element("h2", { text: title }), content);
}

/**
 * @param {string[]} heads
 * @param {HTMLElement[]} rows
 */
function table(heads, rows) {
  const head = element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { text, attributes: { scope: "col" } }))));
  return element("table", {}, head, element("tbody", {}, ...rows));
}

/**
 * @param {Translate} t
 * @param {Comparison["parameters"]} parameters
 */
function parameterRows(t, { changed, added, removed }) {
  const named = (/** @type {ComparedParameter} */ { label, address }) => heading(label, address);
  const none = () => element("em", { text: t("workflows.not_there") });
  const valueOf = (/** @type {ComparedParameter} */ one, /** @type {"a" | "b"} */ side) => textOf(side in one && one[side] !== undefined ? one[side] : one.value);
  return [
    ...changed.map((one) => row(named(one), ...sides(one.a, one.b))),
    ...removed.map((one) => row(named(one), element("span", { text: valueOf(one, "a") }), none())),
    ...added.map((one) => row(named(one), none(), element("span", { text: valueOf(one, "b") }))),
  ];
}

/**
 * The inputs of a node that are no parameters, such as links.
 * @param {Comparison["nodes"]["changed"][number]} node
 * @param {Set<string>} told addresses of parameters
 */
function nodeRows({ id, title, class_type: type, inputs }, told) {
  const node = `${title || type} #${id}`;
  return inputs.filter(({ field }) => !told.has(`${id}.${field}`)).map(({ field, a, b }) => row(heading(node, field), ...sides(a, b)));
}

/**
 * @param {string} name
 * @param {string} place
 */
function heading(name, place) {
  return [element("span", { text: name, attributes: { dir: "auto" } }), element("small", { text: place })];
}

/**
 * @param {(HTMLElement)[]} heads
 * @param {...HTMLElement} cells
 */
function row(heads, ...cells) {
  const name = element("th", { attributes: { scope: "row" } }, ...heads);
  return element("tr", {}, name, ...cells.map((cell) => element("td", {}, cell)));
}

/**
 * @param {any} a
 * @param {any} b
 * @returns {[HTMLElement, HTMLElement]}
 */
function sides(a, b) {
  const [before, after] = [textOf(a), textOf(b)];
  if (typeof a === "string" && typeof b === "string" && Math.max(a.length, b.length) > SHORT) return [diffView(before, after, "before"), diffView(before, after, "after")];
  return [element("del", { text: before }), element("ins", { text: after })];
}

/**
 * A link to another node is a list of its id and the number of an output.
 * @param {any} value
 */
function textOf(value) {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && Number.isInteger(value[1])) return `→ #${value[0]} [${value[1]}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {ComparedNode[]} nodes
 * @param {"added" | "removed" | "changed"} kind
 */
function nodeList(nodes, kind) {
  const rows = nodes.map(({ id, title, class_type: type }) => element("li", {}, ...heading(title || type, title && title !== type ? `${type} #${id}` : `#${id}`)));
  return element("ul", { attributes: { "data-kind": kind } }, ...rows);
}
