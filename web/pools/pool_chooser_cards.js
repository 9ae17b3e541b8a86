/** The cards of the pool chooser: first pictures, name, count. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";

const MOST_PICTURES = 4;

/** @typedef {import("../library/strings.js").Translate} Translate */

/**
 * @param {import("./pool_chooser_pools.js").NamedPool} pool
 * @param {import("./client.js").PoolClient} client
 * @param {Translate} t
 * @param {() => void} choose
 */
export function poolCard(pool, client, t, choose) {
  const pictures = pool.pictures.slice(0, MOST_PICTURES).map((picture) => pictureOf(client, picture));
  return card(pictures.length ? pictures : [icon("images")], pictures.length, pool.name, t("pools.count", { count: pool.count }), choose);
}

/**
 * @param {Translate} t
 * @param {() => void} choose
 */
export function newPoolCard(t, choose) {
  return card([icon("plus")], 0, t("chooser.new"), "", choose);
}

/**
 * @param {import("./client.js").PoolClient} client
 * @param {import("./pool_chooser_pools.js").Picture} picture
 */
function pictureOf(client, picture) {
  const src = client.thumbnailUrl(/** @type {import("./types.js").Slot} */ (picture));
  return element("img", { attributes: { loading: "lazy", decoding: "async", alt: "", width: 64, height: 64, src } });
}

/**
 * @param {Node[]} pictures
 * @param {number} count
 * @param {string} name
 * @param {string} detail
 * @param {() => void} choose
 */
function card(pictures, count, name, detail, choose) {
  return element(
    "button",
    { class: "penstock-chooser-card", attributes: { type: "button", title: name }, on: { click: choose } },
    element("span", { class: "penstock-chooser-pictures", attributes: { "data-count": count } }, ...pictures),
    element("span", { class: "penstock-chooser-name", text: name }),
    detail ? element("span", { class: "penstock-chooser-detail", text: detail }) : null,
  );
}
