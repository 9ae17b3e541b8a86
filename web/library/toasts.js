/** Short messages at the edge of the page, each with at most one action (say, Undo). */

import { button, element } from "./elements.js";
import { icon } from "./icons.js";
import { topParent } from "./top_layer.js";

/** More of them would cover the page when a hundred images are removed by key: the oldest give way. */
const MOST_SHOWN = 4;
const SHOWN_MS = { info: 6000, success: 6000, error: 12000 };

/**
 * @typedef {object} Toast
 * @property {string} message
 * @property {string} [hint]
 * @property {"info" | "success" | "error"} [severity]
 * @property {{label: string, run: () => void}} [action]
 * @property {boolean} [stays] until it is closed
 * @property {Node} [content] below the words, say how far work is; such a message does not give way to others
 * @property {string} [about] a later message about the same takes the place of this one
 * @property {() => void} [closed] it has gone, and its action was not taken
 */

/** One stack of toasts, above everything else; hovering or focusing one keeps it. */
export class Toasts {
  #stack = element("div", {
    class: "penstock-toasts",
    attributes: { role: "region", "aria-label": "Penstock", popover: "manual" },
    // ComfyUI would delete the selected node on Delete.
    on: { keydown: (/** @type {KeyboardEvent} */ event) => event.ctrlKey || event.metaKey || event.stopPropagation() },
  });
  #closeLabel;
  #closed = /** @type {WeakMap<Element, () => void>} */ (new WeakMap());
  /** What had the focus before a message got it. */
  #before = /** @type {HTMLElement | null} */ (null);

  /** @param {string} closeLabel the name of the button that closes a toast */
  constructor(closeLabel) {
    this.#closeLabel = closeLabel;
    this.#stack.addEventListener("focusin", ({ relatedTarget }) => {
      const from = /** @type {HTMLElement | null} */ (relatedTarget);
      if (!this.#stack.contains(from)) this.#before = from ?? this.#before;
    });
  }

  /** @param {Toast} toast */
  show({ message, hint = "", severity = "info", action, stays = false, about = "", content, closed }) {
    if (about) this.closeAbout(about);
    const box = element(
      "div",
      { class: `penstock-toast penstock-toast-${severity}`, attributes: { role: severity === "error" ? "alert" : "status", "data-about": about || null } },
      element("span", { class: "penstock-toast-text" }, message, hint ? element("small", { text: hint }) : null, content),
    );
    if (content) box.dataset.working = "";
    const close = () => this.#close(box);
    if (closed) this.#closed.set(box, closed);
    if (action) box.append(button(action.label, () => (this.#closed.delete(box), close(), action.run()), { class: "penstock-toast-action" }));
    box.append(button(this.#closeLabel, close, { icon: icon("close"), class: "penstock-quiet" }));
    this.#stack.append(box);
    this.#trim();
    this.rise();
    appear(box);
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

  /** @param {string} about what messages are not true any more of */
  closeAbout(about) {
    const boxes = /** @type {HTMLElement[]} */ ([...this.#stack.children]);
    for (const box of boxes) if (box.dataset.about === about) this.#close(box);
  }

  /** Puts the toasts above a dialog that has opened, or back on the page when it has closed. */
  rise() {
    const parent = topParent();
    if (this.#stack.childElementCount === 0) return this.#stack.remove();
    if (this.#stack.parentElement === parent && this.#stack.matches(":popover-open")) return undefined;
    const focused = /** @type {HTMLElement | null} */ (this.#stack.contains(document.activeElement) ? document.activeElement : null);
    parent.append(this.#stack);
    this.#stack.showPopover();
    for (const box of this.#stack.children) box.dispatchEvent(new Event("penstock-moved"));
    focused?.focus({ preventScroll: true });
    return undefined;
  }

  #trim() {
    const old = [...this.#stack.children].slice(0, -MOST_SHOWN);
    const mayGo = (/** @type {Element} */ box) => !box.hasAttribute("data-working") && !box.contains(document.activeElement);
    for (const box of old.filter(mayGo)) this.#close(/** @type {HTMLElement} */ (box));
  }

  /** @param {HTMLElement} box */
  #close(box) {
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    // Keys would act on the page as a whole.
    if (hadFocus && this.#before?.isConnected) this.#before.focus({ preventScroll: true });
    if (this.#stack.childElementCount === 0) this.#stack.remove();
    const closed = this.#closed.get(box);
    this.#closed.delete(box);
    closed?.();
  }
}

/** @param {HTMLElement} box */
function appear(box) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  // By script, because an animation of the style sheet would run again whenever the toasts are moved.
  box.animate([{ opacity: 0, transform: "translateY(8px)" }, {}], { duration: 160, easing: "ease-out" });
}

/**
 * @param {HTMLElement} box
 * @param {() => void} close
 * @param {number} after milliseconds without the pointer or the focus on it
 */
function closeWhenRead(box, close, after) {
  let timer = setTimeout(close, after);
  let waits = false;
  const wait = () => {
    clearTimeout(timer);
    waits = true;
  };
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(close, after);
    waits = false;
  };
  box.addEventListener("pointerenter", wait);
  box.addEventListener("focusin", wait);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusout", go);
  // Moved away from under the pointer, it would not hear that the pointer left; a running timer just goes on.
  box.addEventListener("penstock-moved", () => waits && go());
}
