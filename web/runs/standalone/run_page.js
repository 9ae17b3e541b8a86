/** The page of one run. */

import { element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { takesText } from "../../library/elements.js";
import { topDialog } from "../../library/top_layer.js";
import { onRunKey } from "../run_row.js";
import { RunView } from "../run_view.js";

/**
 * @param {import("./pages.js").RunApp} app
 * @param {string} run
 * @returns {Promise<import("../../standalone/app.js").Page>}
 */
export async function runPage(app, run) {
  const { host, deeds, go } = app;
  const { t } = host;
  app.last.run = run;
  const removed = () => go("/runs");
  const view = await RunView.create({ host, run, heading: "h1", removed });
  const back = element("a", { class: "penstock-run-up", attributes: { href: "#/runs" } }, icon("back"), element("span", { text: t("runs.title") }));
  const root = element("section", { class: "penstock-run-page" }, back, view);
  const stop = new AbortController();
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || topDialog() || takesText(event.target)) return;
    if (view.run && onRunKey(deeds, view.run, event, { removed })) event.preventDefault();
  };
  document.addEventListener("keydown", onKey, { signal: stop.signal });
  const keys = /** @type {[string, string][]} */ ([["X", t("runs.cancel")], ["R", t("runs.retry")], ["A", t("runs.again")], ["Delete", t("runs.delete")]]);
  return { root, title: app.book.get(run)?.title || t("runs.one"), close: () => stop.abort(), shortcuts: () => [{ title: t("runs.one"), keys }] };
}
