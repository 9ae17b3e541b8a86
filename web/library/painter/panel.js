/** The settings of the chosen tool, of the whole mask, and of how it is shown. */

import { button, element, setAttribute } from "../elements.js";
import { icon } from "../icons.js";
import { choices, colours, growing, list, PERCENT, slider, tick, whole } from "./controls.js";
import { LARGEST_BRUSH } from "./settings.js";

const MOST_TOLERANCE = 255;
/** What stays in sight on a small screen while the settings are folded. */
const FIRST = ["size", "erases"];

/**
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {import("./settings.js").Tool} Tool
 * @typedef {{label: string, icon: Parameters<typeof icon>[0], run: () => void, disabled?: boolean, hint?: string}} Extra
 * @typedef {{fillAll: () => void, clear: () => void, invert: () => void}} WholeActions
 * @typedef {{control: import("./controls.js").Control<any>, name: keyof Settings, tools: Tool[] | null}} Entry
 */

/**
 * @param {import("../strings.js").Translate} t
 * @param {import("./settings.js").PainterSettings} settings
 * @param {WholeActions} actions
 * @param {Extra[]} extras
 * @returns {{root: HTMLElement, toggle: () => boolean}}
 */
export function settingsPanel(t, settings, actions, extras) {
  const ofTool = toolEntries(t, settings);
  const ofView = viewEntries(t, settings);
  for (const { control, name } of ofTool) control.root.classList.toggle("penstock-painter-first", FIRST.includes(name));
  const roots = (/** @type {Entry[]} */ entries) => entries.map(({ control }) => control.root);
  const root = element(
    "aside",
    { class: "penstock-painter-panel", attributes: { "aria-label": t("painter.settings") } },
    section("", ...roots(ofTool)),
    section(t("painter.whole"), wholeButtons(t, actions)),
    section(t("painter.view"), ...roots(ofView)),
    extras.length ? extraSection(extras) : null,
  );
  const show = () => {
    for (const { control, name, tools } of [...ofTool, ...ofView]) {
      control.show(settings.now[name]);
      setAttribute(control.root, "hidden", tools && !tools.includes(settings.now.tool) ? "" : null);
    }
    const tolerance = ofTool.find(({ name }) => name === "tolerance")?.control.root;
    if (tolerance && settings.now.fillBy === "mask") tolerance.hidden = true;
  };
  settings.addEventListener("change", show);
  show();
  return { root, toggle: () => root.classList.toggle("penstock-open") };
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {import("./settings.js").PainterSettings} settings
 * @returns {Entry[]}
 */
function toolEntries(t, settings) {
  const brushes = /** @type {Tool[]} */ (["brush", "eraser"]);
  const shapes = /** @type {Tool[]} */ (["fill", "rectangle", "lasso"]);
  const modes = /** @type {["paint" | "erase", string][]} */ ([["paint", t("painter.paints")], ["erase", t("painter.erases")]]);
  const mode = choices(t("painter.mode"), modes, (value) => settings.set({ erases: value === "erase" }));
  const bounds = /** @type {["mask" | "colour", string][]} */ ([["mask", t("painter.fill_mask")], ["colour", t("painter.fill_colour")]]);
  const pressures = /** @type {[import("./settings.js").Pressure, string][]} */ ([
    ["off", t("painter.pressure_off")],
    ["size", t("painter.pressure_size")],
    ["strength", t("painter.pressure_strength")],
    ["both", t("painter.pressure_both")],
  ]);
  return [
    { name: "size", tools: brushes, control: slider(t("painter.size"), growing(LARGEST_BRUSH), (size) => settings.set({ size }), "px") },
    { name: "softness", tools: brushes, control: slider(t("painter.softness"), PERCENT, (softness) => settings.set({ softness }), "%") },
    { name: "erases", tools: shapes, control: { root: mode.root, show: (erases) => mode.show(erases ? "erase" : "paint") } },
    { name: "strength", tools: null, control: slider(t("painter.strength"), PERCENT, (strength) => settings.set({ strength }), "%") },
    { name: "fillBy", tools: ["fill"], control: choices(t("painter.fill_by"), bounds, (fillBy) => settings.set({ fillBy })) },
    { name: "tolerance", tools: ["fill"], control: slider(t("painter.tolerance"), whole(MOST_TOLERANCE), (tolerance) => settings.set({ tolerance })) },
    { name: "pressure", tools: brushes, control: list(t("painter.pressure"), pressures, (pressure) => settings.set({ pressure })) },
  ];
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {import("./settings.js").PainterSettings} settings
 * @returns {Entry[]}
 */
function viewEntries(t, settings) {
  const offered = /** @type {[string, string][]} */ ([
    ["#f0503c", t("painter.red")],
    ["#2fbf71", t("painter.green")],
    ["#3d8bfd", t("painter.blue")],
    ["#f5c542", t("painter.yellow")],
    ["#ffffff", t("painter.white")],
  ]);
  return [
    { name: "isShown", tools: null, control: tick(t("painter.overlay"), (isShown) => settings.set({ isShown })) },
    { name: "maskOnly", tools: null, control: tick(t("painter.mask_only"), (maskOnly) => settings.set({ maskOnly })) },
    { name: "colour", tools: null, control: colours(t("painter.colour"), offered, t("painter.custom_colour"), (colour) => settings.set({ colour })) },
    { name: "opacity", tools: null, control: slider(t("painter.opacity"), PERCENT, (opacity) => settings.set({ opacity }), "%") },
  ];
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function section(title, ...children) {
  return element("section", {}, title ? element("h3", { text: title }) : null, ...children);
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {WholeActions} actions
 */
function wholeButtons(t, { fillAll, clear, invert }) {
  const look = { class: "penstock-button" };
  const made = [
    button(t("painter.invert"), invert, { ...look, title: `${t("painter.invert")} (I)` }),
    button(t("painter.fill_all"), fillAll, look),
    button(t("painter.clear"), clear, { ...look, title: `${t("painter.clear")} (Delete)` }),
  ];
  return element("div", { class: "penstock-painter-whole" }, ...made);
}

/** @param {Extra[]} extras */
function extraSection(extras) {
  const made = section("", ...extras.map(extraButton));
  made.classList.add("penstock-painter-extras");
  return made;
}

/** @param {Extra} extra */
function extraButton({ label, icon: name, run, disabled = false, hint = "" }) {
  const made = button(label, run, { class: "penstock-button penstock-painter-extra", icon: icon(name), showLabel: true, title: hint });
  made.disabled = disabled;
  return element("div", {}, made, hint ? element("small", { text: hint }) : null);
}
