/** The first line of the inbox: how many there are, which one is shown, and how one is told of new ones. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/** From here on people should know how much room is left. */
const NEARLY_FULL = 0.7;

/**
 * @typedef {object} HeadActions
 * @property {(step: number) => void} step
 * @property {import("./gate_notices.js").GateNotices} notices
 */

export class InboxHead {
  #t;
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #place = element("span", { class: "penstock-inbox-place" });
  #parked = element("span", { class: "penstock-count penstock-inbox-parked" });
  #previous;
  #next;
  #sound;
  #notify;
  #steps;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {HeadActions} actions
   * @param {"h1" | "h2"} heading
   */
  constructor(t, { step, notices }, heading) {
    this.#t = t;
    this.#previous = button(t("gates.previous"), () => step(-1), { icon: icon("back"), class: "penstock-quiet" });
    this.#next = button(t("gates.next"), () => step(1), { icon: icon("forward"), class: "penstock-quiet" });
    this.#sound = button(t("gates.sound"), () => notices.toggleSound(), { icon: icon("soundOff"), class: "penstock-quiet" });
    this.#notify = button(t("gates.notify"), () => void notices.toggleNotifications(), { icon: icon("bellOff"), class: "penstock-quiet" });
    this.#steps = element("div", { class: "penstock-inbox-steps" }, this.#previous, this.#place, this.#next);
    this.root = element("header", { class: "penstock-inbox-head" }, element(heading, { text: t("gates.title") }), this.#count, this.#parked, this.#steps, this.#sound, this.#notify);
    this.notices = notices;
  }

  /** @param {HTMLElement} action that the place of the inbox adds */
  add(action) {
    this.#steps.before(action);
  }

  /**
   * @param {import("./gates.js").Gates} gates
   * @param {number} at of the chosen one, -1 where it has ended
   */
  show(gates, at) {
    const all = gates.list.length;
    setText(this.#count, all ? this.#t("gates.waiting", { count: gates.count }) : "");
    setText(this.#parked, gates.parkedBytes > gates.parkedLimit * NEARLY_FULL ? this.#t("gates.parked_space", { used: megabytes(gates.parkedBytes), limit: megabytes(gates.parkedLimit) }) : "");
    setText(this.#place, at < 0 ? "" : this.#t("gates.place", { number: at + 1, count: all }));
    setAttribute(this.#steps, "hidden", all ? null : "");
    setAttribute(this.#previous, "disabled", at === 0 || all === 0 ? "" : null);
    setAttribute(this.#next, "disabled", at === all - 1 || all === 0 ? "" : null);
    toggle(this.#sound, this.notices.sound, this.notices.sound ? "sound" : "soundOff");
    toggle(this.#notify, this.notices.notifications, this.notices.notifications ? "bell" : "bellOff");
  }
}

/**
 * @param {Element} one
 * @param {boolean} on
 * @param {Parameters<typeof icon>[0]} shape
 */
function toggle(one, on, shape) {
  if (one.getAttribute("aria-pressed") === String(on)) return;
  setAttribute(one, "aria-pressed", String(on));
  one.replaceChildren(icon(shape));
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
