/** Values between the form and the widgets of ComfyUI's page. Numbers that JavaScript cannot hold are strings in the form. */

/** @typedef {import("./live_places.js").LivePlace} LivePlace */

const WHOLE = new Set(["integer", "seed"]);
/** What people choose for a seed, in ComfyUI's words. */
export const CONTROLS = ["fixed", "increment", "decrement", "randomize"];

/**
 * What a widget has, as the form says it.
 * @param {LivePlace} place
 * @returns {any}
 */
export function readValue({ widget }) {
  const { value } = widget;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? digits(value) : (value ?? "");
}

/**
 * The digits that ComfyUI would send for this number.
 * @param {number} value a whole one
 */
function digits(value) {
  return Math.abs(value) < 1e21 ? JSON.stringify(value) : BigInt(value).toString();
}

/**
 * What a widget shall have for a value of the form.
 * @param {{type: string, maximum?: any}} parameter
 * @param {any} value
 * @returns {any} a whole number that JavaScript cannot hold becomes one near it that is not too large
 */
export function widgetValue({ type, maximum }, value) {
  if (!WHOLE.has(type) || typeof value !== "string" || !/^-?\d+$/.test(value)) return value;
  const near = Number(value);
  return isOver(near, maximum) ? near - 2 ** (Math.floor(Math.log2(near)) - 52) : near;
}

/**
 * @param {number} value a whole one
 * @param {any} maximum a number, digits, or nothing where there is none
 */
function isOver(value, maximum) {
  return /^\d+$/.test(String(maximum ?? "")) && BigInt(digits(value)) > BigInt(maximum);
}

/**
 * @param {any} one
 * @param {any} other
 */
export function sameValue(one, other) {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
  if (typeof one === "object" && one !== null) return JSON.stringify(one) === JSON.stringify(other);
  // A whole number and its digits are one value.
  return [typeof one, typeof other].sort().join() === "number,string" && String(one) === String(other);
}

/**
 * Gives a widget another value as a gesture on the canvas would: callbacks run, and both renderers show it.
 * @param {any} app
 * @param {LivePlace} place
 * @param {any} value
 */
export function writeValue(app, { node, widget }, value) {
  const before = widget.value;
  if (sameValue(before, value)) return;
  widget.value = value;
  widget.callback?.(widget.value, app.canvas, node, app.canvas?.graph_mouse);
  node.onWidgetChanged?.(widget.name ?? "", widget.value, before, widget);
  node.graph?.incrementVersion?.();
  (app.rootGraph ?? app.graph)?.setDirtyCanvas?.(true, true);
  app.canvas?.setDirty?.(true, true);
}
