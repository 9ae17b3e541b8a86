/** What was edited in the form of a workflow and not saved: kept for this tab until it is closed. */

import { tabStorage } from "../../library/page_storage.js";

/**
 * @typedef {object} FormDraft
 * @property {number | null} version
 * @property {import("../preset_bar_choice.js").Choice} choice
 * @property {import("../workflow_types.js").Values} base
 * @property {import("../workflow_types.js").Values} values
 */

/** @param {string} workflow */
const place = (workflow) => `penstock.workflows.draft.${workflow}`;

/**
 * @param {string} workflow
 * @returns {FormDraft | null}
 */
export function keptDraft(workflow) {
  try {
    const kept = JSON.parse(tabStorage()?.getItem(place(workflow)) ?? "null");
    return kept && typeof kept.values === "object" && typeof kept.base === "object" && kept.choice ? kept : null;
  } catch {
    return null; // another program's
  }
}

/**
 * @param {string} workflow
 * @param {FormDraft | null} draft null for nothing to keep
 */
export function keepDraft(workflow, draft) {
  try {
    if (draft) tabStorage()?.setItem(place(workflow), JSON.stringify(draft));
    else tabStorage()?.removeItem(place(workflow));
  } catch {
    // A full storage only means that a reload shows what was saved.
  }
}
