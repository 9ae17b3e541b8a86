/** The page of profiles in the standalone app. */

import { element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { loadStyles } from "../../library/styles.js";
import { asProfile, profilePath } from "../../pools/standalone/addresses.js";
import { PoolActions } from "../../pools/standalone/pool_actions.js";
import { Pools } from "../../pools/pools.js";
import { ProfileBook } from "../profile_book.js";
import { DeletedProfiles } from "./deleted_profiles.js";
import { nameItems } from "./name_items.js";
import { profilesPage } from "./profiles_page.js";
import { ShownProfiles } from "./shown_profiles.js";
import { importDroppedZips } from "./zip_target.js";

const SHEETS = ["../../pools/standalone/overview.css", "./profiles.css"];

/**
 * What the parts of the page share.
 * @typedef {object} ProfileApp
 * @property {import("../../library/host.js").Host} host
 * @property {ProfileBook} book
 * @property {Pools} pools
 * @property {PoolActions} poolActions
 * @property {ShownProfiles} shown
 * @property {DeletedProfiles} deleted
 * @property {(profile: {id: string}) => void} open shows a profile on the page of its pool
 * @property {{profile: string, problems: string}} last the profile that was opened last; what was dismissed
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function profilePages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const book = ProfileBook.of(host);
  const pools = new Pools(host);
  const last = { profile: "", problems: "" };
  /** @type {ProfileApp} */
  const app = {
    host,
    book,
    pools,
    last,
    poolActions: new PoolActions(host, pools, (path) => go(asProfile(path))),
    shown: new ShownProfiles(host, book),
    deleted: new DeletedProfiles(host, book),
    open: ({ id }) => go(profilePath((last.profile = id))),
  };
  host.nameItems = (poolId) => nameItems(app, poolId);
  importDroppedZips(app);
  return {
    pages: [
      { path: "/profiles", title: host.t("profiles_page.title"), icon: icon("profile"), order: 15, key: "f", open: () => profilesPage(app) },
      { path: "/profiles/{profile}", open: ({ profile }) => leadOn(profilePath(profile)) },
    ],
  };
}

/**
 * An address that stands for another one, which takes its place in the history.
 * @param {string} path
 * @returns {import("../../standalone/app.js").Page}
 */
function leadOn(path) {
  location.replace(`#${path}`);
  return { root: element("section"), title: "", close: () => {} };
}
