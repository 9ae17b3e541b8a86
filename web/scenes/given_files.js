/** Files that the user gave: dropped, pasted or chosen. */

import { PICTURES } from "./picture_names.js";

/**
 * @param {DataTransfer | null} transfer
 * @returns {File[]}
 */
export const filesIn = (transfer) => [...(transfer?.files ?? [])];

/**
 * The picture that a file is called after: `depth_any.png`, `Pose Open (2).jpg`.
 * @param {string} fileName
 * @returns {string} empty for none
 */
export function pictureOf(fileName) {
  const stem = fileName.replace(/\.[^.]*$/, "").replace(/\s*\(\d+\)$/, "");
  const plain = stem.trim().toLowerCase().replaceAll(/[\s-]+/g, "_");
  return PICTURES.find((name) => name === plain) ?? "";
}
