/** The collections that were deleted, each with a button that brings it back. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";

/**
 * @param {import("./pages.js").PromptApp} app
 * @param {AbortSignal} signal ends it
 */
export function deletedCollections({ host: { t }, collections }, signal) {
  const list = new DeletedList({
    title: t("prompts.trash"),
    hint: t("prompts.trash_hint"),
    restore: t("prompts.restore"),
    row: (/** @type {import("../types.js").DeletedCollection} */ { trash, folder, deleted }) => ({
      what: deletedName(folder),
      label: t("prompts.restore_folder", { folder }),
      deleted,
      restore: () => collections.restore(trash),
    }),
  });
  const show = () => list.show(collections.deleted);
  collections.addEventListener("change", show, { signal });
  show();
  return list.root;
}
