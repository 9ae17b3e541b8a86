/** The pools that linked grids have of their own, which could become the profile of a node Pool Profile. */

import { widgetOf } from "../../library/comfyui/widgets.js";

/**
 * `count`: how many images it has, null where that is not known.
 * @typedef {{node: any, pool: string, count: number | null}} Own
 *
 * @typedef {{pool: string, label: string}} Adoption
 */

/**
 * Those that have images; each told from the others by its words.
 * @param {import("../../library/comfyui/page.js").Page} page
 * @param {any} profileNode
 * @param {(pool: string) => boolean} isProfile
 * @returns {Adoption[]}
 */
export function adoptions({ graphProfiles, host: { t } }, profileNode, isProfile) {
  const owns = /** @type {Map<string, Own>} */ (new Map());
  for (const node of graphProfiles.takers(profileNode)) {
    const pool = String(graphProfiles.widget(node, "pool_id")?.value ?? "");
    if (pool && !isProfile(pool)) owns.set(pool, { node, pool, count: countIn(node, pool) });
  }
  const filled = [...owns.values()].filter(({ count }) => count !== 0);
  if (filled.length === 1) return [{ pool: filled[0].pool, label: t("profile_node.adopt") }];
  return filled.map(({ node, pool, count }) => {
    const isAlone = filled.filter((one) => one.node.title === node.title).length === 1;
    const name = isAlone ? node.title : `${node.title} #${node.id}`;
    return { pool, label: count === null ? t("profile_node.adopt_some", { node: name }) : t("profile_node.adopt_of", { node: name, count }) };
  });
}

/**
 * What its grid has read of the pool that it shows.
 * @param {any} node
 * @param {string} wanted
 */
function countIn(node, wanted) {
  const pool = /** @type {import("../../pools/pool.js").Pool | null} */ (widgetOf(node, "penstock_pool_grid")?.element?.pool ?? null);
  if (pool?.id !== wanted) return null;
  if (pool.status === "missing") return 0;
  return pool.status === "ready" ? pool.state.count : null;
}
