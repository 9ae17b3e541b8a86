/** What a pool would be as a data set: its statistics, and what exports it. */

import { element, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { exportButton, StatisticsView } from "../statistics_view.js";

/**
 * @param {import("./pages.js").DatasetApp} app
 * @param {string} pool
 * @returns {import("../../standalone/app.js").Page}
 */
export function poolDataPage({ host, client }, pool) {
  const { t } = host;
  const view = new StatisticsView(host, client, { pool });
  const stop = new AbortController();
  const heading = element("h1", { attributes: { title: pool, dir: "auto" } });
  const name = () => host.profiles?.get(pool)?.name ?? pool;
  const showName = () => setText(heading, name());
  const up = element("a", { class: "penstock-back", attributes: { href: `#/pools/${encodeURIComponent(pool)}`, "aria-label": t("datasets.to_pool") } }, icon("back"), element("span", { text: t("datasets.to_pool") }));
  const run = () => void host.datasets?.exportPool(pool);
  const bar = element("div", { class: "penstock-list-bar penstock-dataset-bar" }, up, heading, element("span", { class: "penstock-dataset-gap" }), exportButton(t, run));
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
