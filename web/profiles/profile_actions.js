/** What can be done to a profile, for menus and keys, the same in a node and on a page. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { dataItems } from "../pools/data_items.js";
import { askName } from "./profile_dialogs.js";
import { freeName } from "./profile_names.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("../library/menu.js").MenuItem} MenuItem
 * @typedef {import("./profile_book.js").ProfileBook} ProfileBook
 * @typedef {import("./types.js").Profile} Profile
 *
 * @typedef {object} Ways
 * @property {(profile: Profile) => void} [open] shows it on its own page
 * @property {string} [openLabel] what that is called where it is more than another tab
 * @property {(id: string) => void} [shown] it was renamed, or deleted and brought back
 * @property {{label: string, run: (profile: Profile) => void}} [chosen] what the message offers to do with a copy: to select it, to open it
 */

/**
 * @param {Host} host
 * @param {ProfileBook} book
 * @param {import("./types.js").ListedProfile} profile
 * @param {Ways} [ways]
 * @returns {(MenuItem | null)[]}
 */
export function profileItems(host, book, profile, { open, openLabel, shown, chosen } = {}) {
  const { t } = host;
  const disabled = book.readOnly;
  const { missing } = profile;
  return [
    ...(open ? [{ label: openLabel ?? t("profiles.open"), icon: icon("forward"), keys: "Enter", disabled: missing, run: () => open(profile) }, null] : []),
    { label: t("profiles.rename"), icon: icon("rename"), keys: "F2", disabled, run: () => void renameProfile(host, book, profile).then(() => shown?.(profile.id)) },
    { label: t("profiles.duplicate"), icon: icon("duplicate"), keys: "Ctrl+D", disabled: disabled || missing, run: () => void duplicateProfile(book, profile, { chosen }) },
    { label: t("profiles.export"), icon: icon("download"), disabled: missing, run: () => void book.exportZip(profile.id) },
    ...(missing ? [] : dataItems(host, profile.id)),
    null,
    { label: t("profiles.delete"), icon: icon("trash"), keys: "Delete", danger: true, disabled, run: () => void book.remove(profile.id, shown) },
  ];
}

/**
 * Asks for another name.
 * @param {Host} host
 * @param {ProfileBook} book
 * @param {Profile} profile
 * @returns {Promise<string | null>} the name; null where it was cancelled
 */
export function renameProfile(host, book, { id, name }) {
  const { t } = host;
  const save = (/** @type {string} */ typed) => (typed === name ? undefined : book.rename(id, typed));
  return askName(host, { title: t("profiles.rename_title"), label: t("profiles.name"), value: name, confirm: t("profiles.rename_confirm"), save });
}

/**
 * Asks for a name and makes a profile.
 * @param {Host} host
 * @param {ProfileBook} book
 * @param {{name?: string, pool?: string, title?: string, hint?: string}} [options] with `pool` that pool becomes the profile
 * @returns {Promise<Profile | null>} null where it was cancelled
 */
export async function newProfile(host, book, { name, pool, title, hint } = {}) {
  const { t } = host;
  let made = /** @type {Profile | null} */ (null);
  const save = async (/** @type {string} */ typed) => void (made = await book.create(typed, pool));
  const value = name || freeName(t("profiles.new_name"), book.list.map((one) => one.name));
  const question = { title: title ?? t("profiles.new_title"), label: t("profiles.name"), value, hint, confirm: t(pool ? "profiles.save" : "profiles.create"), save };
  await askName(host, question);
  return made;
}

/**
 * @param {ProfileBook} book
 * @param {Profile} profile
 * @param {Pick<Ways, "chosen">} [ways]
 */
export function duplicateProfile(book, { id }, { chosen } = {}) {
  return book.duplicate(id, undefined, chosen && offerOf(chosen));
}

/**
 * Lets the user choose zip files, and makes a profile of each.
 * @param {Host} _host
 * @param {ProfileBook} book
 * @param {Pick<Ways, "chosen">} [ways]
 * @returns {Promise<Profile[]>} those that were made, empty where it was cancelled
 */
export async function offerImport(_host, book, ways) {
  return importZips(book, await chooseZips(), ways);
}

/**
 * One after the other, as the server unpacks them.
 * @param {ProfileBook} book
 * @param {File[]} files
 * @param {Pick<Ways, "chosen">} [ways]
 * @returns {Promise<Profile[]>} those that were made
 */
export async function importZips(book, files, { chosen } = {}) {
  const made = [];
  for (const file of files) made.push(await book.importZip(file, chosen && offerOf(chosen)));
  return made.filter((profile) => profile !== null);
}

/** @param {NonNullable<Ways["chosen"]>} chosen */
function offerOf({ label, run }) {
  return (/** @type {Profile} */ profile) => ({ label, run: () => run(profile) });
}

/** @returns {Promise<File[]>} */
function chooseZips() {
  return new Promise((resolve) => {
    const field = element("input", { attributes: { type: "file", accept: ".zip,application/zip", multiple: "" } });
    field.addEventListener("change", () => resolve([...(field.files ?? [])]), { once: true });
    field.addEventListener("cancel", () => resolve([]), { once: true });
    field.click();
  });
}
