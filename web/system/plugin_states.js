/** What is to be said of a plugin: whether something is wrong with it, and what the next start changes. */

/**
 * Whether something about it is wrong.
 * @param {import("./types.js").PluginLine} plugin
 */
export function needsAttention({ status, faults }) {
  return faults.length > 0 || status === "failed" || status === "conflict";
}

/**
 * What another start changes: "on", "off", or nothing.
 * @param {import("./types.js").PluginLine} plugin
 * @returns {"on" | "off" | ""}
 */
export function nextStart({ status, wanted, reason, forced }) {
  if (forced) return "";
  if (status === "active") return wanted ? "" : "off";
  const switchedOff = status === "unapproved" || (status === "disabled" && !reason.startsWith("requires"));
  return switchedOff && wanted ? "on" : "";
}

/**
 * Those with faults first, then files that nobody switched on yet, then third parties, then the bundled ones, each by title.
 * @param {import("./types.js").PluginLine[]} plugins
 */
export function inOrder(plugins) {
  const rank = (/** @type {import("./types.js").PluginLine} */ plugin) => (needsAttention(plugin) ? 0 : plugin.status === "unapproved" ? 1 : plugin.origin === "bundled" ? 3 : 2);
  return [...plugins].sort((one, other) => rank(one) - rank(other) || one.title.localeCompare(other.title));
}

/**
 * Whether the plugin is about these words: in its name, title, description or in what it brought.
 * @param {import("./types.js").PluginLine} plugin
 * @param {string} text
 */
export function isAbout({ name, title, description, location, brought }, text) {
  const all = [name, title, description, location, ...Object.values(brought).flat()].join("\n").toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/**
 * The plugin with what its browser module did wrong in this page, which the server does not know.
 * @param {import("./types.js").PluginLine} plugin
 * @param {Map<string, Error>} faults by plugin
 * @returns {import("./types.js").PluginLine}
 */
export function withModuleFault(plugin, faults) {
  const error = faults.get(plugin.name);
  if (!error) return plugin;
  const message = error.message || String(error);
  return { ...plugin, faults: [...plugin.faults, { where: "index.js", message, traceback: tracebackOf(error, message) }] };
}

/**
 * @param {Error} error
 * @param {string} message which some browsers leave out of the stack
 */
function tracebackOf({ stack = "" }, message) {
  return !stack || stack.includes(message) ? stack : `${message}\n${stack}`;
}
