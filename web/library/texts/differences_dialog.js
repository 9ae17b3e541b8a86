/** The dialog that shows what saving would change. */

import { openDialog } from "../dialogs.js";
import { element } from "../elements.js";
import { loadStyles } from "../styles.js";
import { diffView } from "./diff_view.js";

const MOST_SHOWN = 200;

/**
 * @typedef {import("./types.js").Difference} Difference
 * @typedef {import("./conflict_dialog.js").Words} Words
 */

/**
 * @param {import("../host.js").Host} host
 * @param {readonly Difference[]} differences
 * @param {Words & {title?: string, note?: string, confirm?: string}} options `confirm`: the label of a button beside Cancel
 * @returns {Promise<boolean>} whether it was confirmed
 */
export async function showDifferences(host, differences, options) {
  await loadStyles([new URL("./diff_dialogs.css", import.meta.url).href]);
  const { t } = host;
  let isConfirmed = false;
  const { confirm, title = t("texts.differences"), note } = options;
  const list = element("ul", { class: "penstock-differences", attributes: { tabindex: 0, "aria-label": title } }, ...differences.slice(0, MOST_SHOWN).map((one) => line(host, one, options)));
  const left = differences.length - MOST_SHOWN;
  const content = element(
    "div",
    { class: "penstock-diffs" },
    note ? element("p", { class: "penstock-diffs-note", text: note }) : null,
    element("p", { class: "penstock-diffs-sum", text: sumOf(host, differences) }),
    differences.length ? list : null,
    left > 0 ? element("p", { class: "penstock-diffs-note", text: t("texts.more_differences", { count: left }) }) : null,
  );
  const accept = { label: confirm ?? "", primary: true, run: () => void (isConfirmed = true) };
  const actions = confirm ? [{ label: t("library.cancel"), run: () => {} }, accept] : [{ label: t("close"), primary: true, run: () => {} }];
  await openDialog(host, { title, content, wide: true, actions }).closed;
  return isConfirmed;
}

/**
 * @param {import("../host.js").Host} host
 * @param {Difference} difference
 * @param {Words} words
 */
function line({ t }, { key, before, after, had, has }, { nameOf, textOf }) {
  const kind = !had ? "added" : !has ? "removed" : "changed";
  const name = element("strong", { text: nameOf(key), attributes: { dir: "auto" } });
  const badge = element("span", { class: "penstock-diffs-kind", text: kind === "added" ? t("texts.added") : kind === "removed" ? t("texts.gone") : t("texts.changed") });
  return element("li", { attributes: { "data-kind": kind } }, element("div", { class: "penstock-diffs-head" }, name, badge), diffView(had ? textOf(before) : "", has ? textOf(after) : ""));
}

/**
 * @param {import("../host.js").Host} host
 * @param {readonly Difference[]} differences
 */
function sumOf({ t }, differences) {
  if (!differences.length) return t("texts.no_differences");
  const added = differences.filter(({ had }) => !had).length;
  const removed = differences.filter(({ has }) => !has).length;
  const changed = differences.length - added - removed;
  const parts = [changed && t("texts.count_changed", { count: changed }), added && t("texts.count_added", { count: added }), removed && t("texts.count_removed", { count: removed })];
  return parts.filter(Boolean).join(" · ");
}
