/** The pages of pools in the standalone app: all of them, and one. */

import { icon } from "../../library/icons.js";
import { loadStyles } from "../../library/styles.js";
import { definePoolGrid } from "../grid.js";
import { Pools } from "../pools.js";
import { ListedPools } from "./listed_pools.js";
import { overviewPage } from "./overview.js";
import { PoolActions } from "./pool_actions.js";
import { poolPage } from "./pool_page.js";

const SHEETS = ["./overview.css", "./pool_page.css", "../grid.css", "../grid_cells.css", "../grid_states.css"];

/**
 * What the pages share.
 * @typedef {object} PoolApp
 * @property {import("../../library/host.js").Host} host
 * @property {Pools} pools
 * @property {ListedPools} listed
 * @property {PoolActions} actions
 * @property {(path: string) => void} go
 * @property {{pool: string}} last the pool that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function poolPages({ host, go }) {
  definePoolGrid();
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const pools = new Pools(host);
  const actions = new PoolActions(host, pools, go);
  const shared = { host, pools, go, actions, listed: new ListedPools(host, pools), last: { pool: "" } };
  return {
    pages: [
      { path: "/pools", title: host.t("page.pools"), icon: icon("images"), order: 10, key: "p", open: () => overviewPage(shared) },
      { path: "/pools/{pool}", open: ({ pool }) => poolPage(shared, pool) },
    ],
  };
}
