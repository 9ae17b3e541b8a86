/** What can be done to a scene, for menus and keys. */

import { askText } from "../library/dialogs.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./scene_book.js").SceneBook} SceneBook
 */

/**
 * Asks for a name and makes an empty scene.
 * @param {Host} host
 * @param {SceneBook} book
 * @param {string} [name] what was typed already
 * @returns {Promise<string | null>} null where it was cancelled
 */
export async function newScene(host, book, name) {
  const { t } = host;
  const value = name || freeName(t("scenes.new_name"), book.list);
  let made = /** @type {string | null} */ (null);
  const check = async (/** @type {string} */ typed) => {
    if (!typed.trim()) return t("scenes.name_empty");
    made = (await book.create(typed.trim())).name;
    return "";
  };
  await askText(host, { title: t("scenes.new_title"), label: t("scenes.name"), value, hint: t("scenes.name_hint"), confirm: t("scenes.create"), check });
  return made;
}

/**
 * Asks for another name; stories follow it.
 * @param {Host} host
 * @param {SceneBook} book
 * @param {string} scene
 * @returns {Promise<string | null>} null where it was cancelled
 */
export async function renameScene(host, book, scene) {
  const { t } = host;
  let renamed = /** @type {string | null} */ (null);
  const check = async (/** @type {string} */ typed) => {
    const name = typed.trim();
    if (!name) return t("scenes.name_empty");
    renamed = name === scene ? scene : (await book.rename(scene, name)).name;
    return "";
  };
  await askText(host, { title: t("scenes.rename_title"), label: t("scenes.name"), value: scene, hint: t("scenes.rename_hint"), confirm: t("scenes.rename_do"), check });
  return renamed;
}

/**
 * @param {Host} host
 * @param {SceneBook} book
 * @param {string} scene
 * @param {{open?: () => void, renamed?: (name: string) => void, removed?: () => void, restored?: (name: string) => void}} [ways]
 * @returns {(import("../library/menu.js").MenuItem | null)[]}
 */
export function sceneItems(host, book, scene, { open, renamed, removed, restored } = {}) {
  const { t } = host;
  // All of it is an unsaved draft: there is no folder yet.
  const isNew = book.find(scene)?.revision === null && !book.find(scene)?.read_only;
  const rename = () => void renameScene(host, book, scene).then((name) => name && renamed?.(name));
  const remove = () => void book.remove(scene, restored).then((done) => done && removed?.());
  return [
    ...(open ? [{ label: t("page.open"), icon: icon("forward"), keys: "Enter", run: open }, null] : []),
    { label: t("scenes.rename"), icon: icon("rename"), keys: "F2", disabled: isNew, run: rename },
    null,
    { label: t("scenes.delete"), icon: icon("trash"), keys: open ? "Delete" : undefined, danger: true, disabled: isNew, run: remove },
  ];
}

/**
 * `wanted`, or the first of "wanted 2", "wanted 3"… that is free.
 * @param {string} wanted
 * @param {readonly {name: string}[]} taken
 */
function freeName(wanted, taken) {
  const isFree = (/** @type {string} */ name) => !taken.some((one) => one.name.toLowerCase() === name.toLowerCase());
  const names = [wanted, ...Array.from({ length: taken.length + 1 }, (_, at) => `${wanted} ${at + 2}`)];
  return names.find(isFree) ?? wanted;
}
