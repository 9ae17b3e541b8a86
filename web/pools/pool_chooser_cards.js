/** The cards of the pool chooser: first pictures, name, count. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";

const MOST_PICTURES = 4;

/** @typedef {import("../library/strings.js").Translate} Translate */

/**
 * @typedef {object} PoolCard
 * @property {HTMLButtonElement} card
 * @property {() => void} showPictures called when the card comes into sight
 */

/**
 * @param {import("./pool_chooser_pools.js").NamedPool} pool
 * @param {import("./client.js").PoolClient} client
 * @param {Translate} t
 * @param {() => void} choose
 * @returns {PoolCard}
 */
export function poolCard(pool, client, t, choose) {
  const pictures = pool.pictures.slice(0, MOST_PICTURES);
  const area = picturesOf(pictures.length ? [] : [icon("images")], pictures.length);
  const showPictures = () => {
    if (pictures.length) area.replaceChildren(...pictures.map((picture) => pictureOf(client, picture)));
  };
  return { card: card(area, pool.name, t("pools.count", { count: pool.count }), choose), showPictures };
}

/**
 * @param {Translate} t
 * @param {() => void} choose
 * @returns {PoolCard}
 */
export function newPoolCard(t, choose) {
  return { card: card(picturesOf([icon("plus")], 0), t("chooser.new"), "", choose), showPictures: () => {} };
}

/**
 * @param {Node[]} content
 * @param {number} count
 */
function picturesOf(content, count) {
  return element("span", { class: "penstock-chooser-pictures", attributes: { "data-count": count } }, ...content);
}

/**
 * @param {import("./client.js").PoolClient} client
 * @param {import("./pool_chooser_pools.js").Picture} picture
 */
function pictureOf(client, picture) {
  const src = client.thumbnailUrl(/** @type {import("./types.js").Slot} */ (picture));
  return element("img", { attributes: { decoding: "async", alt: "", width: 64, height: 64, src } });
}

/**
 * @param {HTMLElement} pictures
 * @param {string} name
 * @param {string} detail
 * @param {() => void} choose
 */
function card(pictures, name, detail, choose) {
  return element(
    "button",
    { class: "penstock-chooser-card", attributes: { type: "button", title: name }, on: { click: choose } },
    pictures,
    element("span", { class: "penstock-chooser-name", text: name }),
    detail ? element("span", { class: "penstock-chooser-detail", text: detail }) : null,
  );
}
