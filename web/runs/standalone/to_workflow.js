/** The values of a run in the form of its workflow. */

import { DOCUMENT } from "../../workflows/preset_bar_choice.js";
import { keepDraft } from "../../workflows/standalone/workflow_drafts.js";
import { WorkflowClient } from "../../workflows/workflow_client.js";

const NOT_FOUND = 404;

/**
 * @param {import("../../library/host.js").Host} host
 * @param {import("../types.js").Run} run
 * @returns {Promise<boolean>} whether the workflow is still there
 */
export async function bringValues(host, { workflow, version, values }) {
  const { t, toasts } = host;
  try {
    const { latest, history } = await new WorkflowClient(host.requests).get(workflow);
    const older = version !== null && version !== latest && history.some(({ number }) => number === version);
    keepDraft(workflow, { version: older ? version : null, choice: DOCUMENT, base: {}, values: { ...values } });
    return true;
  } catch (/** @type {any} */ error) {
    if (error.status !== NOT_FOUND) throw error;
    toasts.show({ message: t("runs.workflow_gone"), hint: t("runs.workflow_gone_hint"), severity: "error" });
    return false;
  }
}
