/** The line above the images: how many there are and what comes in, or what can be done to those that are marked. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {import("../library/strings.js").Translate} Translate
 *
 * @typedef {object} BarActions
 * @property {() => void} choose files
 * @property {(anchor: HTMLElement) => void} menu
 * @property {() => void} duplicate
 * @property {() => void} copy
 * @property {() => void} remove
 * @property {() => void} clear
 */

export class GridBar {
  #t;

  /**
   * @param {BarActions} actions
   * @param {Translate} t
   */
  constructor(actions, t) {
    this.#t = t;
    this.count = element("span", { class: "penstock-count" });
    this.progress = element("span", { class: "penstock-progress", attributes: { role: "status", hidden: "" } });
    this.add = button(t("pools.add"), actions.choose, { icon: icon("upload"), showLabel: true, class: "penstock-button penstock-add" });
    this.more = button(t("pools.more"), () => actions.menu(this.more), { icon: icon("more"), class: "penstock-quiet penstock-more" });
    setAttribute(this.more, "aria-haspopup", "menu");
    this.marked = element("strong", { class: "penstock-marked-count" });
    const tools = element(
      "span",
      { class: "penstock-mark-tools" },
      tool(t("pools.menu.duplicate"), actions.duplicate, "duplicate"),
      tool(t("pools.menu.copy_to"), actions.copy, "send"),
      tool(t("pools.menu.remove"), actions.remove, "trash"),
      tool(t("pools.menu.clear_marks"), actions.clear, "close"),
    );
    this.main = element("div", { class: "penstock-bar-main" }, this.count, this.progress, this.add);
    this.marks = element(
      "div",
      { class: "penstock-bar-marks", attributes: { role: "toolbar", "aria-label": t("pools.marked_tools") } },
      this.marked,
      tools,
    );
    this.root = element("div", { class: "penstock-bar" }, this.main, this.marks, this.more);
  }

  /**
   * @param {import("./pool.js").Pool} pool
   * @param {{marked: number, blocked: boolean}} now `blocked`: there is no pool to add to
   */
  show({ status, state, uploads }, { marked, blocked }) {
    const t = this.#t;
    setText(this.count, status === "ready" ? t("pools.count", { count: state.count }) : "");
    setAttribute(this.progress, "hidden", uploads.busy ? null : "");
    if (uploads.busy) setText(this.progress, t("pools.uploading", { done: uploads.done, total: uploads.total }));
    // One stands in place of the other, so that the images below stay where they are.
    this.root.classList.toggle("penstock-marking", marked > 0);
    if (marked) setText(this.marked, t("pools.marked", { count: marked }));
    this.add.disabled = blocked;
    setAttribute(this.more, "hidden", status === "ready" && state.count > 0 ? null : "");
  }
}

/**
 * @param {string} label
 * @param {() => void} run
 * @param {"duplicate" | "send" | "trash" | "close"} shape
 */
function tool(label, run, shape) {
  return button(label, run, { icon: icon(shape), showLabel: true, title: label, class: "penstock-quiet" });
}
