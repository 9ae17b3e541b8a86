/** The board of a story in a dialog, over whatever is on the page. */

import { openDialog } from "../library/dialogs.js";
import { makeStoryBoard } from "./story_board.js";

/**
 * What is not saved when it is closed stays in the draft, and is there when it is opened again.
 * @param {import("../library/host.js").Host} host
 * @param {string} story
 * @param {string} [ownPage] the address of Penstock's own page; empty where there is none
 */
export function openStoryDialog(host, story, ownPage = "") {
  const board = makeStoryBoard();
  const dialog = openDialog(host, { title: host.t("story_node.edit_title", { name: story }), content: board, className: "penstock-story-dialog", onClose: () => board.close() });
  const sceneUrl = ownPage ? (/** @type {string} */ scene) => `${ownPage}#/scenes/${encodeURIComponent(scene)}` : undefined;
  board.show({ host, story, sceneUrl, newTab: true });
  return dialog;
}
