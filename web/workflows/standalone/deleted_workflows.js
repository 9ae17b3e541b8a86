/** The workflows that were deleted, each with a button that brings it back. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {AbortSignal} signal ends it
 */
export function deletedWorkflows({ host: { t }, book }, signal) {
  const list = new DeletedList({
    title: t("workflows.trash"),
    hint: t("workflows.trash_hint"),
    restore: t("workflows.restore"),
    row: (/** @type {import("../workflow_types.js").DeletedWorkflow} */ { id, name, deleted }) => ({
      what: deletedName(name),
      label: t("workflows.restore_name", { name }),
      deleted,
      restore: () => book.restore({ id, name }),
    }),
  });
  const show = () => list.show(book.deleted);
  book.addEventListener("change", show, { signal });
  show();
  return list.root;
}
