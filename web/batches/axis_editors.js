/** What stands in the card of an axis: a list to type or paste, a range, options to choose, or a text to replace. */

import { element, setAttribute } from "../library/elements.js";
import { OptionsEditor } from "./axis_options.js";
import { entries } from "./axis_model.js";

/**
 * @typedef {import("./axis_model.js").AxisState} AxisState
 *
 * @typedef {object} EditorContext
 * @property {AxisState} axis
 * @property {import("../workflows/types.js").Parameter} parameter
 * @property {any[] | null} options
 * @property {(changes: Partial<AxisState>) => void} change
 * @property {string} describedBy the id of what says what is wrong
 * @property {string} name
 *
 * @typedef {object} Editor
 * @property {HTMLElement} root
 * @property {HTMLElement} main has the focus first
 * @property {HTMLElement} [next] has it where there is a value to begin with
 * @property {(axis: AxisState) => void} show
 *
 * @typedef {import("../library/host.js").Host} Host
 */

/**
 * @param {Host} host
 * @param {EditorContext} context
 * @returns {Editor}
 */
export function makeEditor(host, context) {
  const makers = { list: listEditor, range: rangeEditor, search: searchEditor, options: (/** @type {Host} */ on, /** @type {EditorContext} */ what) => new OptionsEditor(on, what) };
  return makers[context.axis.kind](host, context);
}

/**
 * @param {Host} host
 * @param {EditorContext} context
 * @returns {Editor}
 */
function listEditor({ t }, { axis, change, describedBy, name }) {
  const main = textArea({ "aria-label": t("batches.values_of", { name }), "aria-describedby": describedBy, placeholder: t("batches.list_hint") }, (text) => change({ text }));
  const show = (/** @type {AxisState} */ now) => fill(main, now.text);
  show(axis);
  return { root: element("div", { class: "penstock-axis-editor" }, main), main, show };
}

/**
 * @param {Host} host
 * @param {EditorContext} context
 * @returns {Editor}
 */
function searchEditor({ t }, { axis, change, describedBy, name }) {
  const main = line({ "aria-describedby": describedBy, "aria-label": t("batches.search_in", { name }), placeholder: t("batches.search_hint") }, (search) => change({ search }));
  const others = textArea({ "aria-label": t("batches.replace_with"), placeholder: t("batches.replace_hint") }, (text) => change({ text }));
  const keep = element("input", { attributes: { type: "checkbox" }, on: { change: (event) => change({ keep: event.target.checked }) } });
  const keepWords = element("span");
  const show = (/** @type {AxisState} */ now) => {
    fill(main, now.search);
    fill(others, now.text);
    keep.checked = now.keep;
    keepWords.textContent = now.search ? t("batches.keep_search", { text: now.search }) : t("batches.keep_searched");
  };
  // What was listed for the whole value is no replacement.
  if (!axis.search && entries(axis.text).length === 1) queueMicrotask(() => change({ text: "" }));
  show(axis);
  const parts = [labelled(t("batches.search"), main), labelled(t("batches.replace_with"), others), element("label", { class: "penstock-axis-check" }, keep, keepWords)];
  return { root: element("div", { class: "penstock-axis-editor" }, ...parts), main, show };
}

/**
 * @param {Host} host
 * @param {EditorContext} context
 * @returns {Editor}
 */
function rangeEditor({ t }, { axis, change, describedBy }) {
  let range = axis.range;
  const typed = (/** @type {Partial<AxisState["range"]>} */ changes) => change({ range: { ...range, ...changes } });
  const fields = {
    start: line({ inputmode: "decimal", "aria-describedby": describedBy }, (start) => typed({ start })),
    stop: line({ inputmode: "decimal" }, (stop) => typed({ stop })),
    step: line({ inputmode: "decimal" }, (step) => typed({ step })),
    count: line({ inputmode: "numeric" }, (count) => typed({ count })),
  };
  const by = element("select", { class: "penstock-axis-by", attributes: { "aria-label": t("batches.range_by") }, on: { change: (event) => typed({ by: event.target.value }) } });
  by.append(element("option", { text: t("batches.range_by_step"), properties: { value: "step" } }), element("option", { text: t("batches.range_by_count"), properties: { value: "count" } }));
  setAttribute(fields.step, "aria-label", t("batches.range_by_step"));
  setAttribute(fields.count, "aria-label", t("batches.range_by_count"));
  const last = element("div", { class: "penstock-axis-labelled" }, by, fields.step, fields.count);
  const show = (/** @type {AxisState} */ now) => {
    range = now.range;
    for (const [name, field] of Object.entries(fields)) fill(field, now.range[/** @type {keyof typeof fields} */ (name)]);
    by.value = now.range.by;
    setAttribute(fields.step, "hidden", now.range.by === "step" ? null : "");
    setAttribute(fields.count, "hidden", now.range.by === "count" ? null : "");
  };
  show(axis);
  const root = element("div", { class: "penstock-axis-editor penstock-axis-range" }, labelled(t("batches.range_start"), fields.start), labelled(t("batches.range_stop"), fields.stop), last);
  return { root, main: fields.start, next: axis.range.start ? fields.stop : fields.start, show };
}

/**
 * @param {string} text
 * @param {HTMLElement} field
 */
export function labelled(text, field) {
  // Its options are no part of its name.
  if (field instanceof HTMLSelectElement) setAttribute(field, "aria-label", text);
  return element("label", { class: "penstock-axis-labelled" }, element("span", { text }), field);
}

/**
 * @param {Record<string, string>} attributes
 * @param {(text: string) => void} typed
 */
export function line(attributes, typed) {
  const field = element("input", { class: "penstock-axis-input", attributes: { type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", ...attributes } });
  field.addEventListener("input", () => typed(field.value));
  return field;
}

/**
 * It grows with its lines.
 * @param {Record<string, string>} attributes
 * @param {(text: string) => void} typed
 */
function textArea(attributes, typed) {
  const area = element("textarea", { class: "penstock-axis-input penstock-axis-list", attributes: { rows: 3, spellcheck: "false", dir: "auto", ...attributes } });
  area.addEventListener("input", () => typed(area.value));
  return area;
}

/**
 * What is being typed stays as it is.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} text
 */
export function fill(field, text) {
  if (field.value !== text) field.value = text;
}
