/** The dialog to choose a folder in: to load from, or to save to, where it may be a new one. */

import { openDialog } from "../library/dialogs.js";
import { loadStyles } from "../library/styles.js";
import { FolderChooser } from "./folder_chooser.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {{save?: boolean, value?: string, title?: string}} [options] `value` is the address to begin with
 * @returns {Promise<string | null>} the address of the folder, which with `save` may not exist yet; null: none was chosen
 */
export async function chooseFolder(host, { save = false, value = "", title } = {}) {
  await loadStyles([new URL("./folder_dialog.css", import.meta.url).href]);
  const { t } = host;
  let chosen = /** @type {string | null} */ (null);
  const chooser = new FolderChooser(host, { save });
  const accept = async () => {
    chosen = await chooser.accept();
    return chosen !== null;
  };
  const actions = [{ label: t("library.cancel"), run: () => {} }, { label: t(save ? "datasets.folder.save_here" : "datasets.folder.use"), primary: true, run: accept }];
  const dialog = openDialog(host, {
    title: title ?? t(save ? "datasets.folder.save_title" : "datasets.folder.load_title"),
    content: chooser.root,
    className: "penstock-dataset-dialog penstock-dataset-choosing",
    wide: true,
    actions,
  });
  void chooser.begin(value);
  await dialog.closed;
  chooser.close();
  return chosen;
}
