/** The menu of a picture on a contact sheet. */

import { copyText } from "../library/clipboard.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";

/**
 * @typedef {import("./types.js").Picture} Picture
 *
 * @typedef {object} PictureActions
 * @property {() => void} open
 * @property {() => void} pick
 * @property {() => void} remove
 * @property {() => void} markOthers every picture of the execution that is not picked
 */

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("../library/menu.js").Place} place
 * @param {import("./open_execution.js").OpenExecution} execution
 * @param {Picture} picture
 * @param {number} count of the pictures that would be deleted
 * @param {PictureActions} actions
 */
export function openPictureMenu(host, place, execution, picture, count, { open, pick, remove, markOthers }) {
  const { t } = host;
  const readOnly = execution.about?.read_only ?? false;
  const hasPicks = Object.keys(execution.about?.picks ?? {}).length > 0;
  openMenu(host, place, [
    { label: t("executions.open_large"), icon: icon("zoom"), keys: "Enter", run: open },
    { label: t(execution.isPicked(picture) ? "executions.unpick" : "executions.pick"), icon: icon("star"), keys: "P", disabled: readOnly, run: pick },
    { label: t("executions.copy_name"), icon: icon("clipboard"), run: () => void copyText(host, picture.name) },
    null,
    { label: t("executions.mark_others"), icon: icon("tick"), disabled: !hasPicks, run: markOthers },
    { label: t("executions.delete_pictures", { count }), icon: icon("trash"), keys: "Delete", danger: true, disabled: readOnly, run: remove },
  ]);
}
