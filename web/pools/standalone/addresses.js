/** How pools are called in addresses and on the page. */

const LONGEST = 22;
const SHOWN_END = 8;

/** @param {string} poolId */
export function poolPath(poolId) {
  return `/pools/${encodeURIComponent(poolId)}`;
}

/**
 * A long id, shortened in the middle: both ends tell pools apart.
 * @param {string} id
 */
export function shortId(id) {
  if (id.length <= LONGEST) return id;
  return `${id.slice(0, LONGEST - SHOWN_END - 1)}…${id.slice(-SHOWN_END)}`;
}

const FROM_PROFILES = "from=profiles";

/**
 * The page of a pool that was opened as a profile: it leads back to the profiles.
 * @param {string} path of the pool's page
 */
export function asProfile(path) {
  return `${path}?${FROM_PROFILES}`;
}

/** @param {string} profileId */
export function profilePath(profileId) {
  return asProfile(poolPath(profileId));
}

/**
 * Where the page of a pool leads back to.
 * @param {import("../../library/host.js").Host} host
 */
export function backOf({ t, profiles }) {
  const toProfiles = profiles && location.hash.endsWith(`?${FROM_PROFILES}`);
  return toProfiles ? { path: "/profiles", all: t("page.all_profiles") } : { path: "/pools", all: t("page.all_pools") };
}
