/** Which profiles are shown, and in which order. */

import { keep, kept } from "../../library/page_storage.js";
import { matches } from "../../pools/pool_chooser_pools.js";

/**
 * @typedef {import("./shown_profiles.js").ShownProfile} ShownProfile
 * @typedef {"name" | "newest" | "most"} Order
 */

/** @type {Order[]} */
export const ORDERS = ["name", "newest", "most"];

const KEPT_AS = "penstock.profiles.order";
const BY_NAME = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** @type {Record<Order, (one: ShownProfile, other: ShownProfile) => number>} */
const COMPARES = {
  name: () => 0,
  newest: (one, other) => other.created - one.created,
  most: (one, other) => (other.count ?? 0) - (one.count ?? 0),
};

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
 * @param {ShownProfile[]} profiles
 * @param {string} text what is searched for
 * @param {Order} order
 */
export function shownProfiles(profiles, text, order) {
  const found = profiles.filter((profile) => matches(profile, text.trim()));
  return found.sort((one, other) => COMPARES[order](one, other) || BY_NAME.compare(one.name, other.name));
}
