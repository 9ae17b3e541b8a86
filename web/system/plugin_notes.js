/** What is to be said of a whole start: what keeps plugins off whatever is switched, and what to do where one hinders it. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { needsAttention } from "./plugin_states.js";

const SAFE = "PENSTOCK_SAFE";

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine[]} plugins
 * @param {import("./types.js").StartLimit[]} limits
 * @returns {HTMLElement[]}
 */
export function startNotes(t, plugins, limits) {
  const notes = limits.flatMap((limit) => limitTexts(t, plugins, limit));
  const isSafe = limits.some(({ by }) => by === SAFE);
  if (!isSafe && plugins.some((plugin) => plugin.origin !== "bundled" && needsAttention(plugin))) notes.push(t("plugins.safe_hint"));
  return notes.map((text) => element("p", { class: "penstock-plugins-note" }, icon("lock"), element("span", { text })));
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").PluginLine[]} plugins
 * @param {import("./types.js").StartLimit} limit
 */
function limitTexts(t, plugins, limit) {
  const titles = limit.plugins.map((name) => plugins.find((one) => one.name === name)?.title ?? name);
  const by = limit.by === SAFE ? t("plugins.safe_mode") : limit.by;
  const texts = [titles.length ? t("plugins.limited", { by, names: titles.join(", ") }) : t("plugins.limits_nothing", { by })];
  if (limit.unknown.length) texts.push(t("plugins.limit_unknown", { by, names: limit.unknown.join(", ") }));
  return texts;
}
