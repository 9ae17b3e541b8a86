/** The values with which the builder of a batch begins: those of the form of its workflow, in this tab. */

import { DOCUMENT, sameValues } from "../../workflows/preset_bar_choice.js";
import { keepDraft, keptDraft } from "../../workflows/standalone/workflow_drafts.js";

/**
 * @param {string} workflow
 * @param {number | null} version
 * @param {Record<string, any>} values
 */
export function rememberValues(workflow, version, values) {
  const draft = keptDraft(workflow);
  // What the form has by its own choice of values stays so.
  if (draft && draft.version === version && sameValues(draft.values, values)) return;
  keepDraft(workflow, { version, choice: DOCUMENT, base: {}, values });
}
