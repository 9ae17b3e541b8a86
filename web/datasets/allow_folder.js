/** The settings that say which folders may be used: one more, or one less, which can be taken back. */

import { openDialog } from "../library/dialogs.js";
import { element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { DatasetClient } from "./dataset_client.js";

export const BOTH = "datasets.folders";
export const LOAD = "datasets.load_folders";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Place} Place
 * @typedef {"datasets.folders" | "datasets.load_folders"} Setting
 */

/**
 * Asks for a folder that is to be allowed.
 * @param {Host} host
 * @param {{save?: boolean}} [options] `save` where something is to be written there: then loading only is not offered
 * @returns {Promise<Place | null>} null: nothing was allowed
 */
export async function allowFolder(host, { save = false } = {}) {
  linkStyles(new URL("./folder_dialog.css", import.meta.url).href);
  const { t } = host;
  let allowed = /** @type {Place | null} */ (null);
  const field = element("input", { attributes: { type: "text", autocomplete: "off", spellcheck: "false", autofocus: "", placeholder: t("datasets.allow.example") } });
  const fault = element("small", { class: "penstock-dataset-fault", attributes: { id: "penstock-dataset-allow-fault", role: "alert" } });
  const tell = (/** @type {string} */ problem) => {
    setText(fault, problem);
    setAttribute(field, "aria-invalid", problem ? "true" : null);
    setAttribute(field, "aria-describedby", problem ? fault.id : null);
  };
  field.addEventListener("input", () => tell(""));
  const loadOnly = element("input", { attributes: { type: "checkbox" } });
  const content = element(
    "div",
    { class: "penstock-dataset-allowing" },
    element("label", { class: "penstock-field" }, element("span", { text: t("datasets.allow.path") }), field, fault, element("small", { text: t("datasets.allow.hint") })),
    save ? null : element("label", { class: "penstock-dataset-check" }, loadOnly, element("span", { text: t("datasets.allow.load_only") })),
  );
  const accept = async () => {
    try {
      allowed = await allow(host, loadOnly.checked ? LOAD : BOTH, field.value);
      return undefined;
    } catch (/** @type {any} */ error) {
      tell([error.message, error.hint].filter(Boolean).join(" "));
      field.focus();
      return false;
    }
  };
  const actions = [{ label: t("library.cancel"), run: () => {} }, { label: t("datasets.allow.confirm"), primary: true, run: accept }];
  await openDialog(host, { title: t("datasets.allow.title"), content, className: "penstock-dataset-dialog", actions }).closed;
  return allowed;
}

/**
 * Takes a folder out of the settings; a message offers to put it back. Its files stay as they are.
 * @param {Host} host
 * @param {Place} place
 * @param {() => void} changed
 */
export async function forbidFolder(host, place, changed) {
  const { t, toasts } = host;
  const client = new DatasetClient(host.requests);
  const setting = place.can_save ? BOTH : LOAD;
  try {
    const before = await client.setting(setting);
    checkOwn(host, before);
    await client.changeSetting(setting, listed(before.value).filter((one) => one !== place.address).join("\n"));
    changed();
    const undo = async () => {
      await client.changeSetting(setting, before.value).catch((error) => toasts.showError(error));
      changed();
    };
    toasts.show({ message: t("datasets.allow.forbidden", { folder: place.address }), action: { label: t("undo"), run: () => void undo() } });
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * @param {Host} host
 * @param {Setting} setting
 * @param {string} typed
 * @returns {Promise<Place>} rejects, with nothing changed, where the folder cannot be used
 */
async function allow(host, setting, typed) {
  const path = typed.trim().replace(/^["']|["']$/g, "");
  if (!path) throw new Error(host.t("datasets.allow.empty"));
  if (/[;\n]/.test(path)) throw new Error(host.t("datasets.allow.one"));
  const client = new DatasetClient(host.requests);
  const before = await client.setting(setting);
  checkOwn(host, before);
  if (!listed(before.value).includes(path)) await client.changeSetting(setting, [...listed(before.value), path].join("\n"));
  const { folders } = await client.places();
  const place = folders.find(({ address, kind, can_save: canSave }) => kind === "allowed" && address === path && canSave === (setting === BOTH));
  if (place && !place.problem) return place;
  await client.changeSetting(setting, before.value);
  throw new Error(place?.problem ?? host.t("datasets.allow.unknown"));
}

/**
 * @param {Host} host
 * @param {import("./dataset_client.js").FolderSetting} setting
 */
function checkOwn({ t }, { forced = false, variable = "" }) {
  if (forced) throw new Error(t("datasets.allow.forced", { variable }));
}

/** @param {string} value */
function listed(value) {
  return value.split(/[;\n]/).map((one) => one.trim()).filter(Boolean);
}
