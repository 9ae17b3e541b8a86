/** A message about work that goes on: how far it is, and what ends it. */

import { button, element, setAttribute, setText } from "./elements.js";

/** What is over before that is not shown: it would only flash. */
const SHOWN_AFTER_MS = 400;
const PERCENT = 100;

export class ProgressToast {
  #host;
  #label;
  #timer;
  #close = () => {};
  #bar;
  #fill;
  #note;
  #cancel;
  #cancelling = false;
  /** What the button Cancel does; the message stays until the work has ended. */
  cancel = () => {};

  /**
   * @param {import("./host.js").Host} host
   * @param {string} label what is being done, such as "Exporting Cats"
   */
  constructor(host, label) {
    this.#host = host;
    this.#label = label;
    this.#fill = element("span", { class: "penstock-progress-fill" });
    this.#bar = element("div", { class: "penstock-progress", attributes: { role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": PERCENT } }, this.#fill);
    // Hidden from screen readers, which would say every step of it: the bar has the value.
    this.#note = element("small", { class: "penstock-progress-note", attributes: { "aria-hidden": "true" } });
    this.#cancel = button(host.t("library.cancel"), () => this.#askToEnd(), { class: "penstock-toast-action" });
    this.#timer = setTimeout(() => this.#show(), SHOWN_AFTER_MS);
  }

  /**
   * @param {number} done
   * @param {number} total 0: not known
   * @param {string} [note]
   */
  update(done, total, note = "") {
    const share = total > 0 ? Math.min(1, done / total) : null;
    const percent = share === null ? null : Math.floor(share * PERCENT);
    setAttribute(this.#bar, "aria-valuenow", percent);
    this.#fill.style.transform = share === null ? "" : `scaleX(${share})`;
    const shown = this.#cancelling ? this.#host.t("jobs.cancelling") : note;
    setText(this.#note, [shown, percent === null ? "" : `${percent} %`].filter(Boolean).join(" · "));
  }

  /** The work has ended. */
  close() {
    clearTimeout(this.#timer);
    this.#close();
  }

  #show() {
    const line = element("span", { class: "penstock-progress-line" }, this.#note, this.#cancel);
    const content = element("span", { class: "penstock-progress-body" }, this.#bar, line);
    this.#close = this.#host.toasts.show({ message: this.#label, content, stays: true });
  }

  #askToEnd() {
    this.#cancelling = true;
    this.#cancel.disabled = true;
    setText(this.#note, this.#host.t("jobs.cancelling"));
    this.cancel();
  }
}
