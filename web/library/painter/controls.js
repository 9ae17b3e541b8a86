/** The small controls of the painter's settings. Each has a name, shows a value, and tells when it is changed. */

import { element, setAttribute } from "../elements.js";

/** So many stand beside each other in the panel. */
const MOST_LETTERS = 24;

/**
 * @template Value
 * @typedef {{root: HTMLElement, show: (value: Value) => void}} Control
 */

/**
 * @typedef {object} Scale how a value stands on a slider, and how it is written
 * @property {number} most of the slider, which begins at 0
 * @property {(value: number) => number} toSlider
 * @property {(place: number) => number} fromSlider
 * @property {(value: number) => number} toNumber
 * @property {(number: number) => number} fromNumber
 */

/**
 * Parts of a whole, as percent.
 * @type {Scale}
 */
export const PERCENT = {
  most: 100,
  toSlider: (value) => Math.round(value * 100),
  fromSlider: (place) => place / 100,
  toNumber: (value) => Math.round(value * 100),
  fromNumber: (number) => number / 100,
};

/**
 * Whole numbers.
 * @param {number} most
 * @returns {Scale}
 */
export function whole(most) {
  const same = (/** @type {number} */ value) => value;
  return { most, toSlider: same, fromSlider: same, toNumber: same, fromNumber: same };
}

/**
 * From 1 up, finer where it is small.
 * @param {number} largest
 * @returns {Scale}
 */
export function growing(largest) {
  const steps = 200;
  const same = (/** @type {number} */ value) => value;
  return {
    most: steps,
    toSlider: (value) => Math.round((Math.log(value) / Math.log(largest)) * steps),
    fromSlider: (place) => Math.round(largest ** (place / steps)),
    toNumber: same,
    fromNumber: same,
  };
}

/**
 * A slider, with the value in a field beside it.
 * @param {string} label
 * @param {Scale} scale
 * @param {(value: number) => void} changed
 * @param {string} [unit]
 * @returns {Control<number>}
 */
export function slider(label, scale, changed, unit = "") {
  const range = element("input", { attributes: { type: "range", min: 0, max: scale.most, "aria-label": label } });
  const number = element("input", { attributes: { type: "text", inputmode: "numeric", "aria-label": unit ? `${label} (${unit})` : label } });
  let now = 0;
  const show = (/** @type {number} */ value) => {
    now = value;
    if (Number(range.value) !== scale.toSlider(value)) range.value = String(scale.toSlider(value));
    range.style.setProperty("--filled", `${(scale.toSlider(value) / scale.most) * 100}%`);
    setAttribute(range, "aria-valuetext", `${scale.toNumber(value)} ${unit}`.trim());
    if (document.activeElement !== number) number.value = String(scale.toNumber(value));
  };
  range.addEventListener("input", () => changed(scale.fromSlider(Number(range.value))));
  numberField(number, (typed) => changed(scale.fromNumber(typed)), () => show(now));
  const name = element("span", { class: "penstock-painter-name", text: label, attributes: { "aria-hidden": "true" } });
  const value = element("span", { class: "penstock-painter-value" }, number, unit ? element("span", { text: unit, attributes: { "aria-hidden": "true" } }) : null);
  return { root: element("div", { class: "penstock-painter-slider" }, name, value, range), show };
}

/**
 * A number that is typed: it counts on Enter or when the field is left; Escape takes it back.
 * @param {HTMLInputElement} field
 * @param {(typed: number) => void} changed
 * @param {() => void} restore
 */
export function numberField(field, changed, restore) {
  let isTyped = false;
  const take = () => {
    const typed = parseFloat(field.value.replace(",", "."));
    if (isTyped && Number.isFinite(typed)) changed(typed);
    isTyped = false;
  };
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => (isTyped = true));
  field.addEventListener("change", take);
  field.addEventListener("blur", restore);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Enter") take();
    isTyped = false;
    event.preventDefault();
    event.stopPropagation();
    field.blur();
  });
}

/**
 * One of a few, side by side.
 * @template {string} Value
 * @param {string} label
 * @param {[Value, string][]} options values and names
 * @param {(value: Value) => void} changed
 * @returns {Control<Value>}
 */
export function choices(label, options, changed) {
  const made = options.map(([value, name]) => {
    const choose = () => changed(value);
    const one = element("button", { text: name, attributes: { type: "button", role: "radio" }, on: { click: choose } });
    return { value, one };
  });
  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = made.findIndex(({ one }) => one === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = made[(at + step + made.length) % made.length];
    changed(next.value);
    next.one.focus();
  };
  const group = element("div", { class: `penstock-painter-choices ${isWide(label, options) ? "penstock-painter-wide" : ""}`.trim(), attributes: { role: "radiogroup", "aria-label": label }, on: { keydown: move } }, ...made.map(({ one }) => one));
  const show = (/** @type {Value} */ now) => {
    for (const { value, one } of made) {
      setAttribute(one, "aria-checked", String(value === now));
      setAttribute(one, "tabindex", value === now ? 0 : -1);
    }
  };
  return { root: element("div", { class: "penstock-painter-row" }, element("span", { class: "penstock-painter-name", text: label }), group), show };
}

/**
 * Whether the names stand below that of the setting.
 * @param {string} label
 * @param {[string, string][]} options
 */
function isWide(label, options) {
  return [label, ...options.map(([, name]) => name)].join("").length > MOST_LETTERS;
}

/**
 * One of several, in a list.
 * @template {string} Value
 * @param {string} label
 * @param {[Value, string][]} options values and names
 * @param {(value: Value) => void} changed
 * @returns {Control<Value>}
 */
export function list(label, options, changed) {
  const made = options.map(([value, name]) => element("option", { text: name, attributes: { value } }));
  const select = element("select", {}, ...made);
  select.addEventListener("change", () => changed(/** @type {Value} */ (select.value)));
  const root = element("label", { class: "penstock-painter-row" }, element("span", { class: "penstock-painter-name", text: label }), select);
  return { root, show: (value) => void (select.value = value) };
}

/**
 * @param {string} label
 * @param {(value: boolean) => void} changed
 * @returns {Control<boolean>}
 */
export function tick(label, changed) {
  const box = element("input", { attributes: { type: "checkbox" } });
  box.addEventListener("change", () => changed(box.checked));
  return { root: element("label", { class: "penstock-painter-tick" }, box, element("span", { text: label })), show: (value) => void (box.checked = value) };
}

/**
 * A few colours, and one of one's own.
 * @param {string} label
 * @param {[string, string][]} colours `#rrggbb` and names
 * @param {string} ownLabel
 * @param {(colour: string) => void} changed
 * @returns {Control<string>}
 */
export function colours(label, colours, ownLabel, changed) {
  const swatches = colours.map(([colour, name]) => {
    const attributes = { type: "button", "aria-label": name, title: name, style: `--swatch: ${colour}` };
    return { colour, one: element("button", { class: "penstock-painter-swatch", attributes, on: { click: () => changed(colour) } }) };
  });
  const own = element("input", { attributes: { type: "color", "aria-label": ownLabel, title: ownLabel } });
  own.addEventListener("input", () => changed(own.value));
  const group = element("div", { class: "penstock-painter-swatches", attributes: { role: "group", "aria-label": label } }, ...swatches.map(({ one }) => one), own);
  const show = (/** @type {string} */ now) => {
    for (const { colour, one } of swatches) setAttribute(one, "aria-pressed", String(colour === now));
    own.value = now;
  };
  return { root: element("div", { class: "penstock-painter-row" }, element("span", { class: "penstock-painter-name", text: label }), group), show };
}
