/** The pools that can be chosen: with their first pictures, and named by their profiles. */

const NOT_FOUND = 404;
const BY_NAME = new Intl.Collator(undefined, { numeric: true });

/**
 * @typedef {{id: string, image_tag: string}} Picture
 * @typedef {{id: string, name: string, isNamed: boolean, count: number, pictures: Picture[]}} NamedPool
 */

/**
 * @param {import("../library/requests.js").Requests} requests
 * @returns {Promise<NamedPool[]>} those with a profile first, each part by name
 */
export async function readPools(requests) {
  const [{ pools }, profiles] = await Promise.all([requests.get("/penstock/pools?pictures=4"), readProfiles(requests)]);
  const names = new Map(profiles.map(({ id, name }) => [id, name]));
  return pools
    .map((/** @type {any} */ { id, count, pictures = [] }) => ({ id, count, pictures, name: names.get(id) ?? id, isNamed: names.has(id) }))
    .sort(byName);
}

/**
 * @param {import("../library/requests.js").Requests} requests
 * @returns {Promise<{id: string, name: string}[]>} none where the plugin Pool Profiles is switched off
 */
export async function readProfiles(requests) {
  try {
    return (await requests.get("/penstock/profiles")).profiles;
  } catch (/** @type {any} */ error) {
    if (error.status === NOT_FOUND) return [];
    throw error;
  }
}

/**
 * Whether name or id hold every word of `text`.
 * @param {NamedPool} pool
 * @param {string} text
 */
export function matches({ name, id }, text) {
  const words = text.toLocaleLowerCase().split(/\s+/);
  const known = `${name} ${id}`.toLocaleLowerCase();
  return words.every((word) => known.includes(word));
}

/**
 * @param {NamedPool} one
 * @param {NamedPool} other
 */
function byName(one, other) {
  if (one.isNamed !== other.isNamed) return one.isNamed ? -1 : 1;
  return BY_NAME.compare(one.name, other.name);
}
