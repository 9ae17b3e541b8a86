/** Which pools are shown, and in which order. */

import { keep, kept } from "../../library/page_storage.js";
import { matches } from "../pool_chooser_pools.js";

/**
 * @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool
 * @typedef {"name" | "most" | "fewest"} Order
 */

/** @type {Order[]} */
export const ORDERS = ["name", "most", "fewest"];

const KEPT_AS = "penstock.pools.order";
const BY_NAME = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** @returns {Order} */
export function savedOrder() {
  const saved = /** @type {Order} */ (kept(KEPT_AS));
  return ORDERS.includes(saved) ? saved : "name";
}

/** @param {Order} order */
export function saveOrder(order) {
  keep(KEPT_AS, order);
}

/**
 * @param {NamedPool[]} pools
 * @param {string} text what is searched for
 * @param {Order} order
 */
export function shownPools(pools, text, order) {
  return pools.filter((pool) => matches(pool, text.trim())).sort((one, other) => compare(one, other, order));
}

/**
 * @param {NamedPool} one
 * @param {NamedPool} other
 * @param {Order} order
 */
function compare(one, other, order) {
  const more = order === "name" ? 0 : order === "most" ? other.count - one.count : one.count - other.count;
  return more || BY_NAME.compare(one.name, other.name);
}
