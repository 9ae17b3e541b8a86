/** What a pool would be as a data set: its statistics, and what exports it. */

import { element, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { empty } from "../folder_view.js";
import { exportButton, StatisticsView } from "../statistics_view.js";

const POOLS = "#/pools";
const NOT_FOUND = 404;

/**
 * @param {import("./pages.js").DatasetApp} app
 * @param {string} pool
 * @returns {import("../../standalone/app.js").Page}
 */
export function poolDataPage({ host, client }, pool) {
  const { t } = host;
  const toPool = `#/pools/${encodeURIComponent(pool)}`;
  const empties = () => empty("images", t("datasets.statistics.none"), t("datasets.statistics.none_in_pool"), way(toPool, t("datasets.to_pool")));
  // A pool that is missing has no page to go back to.
  const isMissing = (/** @type {any} */ { status }) => status === NOT_FOUND;
  const failed = (/** @type {any} */ error) => {
    if (isMissing(error)) up.replaceWith(back(POOLS, t("datasets.to_pools")));
    return isMissing(error) ? [way(POOLS, t("datasets.to_pools"))] : [way(toPool, t("datasets.to_pool"))];
  };
  const view = new StatisticsView(host, client, { pool }, { none: empties, failed, counted: (images) => void (exporting.disabled = !images) });
  const stop = new AbortController();
  const heading = element("h1", { attributes: { title: pool, dir: "auto" } });
  const name = () => host.profiles?.get(pool)?.name ?? pool;
  const showName = () => setText(heading, name());
  const up = back(toPool, t("datasets.to_pool"));
  const run = () => void (exporting.disabled || host.datasets?.exportPool(pool));
  const exporting = exportButton(t, run);
  exporting.disabled = true;
  const bar = element("div", { class: "penstock-list-bar penstock-dataset-bar" }, up, heading, element("span", { class: "penstock-dataset-gap" }), exporting);
  const root = element("section", { class: "penstock-list-page penstock-dataset-page" }, bar, view.root);
  host.profiles?.addEventListener("change", showName, { signal: stop.signal });
  showName();
  void view.count();
  return {
    root,
    title: name(),
    under: "/datasets",
    close: () => {
      stop.abort();
      view.close();
    },
    keys: { x: run },
    shortcuts: () => [{ title: t("datasets.title"), keys: [["X", t("datasets.export.menu")], ["Left Right Up Down", t("datasets.keys.move")], ["Enter", t("datasets.keys.open")]] }],
  };
}

/**
 * @param {string} href
 * @param {string} label
 */
const way = (href, label) => element("a", { class: "penstock-button", text: label, attributes: { href } });

/**
 * @param {string} href
 * @param {string} label
 */
const back = (href, label) => element("a", { class: "penstock-back", attributes: { href, "aria-label": label } }, icon("back"), element("span", { text: label }));
