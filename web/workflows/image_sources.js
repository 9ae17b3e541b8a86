/** Where pictures for inputs come from: the input folder, and the pools. */

import { inputImages, pictureUrl } from "./input_files.js";

const SIDE = 192;
/** More slots than that are asked for when the user wants to see them. */
const SLOTS = 500;

/**
 * @typedef {import("../library/host.js").Host} Host
 *
 * @typedef {object} Picture
 * @property {string} key
 * @property {string} name what stands below it
 * @property {string} url of a small one
 * @property {boolean} masked
 * @property {(withMask: boolean) => Promise<string>} value of the input that takes it
 *
 * @typedef {object} Source
 * @property {string} key
 * @property {string} label
 * @property {string} detail
 * @property {boolean} pool
 * @property {(search: string) => Promise<{pictures: Picture[], more: boolean}>} read
 */

/**
 * @param {Host} host
 * @returns {Source}
 */
export function inputFolder(host) {
  const read = async (/** @type {string} */ search) => {
    const { images, more } = await inputImages(host, search);
    const pictures = images.map(({ name, thumbnail }) => ({ key: name, name, url: pictureUrl(host, name, SIDE, thumbnail), masked: false, value: async () => name }));
    return { pictures, more };
  };
  return { key: "input", label: host.t("workflow_form.input_folder"), detail: "", pool: false, read };
}

/**
 * The pools that have pictures; none where the plugin of pools is off.
 * @param {Host} host
 * @returns {Promise<Source[]>}
 */
export async function poolSources(host) {
  const { pools } = await host.requests.get("/penstock/pools?pictures=0");
  return pools.filter((/** @type {any} */ pool) => pool.count > 0).map((/** @type {{id: string, count: number}} */ pool) => poolSource(host, pool));
}

/**
 * @param {Host} host
 * @param {{id: string, count: number}} pool
 * @returns {Source}
 */
function poolSource(host, { id, count }) {
  const name = host.profiles && /** @type {any} */ (host.profiles).get?.(id)?.name;
  const path = `/penstock/pools/${encodeURIComponent(id)}/slots`;
  const read = async () => {
    const { slots, pool } = await host.requests.get(`${path}?start=0&limit=${SLOTS}`);
    return { pictures: slots.map((/** @type {any} */ slot, /** @type {number} */ at) => slotPicture(host, id, slot, at)), more: pool.count > slots.length };
  };
  return { key: `pool ${id}`, label: name || id, detail: String(count), pool: true, read };
}

/**
 * @param {Host} host
 * @param {string} pool
 * @param {{id: string, label: string, mask: string | null, image_tag: string}} slot
 * @param {number} at
 * @returns {Picture}
 */
function slotPicture({ requests, t }, pool, slot, at) {
  const path = `/penstock/pools/${encodeURIComponent(pool)}/slots/${encodeURIComponent(slot.id)}/thumbnail`;
  const value = async (/** @type {boolean} */ withMask) => {
    const { name } = await requests.send("POST", "/penstock/workflow_images", { pool, slot: slot.id, with_mask: withMask });
    return name;
  };
  return { key: slot.id, name: slot.label || t("workflow_form.slot", { number: at + 1 }), url: requests.address(`${path}?v=${encodeURIComponent(slot.image_tag)}`), masked: slot.mask !== null, value };
}
