/** Short messages at the edge of the page, each with at most one action (say, Undo). */

import { button, element } from "./elements.js";
import { icon } from "./icons.js";

const SHOWN_MS = { info: 6000, success: 6000, error: 12000 };

/**
 * @typedef {object} Toast
 * @property {string} message
 * @property {string} [hint]
 * @property {"info" | "success" | "error"} [severity]
 * @property {{label: string, run: () => void}} [action]
 * @property {boolean} [stays] until it is closed
 */

/** One stack of toasts, above everything else; hovering or focusing one keeps it. */
export class Toasts {
  #stack = element("div", { class: "penstock-toasts", attributes: { role: "region", "aria-label": "Penstock" } });
  #closeLabel;

  /** @param {string} closeLabel the name of the button that closes a toast */
  constructor(closeLabel) {
    this.#closeLabel = closeLabel;
  }

  /** @param {Toast} toast */
  show({ message, hint = "", severity = "info", action, stays = false }) {
    if (!this.#stack.isConnected) document.body.append(this.#stack);
    const box = element(
      "div",
      { class: `penstock-toast penstock-toast-${severity}`, attributes: { role: severity === "error" ? "alert" : "status" } },
      element("span", { class: "penstock-toast-text" }, message, hint ? element("small", { text: hint }) : null),
    );
    const close = () => box.remove();
    if (action) box.append(button(action.label, () => (close(), action.run()), { class: "penstock-toast-action" }));
    box.append(button(this.#closeLabel, close, { icon: icon("close"), class: "penstock-quiet" }));
    this.#stack.append(box);
    if (!stays) closeWhenRead(box, close, SHOWN_MS[severity]);
    return close;
  }

  /**
   * What went wrong, in the server's words.
   * @param {any} error
   */
  showError(error) {
    this.show({ message: error.message, hint: error.hint, severity: "error" });
  }
}

/**
 * @param {HTMLElement} box
 * @param {() => void} close
 * @param {number} after milliseconds without the pointer or the focus on it
 */
function closeWhenRead(box, close, after) {
  let timer = setTimeout(close, after);
  const wait = () => clearTimeout(timer);
  const go = () => (clearTimeout(timer), (timer = setTimeout(close, after)));
  box.addEventListener("pointerenter", wait);
  box.addEventListener("focusin", wait);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusout", go);
}
