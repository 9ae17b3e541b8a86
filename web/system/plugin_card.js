/** One plugin of the list: who it is, its switch, what it does now, what went wrong, what it brought. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { needsAttention, nextStart } from "./plugin_states.js";

const KINDS = /** @type {const} */ (["nodes", "routes", "settings", "commands", "services"]);

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 * @param {(wanted: boolean) => void} onSwitch
 */
export function pluginCard(t, plugin, onSwitch) {
  const id = `penstock-plugin-${plugin.name}`;
  return element(
    "li",
    { class: "penstock-plugin", attributes: { "data-plugin": plugin.name, "data-attention": needsAttention(plugin) ? "" : null } },
    element("div", { class: "penstock-plugin-head" }, switchOf(t, plugin, id, onSwitch), names(t, plugin, id), state(t, plugin)),
    plugin.description ? element("p", { class: "penstock-plugin-about", text: plugin.description }) : null,
    ...reasons(t, plugin),
    ...faults(t, plugin),
    more(t, plugin),
  );
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 * @param {string} id
 * @param {(wanted: boolean) => void} onSwitch
 */
function switchOf(t, plugin, id, onSwitch) {
  const held = plugin.essential ? t("plugins.essential") : plugin.forced ? t("plugins.forced", { why: plugin.forced }) : "";
  const attributes = { type: "checkbox", role: "switch", "aria-labelledby": id, disabled: Boolean(held), title: held || null };
  const input = element("input", { class: "penstock-plugin-switch", attributes, on: { change: () => onSwitch(input.checked) } });
  input.checked = plugin.wanted;
  return input;
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 * @param {string} id
 */
function names(t, plugin, id) {
  const from = { bundled: t("plugins.bundled"), distribution: plugin.distribution || plugin.location, file: t("plugins.file") }[plugin.origin];
  return element(
    "div",
    { class: "penstock-plugin-names" },
    element("h2", { text: plugin.title, attributes: { id, dir: "auto" } }),
    element("span", { class: "penstock-plugin-from", text: [plugin.version, from].filter(Boolean).join(" · "), attributes: { title: plugin.location } }),
  );
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 */
function state(t, plugin) {
  const next = nextStart(plugin);
  const text = next ? t(`plugins.next_${next}`) : t(`plugins.status_${plugin.status}`);
  return element("span", { class: "penstock-plugin-state", text, attributes: { "data-status": next ? "next" : plugin.status } });
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 */
function reasons(t, plugin) {
  const said = [];
  const toldBelow = plugin.faults.some(({ message }) => plugin.reason.includes(message.replace(/^\w+: /, "")));
  if (plugin.status !== "active" && plugin.reason && !toldBelow && !plugin.forced) said.push(t("plugins.because", { reason: plugin.reason }));
  if (plugin.forced) said.push(t("plugins.forced", { why: plugin.forced }));
  if (plugin.status === "unapproved") said.push(t("plugins.unapproved_hint"));
  return said.map((text) => element("p", { class: "penstock-plugin-reason", text }));
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 */
function faults(t, plugin) {
  return plugin.faults.map(({ where, message, traceback }) => {
    const line = [icon("warning"), element("strong", { text: where }), element("span", { text: message })];
    if (!traceback) return element("div", { class: "penstock-plugin-fault" }, ...line);
    const text = element("pre", { text: traceback, attributes: { tabindex: 0, "aria-label": t("plugins.traceback") } });
    const copy = button(t("plugins.copy"), () => void navigator.clipboard?.writeText(traceback), { class: "penstock-button" });
    const shown = () => void (text.scrollTop = text.scrollHeight); // the line that raised stands last
    return element("details", { class: "penstock-plugin-fault", on: { toggle: shown } }, element("summary", {}, ...line), text, copy);
  });
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine} plugin
 */
function more(t, plugin) {
  const lists = KINDS.map((kind) => ({ name: t(`plugins.${kind}`), all: plugin.brought[kind] }));
  lists.push({ name: t("plugins.hooks"), all: plugin.hooks }, { name: t("plugins.requires"), all: plugin.requires });
  const told = lists.filter(({ all }) => all.length);
  if (!told.length) return null;
  const summary = told.map(({ name, all }) => `${name} ${all.length}`).join(" · ");
  const parts = told.flatMap(({ name, all }) => [element("dt", { text: name }), ...all.map((one) => element("dd", {}, element("code", { text: one })))]);
  return element("details", { class: "penstock-plugin-more" }, element("summary", { text: summary }), element("dl", {}, ...parts));
}
