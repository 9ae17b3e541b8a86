/** What can be done to a library, for menus and keys, the same in a node and on a page. */

import { askText } from "../library/dialogs.js";
import { element } from "../library/elements.js";
import { freeLibberName, libberNameProblem } from "./libber_names.js";

/** Prompts that are named where a libber is renamed. */
const MOST_NAMED = 5;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./libber_book.js").LibberBook} LibberBook
 * @typedef {import("./types.js").Libber} Libber
 */

/**
 * Asks for a name and makes a library, without snippets where no content is given.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} [typed] what was searched for and not found
 * @param {Partial<Pick<Libber, "libs" | "delimiter" | "max_depth">>} [content]
 * @returns {Promise<Libber | null>} null where it was cancelled
 */
export async function newLibber(host, book, typed = "", content = {}) {
  const { t } = host;
  let made = /** @type {Libber | null} */ (null);
  const value = freeLibberName(typed.trim() || t("libbers.new_name"), book.list.map(({ name }) => name));
  const check = named(host, async (name) => void (made = await book.client.create(name, content)));
  await askText(host, { title: t("libbers.new_title"), label: t("libbers.name"), value, hint: t("libbers.name_hint"), confirm: t("libbers.create"), check });
  await book.refresh();
  return made;
}

/**
 * Asks for another name.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} name
 * @returns {Promise<string | null>} the name; null where it was cancelled
 */
export async function renameLibber(host, book, name) {
  const { t } = host;
  let now = /** @type {string | null} */ (null);
  const check = named(host, async (typed) => void (now = typed === name ? name : (await book.client.rename(name, typed)).name));
  const hint = (await takers(host, book, name)) || t("libbers.rename_hint");
  await askText(host, { title: t("libbers.rename_title"), label: t("libbers.name"), value: name, hint, confirm: t("libbers.rename"), check });
  return now;
}

/**
 * Which prompts lose a libber that gets another name, in words; "" where it is none, or not known.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} name
 */
async function takers({ t }, book, name) {
  const uses = await book.client.uses(name).then((answer) => answer.uses, () => []);
  const some = uses.slice(0, MOST_NAMED).map(({ folder, prompt }) => `${folder} / ${prompt}`).join(", ");
  const names = uses.length > MOST_NAMED ? t("libbers.and_more", { names: some, count: uses.length - MOST_NAMED }) : some;
  return uses.length ? t("libbers.rename_uses", { count: uses.length, names }) : "";
}

/**
 * A library of its own with the saved snippets of another.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} name
 * @returns {Promise<Libber | null>}
 */
export async function duplicateLibber(host, book, name) {
  try {
    const { libs, delimiter, max_depth } = await book.client.one(name);
    return await newLibber(host, book, name, { libs, delimiter, max_depth });
  } catch (error) {
    host.toasts.showError(error);
    return null;
  }
}

/**
 * Moves a library to the trash, and offers to undo that.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} name
 * @param {(name: string) => void} [undone] it is back
 * @returns {Promise<boolean>} whether it is deleted
 */
export async function removeLibber(host, book, name, undone) {
  const { t, toasts } = host;
  try {
    const { id } = await book.client.remove(name);
    const undo = async () => {
      const back = await restoreLibber(host, book, id);
      if (back) undone?.(back);
    };
    toasts.show({ message: t("libbers.deleted", { name }), hint: t("libbers.deleted_hint"), action: { label: t("undo"), run: () => void undo() } });
    return true;
  } catch (error) {
    toasts.showError(error);
    return false;
  }
}

/**
 * @param {Host} host
 * @param {LibberBook} book
 * @param {string} trash
 * @returns {Promise<string | null>} its name; null where it could not be done, which is said
 */
export async function restoreLibber(host, book, trash) {
  try {
    return (await book.client.restore(trash)).name;
  } catch (error) {
    host.toasts.showError(error);
    return null;
  }
}

/**
 * Makes a library of each file; one that cannot be read is told, the others go on.
 * @param {Host} host
 * @param {LibberBook} book
 * @param {File[]} files
 * @returns {Promise<Libber[]>} those that were made
 */
export async function importLibbers(host, book, files) {
  const { t, toasts } = host;
  const made = [];
  for (const file of files) {
    try {
      made.push(await book.client.importFile(file));
    } catch (/** @type {any} */ error) {
      toasts.show({ message: t("libbers.not_imported", { file: file.name }), hint: [error.message, error.hint].filter(Boolean).join(" "), severity: "error" });
    }
  }
  if (made.length) toasts.show({ message: t("libbers.imported", { count: made.length, name: made[0].name }), severity: "success" });
  return made;
}

/**
 * Lets the user choose files of libraries.
 * @param {boolean} multiple
 * @returns {Promise<File[]>}
 */
export function chooseFiles(multiple) {
  return new Promise((resolve) => {
    const field = element("input", { attributes: { type: "file", accept: ".json,application/json", multiple: multiple || null } });
    field.addEventListener("change", () => resolve([...(field.files ?? [])]), { once: true });
    field.addEventListener("cancel", () => resolve([]), { once: true });
    field.click();
  });
}

/**
 * Lets the browser save a file.
 * @param {string} address
 * @param {string} [fileName] else the server says it
 */
export function download(address, fileName = "") {
  const link = element("a", { attributes: { href: address, download: fileName } });
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * @param {Host} host
 * @param {(name: string) => Promise<void>} act rejects with the server's words
 * @returns {(value: string) => Promise<string>}
 */
function named({ t }, act) {
  return async (value) => {
    const name = value.trim();
    const problem = libberNameProblem(name);
    if (problem) return t(problem);
    await act(name);
    return "";
  };
}
