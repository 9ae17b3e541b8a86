/** The dialog that asks whether a document whose file is gone is to be saved as a new one. */

import { openDialog } from "../dialogs.js";
import { element } from "../elements.js";

/**
 * @param {import("../host.js").Host} host
 * @param {string} name the document's
 * @returns {Promise<boolean>}
 */
export async function askAnew(host, name) {
  const { t } = host;
  let isWanted = false;
  const actions = [
    { label: t("library.cancel"), run: () => {} },
    { label: t("texts.save_anew"), primary: true, run: () => void (isWanted = true) },
  ];
  await openDialog(host, { title: t("texts.file_gone", { name }), content: element("p", { text: t("texts.file_gone_note") }), actions }).closed;
  return isWanted;
}
