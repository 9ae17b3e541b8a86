/** Dark or light: what the system says, unless the user chose. */

import { setAttribute } from "../library/elements.js";
import { keep, kept } from "../library/page_storage.js";

const KEPT_AS = "penstock.theme";

/** @typedef {"system" | "dark" | "light"} Theme */

/** @type {Theme[]} */
export const THEMES = ["system", "dark", "light"];

/** @returns {Theme} */
export function savedTheme() {
  const saved = /** @type {Theme} */ (kept(KEPT_AS));
  return THEMES.includes(saved) ? saved : "system";
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  keep(KEPT_AS, theme);
  applyTheme(theme);
}

/** @param {Theme} theme */
export function applyTheme(theme) {
  setAttribute(document.documentElement, "data-theme", theme === "system" ? null : theme);
}
