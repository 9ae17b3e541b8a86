/** What the menus of pools offer about their names. */

import { icon } from "../../library/icons.js";
import { duplicateProfile, newProfile, renameProfile } from "../profile_actions.js";
import { opened } from "./profile_cards.js";

/**
 * @param {import("./pages.js").ProfileApp} app
 * @param {string} poolId
 * @returns {import("../../library/menu.js").MenuItem[]} for a profile its copy too, which is a profile
 */
export function nameItems(app, poolId) {
  const { host, book } = app;
  const { t } = host;
  const profile = book.get(poolId);
  const disabled = book.readOnly;
  if (profile) {
    return [
      { label: t("profiles.rename"), icon: icon("rename"), disabled, run: () => void renameProfile(host, book, profile) },
      { label: t("profiles.duplicate"), icon: icon("duplicate"), disabled, run: () => void duplicateProfile(book, profile, opened(app)) },
      { label: t("profiles.export"), icon: icon("download"), run: () => void book.exportZip(poolId) },
    ];
  }
  const question = { pool: poolId, title: t("profiles_page.save_as_title"), hint: t("profiles_page.save_as_hint") };
  return [{ label: t("profiles_page.save_as"), icon: icon("profile"), disabled, run: () => void newProfile(host, book, question) }];
}
