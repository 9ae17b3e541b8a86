/** What is to be known before a workflow is run: nodes that are not there, an older version, what could not be read. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @typedef {object} NoticeState
 * @property {import("../types.js").FormShape | null} shape
 * @property {import("../workflow_types.js").Detail | null} detail
 * @property {number | null} version the one that is shown, null for the newest
 * @property {import("../missing_nodes.js").MissingNodes} missing kept by the page: it knows what was unfolded
 *
 * @typedef {{newest: () => void, restore: (version: number) => void, again: () => void}} NoticeWays
 */

/**
 * @param {import("../../library/host.js").Host} host
 * @param {NoticeState} state
 * @param {NoticeWays} ways
 * @returns {HTMLElement[]}
 */
export function workflowNotices({ t }, { shape, detail, version, missing }, ways) {
  const names = shape?.missing_classes ?? [];
  const again = () => button(t("workflows.check_again"), ways.again, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  const isOld = version !== null && detail !== null && version !== detail.latest;
  const newest = button(t("workflows.show_newest"), ways.newest, { class: "penstock-button" });
  const restore = button(t("workflows.version_restore"), () => ways.restore(version ?? 0), { class: "penstock-button" });
  if (shape && names.length) missing.show(names, missingWords(t, shape));
  return [
    ...(isOld ? [notice(t("workflows.version_shown", { version: version ?? 0, latest: detail?.latest ?? 0 }), newest, restore)] : []),
    ...(names.length ? [missing.root] : []),
    ...(shape?.stale ? [notice(t("workflows.stale_classes"), again())] : []),
  ];
}

/**
 * A ComfyUI that was asked may know classes that Penstock's own engine lacks; where none does, fields lack their choices.
 * @param {import("../../library/strings.js").Translate} t
 * @param {import("../types.js").FormShape} shape
 * @returns {import("../missing_nodes.js").MissingWords}
 */
function missingWords(t, { missing_classes: names, parameters }) {
  const title = t("workflows.missing_nodes", { count: names.length });
  const lacks = new Set(names);
  const isGuessed = parameters.some(({ class_type: name, source }) => lacks.has(name) && source !== "schema");
  if (!isGuessed) return { title, hint: t("workflows.missing_nodes_known") };
  return { title, hint: t("workflows.missing_nodes_hint"), command: "penstock serve --comfyui URL" };
}

/**
 * @param {string} text
 * @param {...HTMLElement} actions
 */
function notice(text, ...actions) {
  const words = element("div", {}, element("p", { text }));
  return element("div", { class: "penstock-workflow-notice" }, icon("help"), words, element("div", { class: "penstock-workflow-notice-actions" }, ...actions));
}
