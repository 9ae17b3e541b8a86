/** Small plots: bars beside their names, and columns in order. */

import { element } from "../library/elements.js";

const SVG = "http://www.w3.org/2000/svg";
const COLUMN = 40;
const GAP = 8;
const HIGH = 96;
const TEXT = 16;
const LEAST = 2;

/**
 * Columns from left to right, each with its count above it and its name below it.
 * @param {string} label what screen readers say before the values
 * @param {{name: string, count: number}[]} values
 * @returns {SVGSVGElement}
 */
export function columnPlot(label, values) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  const [width, height] = [values.length * (COLUMN + GAP) - GAP, HIGH + 2 * TEXT];
  const spoken = `${label}: ${values.map(({ name, count }) => `${name} ${count}`).join(", ")}`;
  const root = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "penstock-dataset-columns", role: "img", "aria-label": spoken });
  for (const [at, { name, count }] of values.entries()) root.append(...column(at * (COLUMN + GAP), name, count, count / most));
  return /** @type {SVGSVGElement} */ (root);
}

/**
 * @param {number} x
 * @param {string} name
 * @param {number} count
 * @param {number} share
 */
function column(x, name, count, share) {
  const high = count ? Math.max(LEAST, share * HIGH) : 0;
  const top = TEXT + HIGH - high;
  const middle = x + COLUMN / 2;
  const base = shape("line", { x1: x, x2: x + COLUMN, y1: TEXT + HIGH + 0.5, y2: TEXT + HIGH + 0.5, class: "penstock-dataset-base" });
  const bar = shape("rect", { x, y: top, width: COLUMN, height: high, rx: Math.min(3, high / 2), class: "penstock-dataset-bar" });
  const above = shape("text", { x: middle, y: top - 4, class: "penstock-dataset-number" }, count ? String(count) : "");
  const below = shape("text", { x: middle, y: TEXT + HIGH + 13, class: "penstock-dataset-axis" }, name);
  return [base, bar, above, below];
}

/**
 * Names with bars that are as long as their counts.
 * @param {string} label
 * @param {{name: string, count: number, title?: string, run?: () => void}[]} values `run` makes a line a button
 * @returns {HTMLElement}
 */
export function barList(label, values) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  return element("ul", { class: "penstock-dataset-bars", attributes: { "aria-label": label } }, ...values.map((value) => barLine(value, most)));
}

/**
 * @param {{name: string, count: number, title?: string, run?: () => void}} value
 * @param {number} most
 */
function barLine({ name, count, title, run }, most) {
  const fill = element("span", { class: "penstock-dataset-bar-fill" });
  fill.style.width = `${(count / most) * 100}%`;
  const words = [element("span", { class: "penstock-dataset-bar-name", text: name, attributes: { dir: "auto", title: title ?? name } }), element("span", { class: "penstock-dataset-bar-count", text: String(count) })];
  const parts = [fill, ...words];
  return element("li", {}, run ? element("button", { class: "penstock-dataset-bar-line", attributes: { type: "button" }, on: { click: run } }, ...parts) : element("span", { class: "penstock-dataset-bar-line" }, ...parts));
}

/**
 * One whole in its parts.
 * @param {string} label
 * @param {{name: string, count: number, kind: string}[]} parts `kind` good, weak or bad
 * @returns {HTMLElement}
 */
export function partsBar(label, parts) {
  const whole = Math.max(1, parts.reduce((sum, { count }) => sum + count, 0));
  const there = parts.filter(({ count }) => count);
  const bar = element("div", { class: "penstock-dataset-parts-bar" }, ...there.map(({ count, kind }) => partOf(count / whole, kind)));
  const legend = there.map(({ name, count, kind }) => element("li", {}, element("span", { class: "penstock-dataset-part", attributes: { "data-kind": kind } }), `${name} `, element("strong", { text: String(count) })));
  return element("div", { class: "penstock-dataset-parts", attributes: { role: "group", "aria-label": label } }, bar, element("ul", {}, ...legend));
}

/**
 * @param {number} share
 * @param {string} kind
 */
function partOf(share, kind) {
  const part = element("span", { class: "penstock-dataset-part", attributes: { "data-kind": kind } });
  part.style.flexGrow = String(share);
  return part;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function shape(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text) made.textContent = text;
  return made;
}
