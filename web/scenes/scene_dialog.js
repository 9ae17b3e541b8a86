/** The editor of a scene in a dialog, over whatever is on the page. */

import { openDialog } from "../library/dialogs.js";
import { chordOf } from "../library/key_chords.js";
import { makeSceneEditor } from "./scene_editor.js";

/**
 * What is not saved when it is closed stays in the drafts, and is there when it is opened again.
 * @param {import("../library/host.js").Host} host
 * @param {string} scene
 * @param {string} [ownPage] the address of Penstock's own page; empty where there is none
 */
export function openSceneDialog(host, scene, ownPage = "") {
  const editor = makeSceneEditor();
  const dialog = openDialog(host, { title: host.t("scene_node.edit_title", { name: scene }), content: editor, className: "penstock-scene-dialog", onClose: () => editor.close() });
  const again = (/** @type {string} */ name) => {
    dialog.close();
    openSceneDialog(host, name, ownPage);
  };
  // The focus may be beside the editor, on the dialog itself.
  dialog.root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S") return;
    event.preventDefault();
    void editor.save();
  });
  editor.show({ host, scene, promptsPage: ownPage && `${ownPage}#/prompts/${encodeURIComponent(scene)}`, renamed: again, loraFiles: ownPage ? undefined : () => host.requests.get("/models/loras") });
  return dialog;
}
