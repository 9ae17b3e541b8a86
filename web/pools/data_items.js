/** What menus offer about a pool as a data set, where the plugin of data sets is on. */

import { icon } from "../library/icons.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {string} poolId
 * @param {readonly string[] | null} [slots] ids of the images that are meant; null: all
 * @returns {import("../library/menu.js").MenuItem[]}
 */
export function dataItems({ t, datasets }, poolId, slots = null) {
  if (!datasets) return [];
  const { exportPool, showPool } = datasets;
  const label = slots ? t("datasets.export.menu_marked", { count: slots.length }) : t("datasets.export.menu");
  const look = showPool && !slots ? [{ label: t("datasets.look_at_pool"), icon: icon("datasets"), run: () => showPool(poolId) }] : [];
  return [{ label, icon: icon("download"), run: () => void exportPool(poolId, slots) }, ...look];
}
