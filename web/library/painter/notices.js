/** What the painter has to say: it is reading, something cannot be read, or the mask was not saved. */

import { button, element } from "../elements.js";

/**
 * @typedef {{label: string, primary?: boolean, run: () => void}} NoticeAction
 */

/**
 * @param {import("../strings.js").Translate} t
 * @returns {HTMLElement}
 */
export function readingNotice(t) {
  const spinner = element("div", { class: "penstock-spinner" });
  return element("div", { class: "penstock-painter-notice", attributes: { role: "status" } }, spinner, element("p", { text: t("painter.loading") }));
}

/**
 * @param {string} message
 * @param {string} hint
 * @param {NoticeAction} action
 * @returns {HTMLElement}
 */
export function failedNotice(message, hint, action) {
  return element(
    "div",
    { class: "penstock-painter-notice", attributes: { role: "alert" } },
    element("p", { text: message }),
    element("small", { text: hint }),
    button(action.label, action.run, { class: "penstock-button penstock-primary" }),
  );
}

/**
 * A bar that stays until one of its actions is chosen.
 * @param {string} message
 * @param {string} hint
 * @param {NoticeAction[]} actions
 * @returns {HTMLElement}
 */
export function problemBar(message, hint, actions) {
  return bar("alert", message, hint, actions);
}

/**
 * Offers what was not saved.
 * @param {string} message
 * @param {NoticeAction[]} actions
 * @returns {HTMLElement}
 */
export function unsavedBar(message, actions) {
  return bar("status", message, "", actions);
}

/**
 * @param {"alert" | "status"} role
 * @param {string} message
 * @param {string} hint
 * @param {NoticeAction[]} actions
 */
function bar(role, message, hint, actions) {
  const text = element("span", { class: "penstock-painter-problem-text" }, message, hint ? element("small", { text: hint }) : null);
  const buttons = actions.map(({ label, primary, run }) => button(label, run, { class: `penstock-button ${primary ? "penstock-primary" : ""}` }));
  return element("div", { class: `penstock-painter-problem penstock-painter-${role}`, attributes: { role } }, text, ...buttons);
}
