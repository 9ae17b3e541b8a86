/** What can be done to a collection of prompts, for menus and keys. */

import { askText, openDialog } from "../library/dialogs.js";
import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { exportCollection, fillCollection } from "./collection_files.js";
import { CollectionText } from "./collection_text.js";
import { isUnsaved } from "./collections.js";
import { freeName } from "./prompt_entries.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./collections.js").Collections} Collections
 */

/**
 * Asks for a name and makes an empty collection.
 * @param {Host} host
 * @param {Collections} collections
 * @param {{name?: string, title?: string}} [options]
 * @returns {Promise<string | null>} its folder; null where it was cancelled
 */
export async function newCollection(host, collections, { name, title } = {}) {
  const { t } = host;
  const value = name || freeName(t("prompts.new_name"), collections.list.map(({ folder }) => folder));
  let made = /** @type {string | null} */ (null);
  const check = async (/** @type {string} */ typed) => {
    const folder = typed.trim();
    if (!folder) return t("prompts.folder_empty");
    made = (await collections.create(folder)).folder ?? folder;
    return "";
  };
  await askText(host, { title: title ?? t("prompts.new_title"), label: t("prompts.folder"), value, hint: t("prompts.folder_hint"), confirm: t("prompts.create"), check });
  return made;
}

/**
 * Asks for a name and makes a collection with what is saved in another.
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} source
 */
async function duplicateCollection(host, collections, source) {
  const { t, toasts } = host;
  try {
    const entries = CollectionText.of(await collections.client.get(source)).entries();
    const name = freeName(source, await collections.names());
    const folder = await newCollection(host, collections, { name, title: t("prompts.duplicate_title") });
    if (!folder) return;
    await fillCollection(host, folder, entries);
    toasts.show({ message: t("prompts.copied", { folder, source }), severity: "success" });
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * Says what becomes of the collection before the version 1 file comes back, since nothing here takes that back.
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} folder
 */
function askRestoreV1(host, collections, folder) {
  const { t } = host;
  const content = element("p", { class: "penstock-prompts-question", text: t("prompts.restore_v1_note") });
  const accept = { label: t("prompts.restore_v1_do"), primary: true, run: () => restoreV1(host, collections, folder) };
  openDialog(host, { title: t("prompts.restore_v1_title"), content, className: "penstock-dialog-small", actions: [{ label: t("library.cancel"), run: () => {} }, accept] });
}

/**
 * Brings the version 1 file back; asks for it once more where changes are not saved.
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} folder
 * @param {boolean} [discard] changes that are not saved
 */
async function restoreV1(host, collections, folder, discard = false) {
  const { t, toasts } = host;
  try {
    await collections.client.restoreV1(folder, discard);
    toasts.show({ message: t("prompts.restored_v1", { folder }), hint: t("prompts.restored_v1_hint"), severity: "success" });
  } catch (/** @type {any} */ error) {
    const again = { label: t("prompts.discard_and_restore"), run: () => void restoreV1(host, collections, folder, true) };
    const action = error.status === 409 && !discard ? again : undefined;
    toasts.show({ message: error.message, hint: error.hint, severity: "error", action });
  }
}

/**
 * @param {Host} host
 * @param {Collections} collections
 * @param {string} folder
 * @param {{open?: () => void, hasV1?: boolean, removed?: () => void}} [ways]
 * @returns {(import("../library/menu.js").MenuItem | null)[]}
 */
export function collectionItems(host, collections, folder, { open, hasV1 = false, removed } = {}) {
  const { t } = host;
  const known = collections.find(folder);
  const isNew = known !== null && isUnsaved(known);
  const remove = () => void collections.remove(folder).then((done) => done && removed?.());
  return [
    ...(open ? [{ label: t("page.open"), icon: icon("forward"), keys: "Enter", run: open }, null] : []),
    { label: t("prompts.duplicate_collection"), disabled: isNew, icon: icon("duplicate"), run: () => void duplicateCollection(host, collections, folder) },
    { label: t("prompts.export"), disabled: isNew, icon: icon("download"), run: () => void exportCollection(host, collections, folder) },
    null,
    ...(hasV1 ? [{ label: t("prompts.restore_v1"), icon: icon("undo"), run: () => askRestoreV1(host, collections, folder) }, null] : []),
    { label: t("prompts.delete"), disabled: isNew, icon: icon("trash"), keys: open ? "Delete" : undefined, danger: true, run: remove },
  ];
}
