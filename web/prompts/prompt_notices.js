/** What is to be known about a collection while it is edited: its version, who wrote it, what in it was not read. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { showDifferences } from "../library/texts/differences_dialog.js";
import { entryNames, entryTexts } from "./name_words.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 */

/**
 * @param {Host} host
 * @param {Draft} draft
 * @returns {HTMLElement[]}
 */
export function promptNotices(host, draft) {
  if (draft.status !== "ready") return [];
  const { t } = host;
  const look = button(t("prompts.show_changes"), () => void showMigration(host, draft), { class: "penstock-text-button" });
  return [
    ...(draft.migrates ? [notice(t("prompts.migrates"), [t("prompts.migrates_hint"), ...draft.problems], look)] : []),
    ...(draft.readOnly ? [notice(t("prompts.read_only"), [t("prompts.read_only_hint")])] : []),
    ...(draft.problems.length && !draft.migrates ? [notice(t("prompts.problems"), draft.problems)] : []),
  ];
}

/**
 * What the first save would write instead of the version 1 file.
 * @param {Host} host
 * @param {Draft} draft
 */
async function showMigration(host, draft) {
  const { t, toasts } = host;
  try {
    const words = { nameOf: entryNames(t), textOf: entryTexts(t) };
    await showDifferences(host, await draft.differences(), { ...words, title: t("prompts.migration_title"), note: [t("prompts.migrates_hint"), ...draft.problems].join(" ") });
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * @param {string} title
 * @param {readonly string[]} sentences
 * @param {...Node} actions
 */
function notice(title, sentences, ...actions) {
  const texts = sentences.map((text) => element("p", { text, attributes: { dir: "auto" } }));
  return element("div", { class: "penstock-prompts-notice" }, icon("warning"), element("div", {}, element("strong", { text: title }), ...texts), ...actions);
}
