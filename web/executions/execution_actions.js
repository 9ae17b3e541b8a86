/** What is done to executions and their pictures, told with an offer to undo it. */

import { textOf, titleOf } from "./execution_names.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./execution_book.js").ExecutionBook} ExecutionBook
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 */

/**
 * Moves pictures or videos of an execution to the trash.
 * @param {Host} host
 * @param {ExecutionBook} book
 * @param {ExecutionKey} key
 * @param {string[]} names
 * @param {() => void} [restored] they are back
 * @returns {Promise<(() => Promise<boolean>) | null>} brings them back; false where that was done before
 */
export async function deleteFiles(host, book, key, names, restored = () => {}) {
  if (names.length === 0) return null;
  const { t, toasts } = host;
  let undo = null;
  try {
    const { trash } = await book.client.deleteImages(key, names);
    const about = `deleted of ${textOf(key)}`;
    const back = takesBack(host, book, trash, about, restored);
    const message = t("executions.files_deleted", { count: names.length, name: names[0] });
    toasts.show({ message, about, action: { label: t("undo"), run: () => void back() } });
    undo = back;
  } catch (error) {
    toasts.showError(error);
  }
  await book.execution(key).refresh();
  return undo;
}

/**
 * Moves a whole execution to the trash.
 * @param {Host} host
 * @param {ExecutionBook} book
 * @param {ExecutionKey} key
 * @param {() => void} [restored] it is back
 * @returns {Promise<(() => Promise<boolean>) | null>} brings it back; null where it could not be deleted
 */
export async function deleteExecution(host, book, key, restored = () => {}) {
  const { t, toasts } = host;
  try {
    const { trash } = await book.client.delete(key);
    const message = t("executions.deleted", { name: titleOf(key), story: key.story });
    const about = `deleted ${textOf(key)}`;
    const back = takesBack(host, book, trash, about, restored);
    toasts.show({ message, hint: t("executions.deleted_kept"), about, action: { label: t("undo"), run: () => void back() } });
    await book.refresh();
    return back;
  } catch (error) {
    toasts.showError(error);
    return null;
  }
}

/**
 * What brings back a deletion, once; its notice goes then.
 * @param {Host} host
 * @param {ExecutionBook} book
 * @param {string} trash
 * @param {string} about of the notice
 * @param {() => void} restored
 */
function takesBack(host, book, trash, about, restored) {
  let isGone = true;
  return async () => {
    if (!isGone) return false;
    isGone = false;
    host.toasts.closeAbout(about);
    await restore(host, book, trash, restored);
    return true;
  };
}

/**
 * Brings back what is in the trash.
 * @param {Host} host
 * @param {ExecutionBook} book
 * @param {string} trash
 * @param {() => void} [restored]
 */
export async function restore(host, book, trash, restored = () => {}) {
  try {
    await book.client.restore(trash);
    await book.refresh();
    restored();
  } catch (error) {
    host.toasts.showError(error);
  }
}
