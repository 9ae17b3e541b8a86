/** The painter's top bar and its strip of tools. */

import { button, element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { numberField } from "./controls.js";

/**
 * @typedef {import("../strings.js").Translate} Translate
 * @typedef {import("./settings.js").Tool} Tool
 *
 * @typedef {object} BarActions
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} fit
 * @property {() => void} actual
 * @property {(scale: number) => void} zoomTo
 * @property {() => void} help
 * @property {() => void} cancel
 * @property {() => void} save
 *
 * @typedef {{canUndo: boolean, canRedo: boolean, scale: number, isReady: boolean, isSaving: boolean}} BarState
 */

const TOOLS = /** @type {[Tool, string][]} */ ([["brush", "B"], ["eraser", "E"], ["fill", "G"], ["rectangle", "R"], ["lasso", "L"]]);

/**
 * @param {Translate} t
 * @param {string} title
 * @param {BarActions} actions
 * @returns {{root: HTMLElement, show: (state: BarState) => void}}
 */
export function topBar(t, title, actions) {
  const quiet = (/** @type {Parameters<typeof icon>[0]} */ name, /** @type {string} */ label, /** @type {() => void} */ run, /** @type {string} */ keys) =>
    button(label, run, { class: "penstock-painter-tool", icon: icon(name), title: `${label} (${keys})` });
  const undo = quiet("undo", t("undo"), actions.undo, "Ctrl+Z");
  const redo = quiet("redo", t("painter.redo"), actions.redo, "Ctrl+Shift+Z");
  const fit = quiet("fit", t("painter.fit"), actions.fit, "0");
  const actual = button(t("painter.actual"), actions.actual, { class: "penstock-painter-tool penstock-painter-actual", title: `${t("painter.actual")} (1)` });
  const zoom = zoomField(t, actions.zoomTo);
  const help = quiet("help", t("painter.help"), actions.help, "?");
  const cancel = button(t("painter.cancel"), actions.cancel, { class: "penstock-button" });
  const save = button(t("painter.save"), actions.save, { class: "penstock-button penstock-primary", title: `${t("painter.save")} (Ctrl+S)` });
  const saveText = /** @type {HTMLElement} */ (save.firstElementChild);
  const root = element(
    "header",
    { class: "penstock-painter-bar" },
    element("h2", { text: title, attributes: { title } }),
    element("div", { class: "penstock-painter-group" }, undo, redo),
    element("div", { class: "penstock-painter-group" }, fit, actual, zoom.root),
    element("div", { class: "penstock-painter-group penstock-painter-end" }, help, cancel, save),
  );
  const show = (/** @type {BarState} */ { canUndo, canRedo, scale, isReady, isSaving }) => {
    undo.disabled = !canUndo || isSaving;
    redo.disabled = !canRedo || isSaving;
    for (const one of [fit, actual, zoom.field]) one.disabled = !isReady;
    save.disabled = !isReady || isSaving;
    setText(saveText, isSaving ? t("painter.saving") : t("painter.save"));
    zoom.show(scale);
  };
  return { root, show };
}

/**
 * @param {Translate} t
 * @param {(scale: number) => void} zoomTo
 */
function zoomField(t, zoomTo) {
  const label = t("painter.zoom_level");
  const field = element("input", { attributes: { type: "text", inputmode: "decimal", "aria-label": label, title: label } });
  let now = 1;
  const show = (/** @type {number} */ scale) => {
    now = scale;
    const percent = scale * 100;
    if (document.activeElement !== field) field.value = percent < 10 ? percent.toFixed(1) : String(Math.round(percent));
  };
  numberField(field, (percent) => zoomTo(percent / 100), () => show(now));
  return { root: element("span", { class: "penstock-painter-value penstock-painter-zoom" }, field, element("span", { text: "%", attributes: { "aria-hidden": "true" } })), field, show };
}

/**
 * @param {Translate} t
 * @param {import("./settings.js").PainterSettings} settings
 * @param {{choose: (tool: Tool) => void, toggleSettings: () => boolean}} actions
 */
export function toolStrip(t, settings, { choose, toggleSettings }) {
  const names = { brush: t("painter.brush"), eraser: t("painter.eraser"), fill: t("painter.fill"), rectangle: t("painter.rectangle"), lasso: t("painter.lasso") };
  const tools = TOOLS.map(([tool, key]) => {
    const look = { class: "penstock-painter-tool", icon: icon(tool), title: `${names[tool]} (${key})` };
    return { tool, one: button(names[tool], () => choose(tool), look) };
  });
  const more = button(t("painter.settings"), () => setAttribute(more, "aria-expanded", String(toggleSettings())), {
    class: "penstock-painter-tool penstock-painter-more",
    icon: icon("sliders"),
  });
  setAttribute(more, "aria-expanded", "false");
  const show = () => {
    for (const { tool, one } of tools) setAttribute(one, "aria-pressed", String(tool === settings.now.tool));
  };
  settings.addEventListener("change", show);
  show();
  return element("div", { class: "penstock-painter-strip", attributes: { role: "toolbar", "aria-label": t("painter.tools") } }, ...tools.map(({ one }) => one), more);
}
