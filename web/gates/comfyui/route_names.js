/** The names of an Image Gate's routes: JSON in a hidden widget, saved with the workflow and sent with each run. */

export const MOST_ROUTES = 10;
export const LONGEST_NAME = 100;

/**
 * @param {unknown} kept the widget's value
 * @returns {string[]} by route, from the first; empty where a route has no name of its own
 */
export function readNames(kept) {
  try {
    const names = JSON.parse(String(kept || "[]"));
    return Array.isArray(names) ? names.slice(0, MOST_ROUTES).map(clean) : [];
  } catch {
    // Whatever else stands there, the routes are called by their numbers.
    return [];
  }
}

/**
 * @param {string[]} names by route, from the first
 * @returns {string} what the widget keeps; empty where no route has a name
 */
export function writeNames(names) {
  const own = names.slice(0, MOST_ROUTES).map((name, at) => (clean(name) === String(at + 1) ? "" : clean(name)));
  const last = own.findLastIndex((name) => name !== "");
  return last < 0 ? "" : JSON.stringify(own.slice(0, last + 1));
}

/**
 * The names that people see.
 * @param {string[]} names
 * @param {number} count of the visible routes
 * @returns {string[]}
 */
export function shownNames(names, count) {
  return Array.from({ length: count }, (_, at) => names[at] || String(at + 1));
}

/**
 * @param {string[]} names
 * @param {number} route counted from 1
 * @param {string} name
 * @returns {string[]} the names with this one changed
 */
export function withName(names, route, name) {
  return Array.from({ length: Math.max(names.length, route) }, (_, at) => (at === route - 1 ? name : (names[at] ?? "")));
}

/** @param {unknown} name */
function clean(name) {
  return typeof name === "string" ? name.trim().slice(0, LONGEST_NAME) : "";
}
