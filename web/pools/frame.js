/** What stands around the cells: bar, notices, problems, and the messages in place of cells. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { GridBar } from "./grid_bar.js";
import { GridMessages } from "./grid_messages.js";
import { GridProblems } from "./grid_problems.js";

/**
 * @typedef {object} FrameActions
 * @property {(files: File[]) => void} upload
 * @property {() => void} retry
 * @property {() => void} retryUploads
 * @property {() => void} forgetProblems
 * @property {(anchor: HTMLElement) => void} menu
 * @property {() => void} duplicate
 * @property {() => void} copy
 * @property {() => void} remove
 * @property {() => void} clear
 *
 * @typedef {{text: string, actions?: {label: string, run: () => void}[]}} Notice
 * @typedef {import("../library/strings.js").Translate} Translate
 */

export class Frame {
  #t;
  #actions;
  #isGone = false;

  /**
   * @param {FrameActions} actions
   * @param {Translate} t
   */
  constructor(actions, t) {
    this.#t = t;
    this.#actions = actions;
    const choose = () => this.picker.click();
    this.picker = this.#makePicker();
    this.bar = new GridBar({ ...actions, choose }, t);
    this.problems = new GridProblems(actions, t);
    this.messages = new GridMessages({ choose, retry: actions.retry }, t);
    this.notice = element("div", { class: "penstock-notice", attributes: { hidden: "" } });
    this.forced = element("div", { class: "penstock-forced-line", attributes: { hidden: "" } }, icon("pin"), element("span"));
    this.area = element("div", { class: "penstock-cells", attributes: { role: "list", "aria-label": t("pools.images") } });
    // Inner scrolling in ComfyUI's Vue nodes needs this attribute above the focused element.
    this.scroller = element("div", { class: "penstock-scroller", attributes: { "data-capture-wheel": "true", tabindex: -1 } }, this.area);
    this.live = element("div", { class: "penstock-hidden", attributes: { "aria-live": "polite" } });
    this.body = this.#makeBody();
  }

  /** @param {string} text said to screen readers */
  say(text) {
    setText(this.live, text);
  }

  /** @param {Notice | null} notice */
  showNotice(notice) {
    const shown = JSON.stringify(notice);
    // Built again between pressing and releasing a button, that button would never be clicked.
    if (this.notice.dataset.shown === shown) return;
    this.notice.dataset.shown = shown;
    const buttons = notice?.actions?.map(({ label, run }) => button(label, run, { class: "penstock-text-button" })) ?? [];
    this.notice.replaceChildren(...(notice ? [icon("link"), element("span", { text: notice.text, attributes: { title: notice.text } }), ...buttons] : []));
    this.#hideNotice();
  }

  /**
   * @param {import("./pool.js").Pool} pool
   * @param {{mustExist: boolean, gone: import("./grid_messages.js").Gone | null, marked: number, forced: number | null}} now
   *   `mustExist`: a missing pool is an error
   */
  show(pool, { mustExist, gone, marked, forced }) {
    this.bar.show(pool, { marked, blocked: pool.status === "missing" && mustExist });
    this.problems.show(pool.uploads.problems);
    const kind = this.messages.show(pool, mustExist, gone);
    // The message of an empty pool has a button of its own.
    setAttribute(this.bar.root, "hidden", kind === "empty" && !pool.uploads.busy ? "" : null);
    setAttribute(this.scroller, "hidden", kind ? "" : null);
    this.#isGone = kind === "gone";
    this.#hideNotice();
    const position = forced === null || kind ? null : Math.min(forced, pool.state.count - 1);
    setAttribute(this.forced, "hidden", position === null ? "" : null);
    if (position !== null) setText(/** @type {Element} */ (this.forced.lastElementChild), this.#t("pools.forced", { position }));
  }

  /** What a notice says of a pool is wrong of one that is gone. */
  #hideNotice() {
    setAttribute(this.notice, "hidden", this.notice.hasChildNodes() && !this.#isGone ? null : "");
  }

  #makePicker() {
    const picker = element("input", {
      attributes: { type: "file", multiple: "", accept: "image/*", hidden: "", tabindex: -1 },
      on: {
        change: () => {
          const files = [...(picker.files ?? [])];
          picker.value = "";
          if (files.length) this.#actions.upload(files);
        },
      },
    });
    return picker;
  }

  #makeBody() {
    const drop = element("div", { class: "penstock-drop" }, icon("upload"), element("span", { text: this.#t("pools.drop") }));
    const lines = [this.bar.root, this.notice, this.forced, this.problems.root];
    return element("div", { class: "penstock-pool-body" }, ...lines, this.scroller, this.messages.root, drop, this.picker, this.live);
  }
}
