/** The scenes that were deleted, each with a button that brings it back. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";

/**
 * @param {import("./pages.js").SceneApp} app
 * @param {AbortSignal} signal ends it
 */
export function deletedScenes({ host: { t }, book }, signal) {
  const list = new DeletedList({
    title: t("scenes.trash"),
    hint: t("scenes.trash_hint"),
    restore: t("scenes.restore"),
    row: (/** @type {import("../types.js").DeletedScene} */ { trash, name, deleted }) => ({
      what: deletedName(name),
      label: t("scenes.restore_scene", { name }),
      deleted,
      restore: () => book.restore(trash),
    }),
  });
  const show = () => list.show(book.deleted);
  book.addEventListener("change", show, { signal });
  show();
  return list.root;
}
