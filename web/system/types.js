/**
 * What the server tells of plugins.
 *
 * @typedef {object} PluginLine
 * @property {string} name
 * @property {string} title
 * @property {string} version
 * @property {string} description
 * @property {"bundled" | "distribution" | "file"} origin
 * @property {string} location
 * @property {string} distribution
 * @property {"active" | "disabled" | "failed" | "unapproved" | "conflict"} status at this start
 * @property {string} reason why it does not take part
 * @property {boolean} essential
 * @property {boolean} wanted whether it is switched on for the next start
 * @property {string} forced why it cannot be switched, empty where it can
 * @property {string[]} requires
 * @property {string[]} hooks
 * @property {{where: string, message: string, traceback: string}[]} faults
 * @property {Brought} brought
 *
 * What keeps plugins off at this start: a variable (safe mode: `PENSTOCK_SAFE`), and what it names that is no plugin.
 * @typedef {{by: string, plugins: string[], unknown: string[]}} StartLimit
 *
 * @typedef {Record<"nodes" | "routes" | "settings" | "services" | "commands", string[]>} Brought
 */

export {};
