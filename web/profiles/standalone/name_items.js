/** What the menus of pools offer about their names. */

import { icon } from "../../library/icons.js";
import { newProfile, renameProfile } from "../profile_actions.js";

/**
 * @param {import("../../library/host.js").Host} host
 * @param {import("../profile_book.js").ProfileBook} book
 * @param {string} poolId
 * @returns {import("../../library/menu.js").MenuItem[]}
 */
export function nameItems(host, book, poolId) {
  const { t } = host;
  const profile = book.get(poolId);
  const disabled = book.readOnly;
  if (profile) {
    return [
      { label: t("profiles.rename"), icon: icon("rename"), disabled, run: () => void renameProfile(host, book, profile) },
      { label: t("profiles.export"), icon: icon("download"), run: () => void book.exportZip(poolId) },
    ];
  }
  const question = { pool: poolId, title: t("profiles_page.save_as_title"), hint: t("profiles_page.save_as_hint") };
  return [{ label: t("profiles_page.save_as"), icon: icon("profile"), disabled, run: () => void newProfile(host, book, question) }];
}
