/** Runs side by side on the whole screen, above whatever the page shows. */

import { openFullDialog } from "../library/dialogs.js";
import { button } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { COMPARISON_SHEETS, RunComparison } from "./run_comparison.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {readonly string[]} runs their ids
 * @returns {Promise<import("../library/dialogs.js").Dialog>}
 */
export async function openComparison(host, runs) {
  await loadStyles(COMPARISON_SHEETS.map((name) => new URL(name, import.meta.url).href));
  const { t } = host;
  const after = button(t("close"), () => dialog.close(), { icon: icon("close"), class: "penstock-quiet" });
  const open = (/** @type {string} */ run) => {
    dialog.close();
    host.runs?.open(run);
  };
  const comparison = new RunComparison(host, runs, { heading: "h2", after, open });
  comparison.root.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "d" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    comparison.toggle();
  });
  const dialog = openFullDialog(host, { title: t("runs.comparison"), content: comparison.root, onClose: () => comparison.close() });
  return dialog;
}
