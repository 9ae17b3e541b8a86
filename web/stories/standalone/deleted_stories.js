/** The stories that were deleted, each with a button that brings it back. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";

/**
 * @param {import("./pages.js").StoryApp} app
 * @param {AbortSignal} signal ends it
 */
export function deletedStories({ host: { t }, stories }, signal) {
  const list = new DeletedList({
    title: t("stories.trash"),
    hint: t("stories.trash_hint"),
    restore: t("stories.restore"),
    row: (/** @type {import("../types.js").DeletedStory} */ { trash, name, deleted }) => ({
      what: deletedName(name),
      label: t("stories.restore_story", { name }),
      deleted,
      restore: () => stories.restore(trash, name),
    }),
  });
  const show = () => list.show(stories.deleted);
  stories.addEventListener("change", show, { signal });
  show();
  return list.root;
}
