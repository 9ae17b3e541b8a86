/** Files that are dropped on the page of profiles, and are neither zip files nor pictures. */

import { isPictureName } from "../../pools/drops_folders.js";

/** @typedef {import("../../library/host.js").Host} Host */

/**
 * Says so where none of the files can be a picture.
 * @param {Host} host
 * @param {File[]} files
 * @returns {boolean}
 */
export function refusesFiles(host, files) {
  const isRefused = files.length > 0 && !files.some(({ name, type }) => type.startsWith("image/") || isPictureName(name));
  if (isRefused) sayRefused(host, files);
  return isRefused;
}

/**
 * @param {Host} host
 * @param {File[]} files
 */
export function sayRefused({ t, toasts }, files) {
  const message = t("profiles_page.refused", { count: files.length, name: files[0].name });
  toasts.show({ message, hint: t("profiles_page.refused_hint"), severity: "error" });
}
