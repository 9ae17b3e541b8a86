/** A picture of a folder or of a pool, as views need it: where the browser gets it, and what is known of it. */

/**
 * @typedef {object} ShownPicture
 * @property {string} key tells it from the others
 * @property {string} title
 * @property {string} [folder] the folder below the one that is shown which holds it; `title` begins with it
 * @property {string} url the file itself
 * @property {(side: number) => string} small of about so many pixels
 * @property {string | null} maskUrl null where it has none, or none is known
 * @property {string | null | undefined} caption null: it has none; undefined: not known
 * @property {number} [width] pixels
 * @property {number} [height]
 * @property {import("./types.js").Fit | null} [fit]
 * @property {string} [problem]
 *
 * @typedef {object} Known
 * @property {string} name
 * @property {string | null} [slot]
 * @property {string} [tag]
 * @property {string | null} [caption]
 * @property {boolean} [mask]
 * @property {number} [width]
 * @property {number} [height]
 * @property {import("./types.js").Fit | null} [fit]
 * @property {string} [problem]
 */

/**
 * @param {import("../library/requests.js").Requests} requests
 * @param {import("./dataset_client.js").DatasetClient} client
 * @param {import("./types.js").Source} source
 * @param {Known} known
 * @returns {ShownPicture}
 */
export function shownPicture(requests, client, source, known) {
  const { name, caption, width, height, fit, problem, mask } = known;
  const { folder = "", pool } = source;
  const facts = { key: name, caption, width, height, fit, problem };
  if (!pool) {
    const small = (/** @type {number} */ side) => client.pictureUrl(folder, known, side);
    return { ...facts, title: name, folder: name.slice(0, Math.max(0, name.lastIndexOf("/"))), url: client.pictureUrl(folder, known), small, maskUrl: mask ? client.maskUrl(folder, known) : null };
  }
  const slot = `/penstock/pools/${encodeURIComponent(pool)}/slots/${encodeURIComponent(known.slot ?? name)}`;
  const version = known.tag ? `?v=${encodeURIComponent(known.tag)}` : "";
  const small = () => requests.address(`${slot}/thumbnail${version}`);
  return { ...facts, title: caption || name, url: requests.address(`${slot}/image${version}`), small, maskUrl: mask ? requests.address(`${slot}/mask`) : null };
}
