/** What can be chosen in the bar of presets, in words. */

import { icon } from "../library/icons.js";
import { choiceOf, DOCUMENT, hasValues } from "./preset_bar_choice.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("../library/menu.js").MenuItem} MenuItem
 * @typedef {import("./preset_bar.js").PresetBar} PresetBar
 */

/**
 * @param {Host} host
 * @param {PresetBar} bar
 * @returns {string}
 */
export function chosenName({ t }, { choice, one }) {
  if (choice.kind === "preset") return one?.preset(choice.preset ?? "")?.name ?? t("workflows.values_document");
  if (choice.kind === "defaults") return t("workflows.values_defaults");
  const isLast = choice.kind === "last";
  return isLast ? t("workflows.values_last") : t("workflows.values_document");
}

/**
 * @param {Host} host
 * @param {PresetBar} bar
 * @returns {(MenuItem | null)[]}
 */
export function presetItems({ t }, bar) {
  const detail = bar.one?.detail;
  if (!detail) return [];
  const { choice } = bar;
  const line = (/** @type {string} */ label, /** @type {import("./preset_bar_choice.js").Choice} */ to) => {
    const checked = to.kind === choice.kind && to.preset === choice.preset;
    return { label, checked, run: () => bar.choose(to) };
  };
  const presets = detail.presets.map((preset) => line(preset.name, choiceOf(preset)));
  return [
    line(t("workflows.values_document"), DOCUMENT),
    ...(hasValues(detail.default_parameters) ? [line(t("workflows.values_defaults"), { kind: "defaults" })] : []),
    ...(detail.last_parameters ? [line(t("workflows.values_last"), { kind: "last" })] : []),
    ...(presets.length ? [null, ...presets] : [null, { label: t("workflows.preset_save_as"), icon: icon("plus"), run: () => void bar.saveAs() }]),
  ];
}
