/** Taking a picture out of a pool: to the clipboard, to a file. */

import { element } from "../library/elements.js";

/** Browsers lend the clipboard only to pages that came over a safe way. */
export function canCopyPictures() {
  return window.isSecureContext && typeof ClipboardItem === "function" && !!navigator.clipboard?.write;
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {string} url of a PNG
 * @param {{say: (text: string) => void}} view
 */
export async function copyPicture(host, url, view) {
  try {
    // The promise goes in: some browsers allow it only while the click is fresh.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pictureOf(url) })]);
    view.say(host.t("pools.copied_picture"));
  } catch (/** @type {any} */ error) {
    host.toasts.show({ message: host.t("pools.not_copied"), hint: error.message, severity: "error" });
  }
}

/**
 * @param {string} url of this server
 * @param {string} name of the file
 */
export function downloadPicture(url, name) {
  element("a", { attributes: { href: url, download: name } }).click();
}

/** @param {string} url */
async function pictureOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.blob();
}
