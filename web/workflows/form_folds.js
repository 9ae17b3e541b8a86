/** What is folded in forms; kept for the next visit, for all forms together. */

import { kept, keep } from "../library/page_storage.js";

const KEY = "penstock.form.folds";
/** Groups of subgraphs and nodes have names of their own in each workflow: what was folded last is kept. */
const MOST_KEPT = 60;

/**
 * @param {string} group
 * @param {boolean} otherwise
 * @returns {boolean}
 */
export function isOpen(group, otherwise) {
  return read().find(([name]) => name === group)?.[1] ?? otherwise;
}

/**
 * @param {string} group
 * @param {boolean} open
 */
export function keepOpen(group, open) {
  const others = read().filter(([name]) => name !== group);
  keep(KEY, JSON.stringify([...others, [group, open]].slice(-MOST_KEPT)));
}

/** @returns {[string, boolean][]} */
function read() {
  try {
    const found = JSON.parse(kept(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => Array.isArray(one) && typeof one[1] === "boolean") : [];
  } catch {
    return [];
  }
}
