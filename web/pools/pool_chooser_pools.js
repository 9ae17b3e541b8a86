/** The pools that can be chosen: with their first pictures, and called as their profiles. */

export const PICTURES = 4;
const BY_NAME = new Intl.Collator(undefined, { numeric: true });

/**
 * @typedef {{id: string, image_tag: string}} Picture
 * @typedef {{id: string, count: number, pictures: Picture[]}} ListedPool
 * @typedef {ListedPool & {name: string, isNamed: boolean}} NamedPool
 * @typedef {import("../library/host.js").ProfileNames} ProfileNames
 */

/**
 * @param {import("../library/requests.js").Requests} requests
 * @returns {Promise<ListedPool[]>}
 */
export async function readPools(requests) {
  const { pools } = await requests.get(`/penstock/pools?pictures=${PICTURES}`);
  return pools.map((/** @type {any} */ { id, count, pictures = [] }) => ({ id, count, pictures }));
}

/**
 * @param {ListedPool} pool
 * @param {ProfileNames | undefined} names undefined where there are no profiles: then pools are called by their ids
 * @returns {NamedPool}
 */
export function named(pool, names) {
  const name = names?.get(pool.id)?.name;
  return { ...pool, name: name ?? pool.id, isNamed: name !== undefined };
}

/**
 * Whether name or id hold every word of `text`.
 * @param {{id: string, name: string}} pool
 * @param {string} text
 */
export function matches({ name, id }, text) {
  const words = text.toLocaleLowerCase().split(/\s+/);
  const known = `${name} ${id}`.toLocaleLowerCase();
  return words.every((word) => known.includes(word));
}

/**
 * Those with a profile first, each part by name.
 * @param {NamedPool} one
 * @param {NamedPool} other
 */
export function byName(one, other) {
  if (one.isNamed !== other.isNamed) return one.isNamed ? -1 : 1;
  return BY_NAME.compare(one.name, other.name);
}
