/** Which page an address stands for. */

import { definePoolGrid } from "../pools/grid.js";
import { Pools } from "../pools/pools.js";
import { poolList } from "./pool_list.js";
import { poolPage } from "./pool_page.js";

/**
 * @param {Omit<import("./app.js").App, "pools">} shell
 * @returns {(hash: string) => import("./app.js").Page}
 */
export function pages(shell) {
  definePoolGrid();
  const app = { ...shell, pools: new Pools(shell.host) };
  return (hash) => {
    const pool = /^#\/pools\/([\w.%-]+)$/.exec(hash);
    return pool ? poolPage(app, decoded(pool[1])) : poolList(app);
  };
}

/**
 * A typed address may be anything: what cannot be decoded stays as it is, and the server says what is wrong with it.
 * @param {string} text
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
