/** The dialog that shows what saving would change. */

import { openDialog } from "../dialogs.js";
import { element } from "../elements.js";
import { loadStyles } from "../styles.js";
import { diffView } from "./diff_view.js";
import { sameValue } from "./edits.js";

const MOST_SHOWN = 200;

/**
 * @typedef {import("./types.js").Difference} Difference
 * @typedef {import("./conflict_dialog.js").Words} Words
 * @typedef {Difference & {from?: string}} Shown `from`: the key that an entry had before it was renamed
 */

/**
 * @param {import("../host.js").Host} host
 * @param {readonly Difference[]} all
 * @param {Words & {title?: string, note?: string, confirm?: string}} options `confirm`: the label of a button beside Cancel
 * @returns {Promise<boolean>} whether it was confirmed
 */
export async function showDifferences(host, all, options) {
  await loadStyles([new URL("./diff_dialogs.css", import.meta.url).href]);
  const { t } = host;
  const differences = withRenames(all);
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
 * What is removed here and added there with the same value was renamed.
 * @param {readonly Difference[]} differences
 * @returns {Shown[]}
 */
function withRenames(differences) {
  const gone = differences.filter(({ has, before }) => !has && before);
  const shown = differences.map((one) => {
    const at = one.had ? -1 : gone.findIndex(({ before }) => sameValue(before, one.after));
    return at < 0 ? one : { ...one, from: gone.splice(at, 1)[0].key, before: one.after, had: true };
  });
  const renamed = new Set(shown.map((one) => /** @type {Shown} */ (one).from));
  return shown.filter(({ key, has }) => has || !renamed.has(key));
}

/**
 * @param {import("../host.js").Host} host
 * @param {Shown} difference
 * @param {Words} words
 */
function line({ t }, { key, before, after, had, has, from }, { nameOf, textOf }) {
  const kind = !had ? "added" : !has ? "removed" : "changed";
  const name = element("strong", { text: from === undefined ? nameOf(key) : `${nameOf(from)} → ${nameOf(key)}`, attributes: { dir: "auto" } });
  const words = { added: t("texts.added"), removed: t("texts.gone"), changed: from === undefined ? t("texts.changed") : t("texts.renamed") };
  const badge = element("span", { class: "penstock-diffs-kind", text: words[kind] });
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
