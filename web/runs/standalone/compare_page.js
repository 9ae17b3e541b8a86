/** The page of runs side by side. */

import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { RunComparison } from "../run_comparison.js";

/**
 * @param {import("./pages.js").RunApp} app
 * @param {string[]} runs their ids
 * @returns {import("../../standalone/app.js").Page}
 */
export function comparePage({ host }, runs) {
  const { t } = host;
  const up = element("span", { text: t("runs.gallery") });
  const before = element("a", { class: "penstock-run-up", attributes: { href: "#/gallery" } }, icon("back"), up);
  // Cells are chosen on the page of their batch.
  const shown = (/** @type {import("../types.js").Run[]} */ all) => {
    const [{ batch }] = all;
    const href = batch && all.every((run) => run.batch === batch) ? host.runs?.batchHref?.(batch) : undefined;
    setAttribute(before, "href", href ?? "#/gallery");
    setText(up, href ? t("runs.batch") : t("runs.gallery"));
  };
  const instead = () => [element("a", { class: "penstock-button", text: t("runs.gallery"), attributes: { href: "#/gallery" } })];
  const comparison = new RunComparison(host, runs, { before, instead, shown, href: (run) => `#/runs/${encodeURIComponent(run)}` });
  const keys = /** @type {[string, string][]} */ ([["+ -", t("runs.keys.zoom_in")], ["0", t("runs.keys.fit")], ["1", t("runs.keys.actual")], ["D", t("runs.only_differences")]]);
  return { root: comparison.root, title: t("runs.comparison"), under: "/gallery", close: () => comparison.close(), keys: { d: () => comparison.toggle() }, shortcuts: () => [{ title: t("runs.comparison"), keys }] };
}
