/** What became of several files that were imported, in a dialog. */

import { openDialog } from "../library/dialogs.js";
import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { outcomeText } from "./import_files.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./import_files.js").Outcome[]} outcomes of those that were tried
 * @param {number} count of all files
 * @param {((workflow: string) => void) | undefined} open
 */
export function showSummary(host, outcomes, count, open) {
  const { t } = host;
  void loadStyles([new URL("./import_files.css", import.meta.url).href]);
  const done = outcomes.filter(({ imported }) => imported).length;
  const same = outcomes.filter(({ imported }) => imported && !imported.added).length;
  const title = same ? t("workflows.summary_same", { done: done - same, same, count }) : t("workflows.summary", { done, count });
  const rows = element("ul", { class: "penstock-import-rows" });
  const dialog = openDialog(host, { title, content: rows, actions: [{ label: t("close"), primary: true, run: () => {} }] });
  const opens = open && ((/** @type {string} */ id) => (dialog.close(), open(id)));
  rows.append(...outcomes.map((outcome) => row(host, outcome, opens)));
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./import_files.js").Outcome} outcome
 * @param {((workflow: string) => void) | undefined} open
 */
function row(host, { name, imported, error }, open) {
  const said = imported ? outcomeText(host, imported) : [error.message, error.hint].filter(Boolean).join(" ");
  const problems = imported?.problems.slice(0, 3).join(" ") ?? "";
  const words = element("div", {}, element("strong", { text: name, attributes: { dir: "auto" } }), element("p", { text: said }), problems ? element("p", { text: problems }) : null);
  const link = imported && open ? button(host.t("workflows.open"), () => open(imported.workflow.id), { class: "penstock-button" }) : null;
  if (link) link.setAttribute("aria-label", host.t("workflows.open_name", { name: imported?.workflow.name ?? "" }));
  return element("li", { attributes: { "data-outcome": imported ? "imported" : "failed" } }, icon(imported ? "check" : "warning"), words, link);
}
