/** What stands around the cells: bar, notice, problems, and the messages in place of cells. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {object} FrameActions
 * @property {(files: File[]) => void} upload
 * @property {() => void} retry
 * @property {() => void} forgetProblems
 *
 * @typedef {{text: string, actions?: {label: string, run: () => void}[]}} Notice
 * @typedef {import("../library/strings.js").Translate} Translate
 */

export class Frame {
  #t;
  #actions;

  /**
   * @param {FrameActions} actions
   * @param {Translate} t
   */
  constructor(actions, t) {
    this.#t = t;
    this.#actions = actions;
    this.picker = this.#makePicker();
    this.add = button(t("pools.add"), () => this.picker.click(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
    this.count = element("span", { class: "penstock-count" });
    this.progress = element("span", { class: "penstock-progress", attributes: { hidden: "" } });
    this.bar = element("div", { class: "penstock-bar" }, this.count, this.progress, this.add);
    this.notice = element("div", { class: "penstock-notice", attributes: { hidden: "" } });
    this.problems = element("div", { class: "penstock-problems", attributes: { role: "alert", hidden: "" } });
    this.area = element("div", { class: "penstock-cells", attributes: { role: "list", "aria-label": t("pools.images") } });
    // Inner scrolling in ComfyUI's Vue nodes needs this attribute above the focused element.
    this.scroller = element("div", { class: "penstock-scroller", attributes: { "data-capture-wheel": "true", tabindex: -1 } }, this.area);
    this.message = element("div", { class: "penstock-message", attributes: { hidden: "" } });
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
    setAttribute(this.notice, "hidden", notice ? null : "");
    this.notice.replaceChildren();
    if (!notice) return;
    this.notice.append(icon("link"), element("span", { text: notice.text }));
    for (const { label, run } of notice.actions ?? []) this.notice.append(button(label, run, { class: "penstock-text-button" }));
  }

  /**
   * @param {import("./pool.js").Pool} pool
   * @param {boolean} mustExist whether a missing pool is an error
   */
  show(pool, mustExist) {
    const { status, state, uploads } = pool;
    setText(this.count, status === "ready" ? this.#t("pools.count", { count: state.count }) : "");
    setAttribute(this.progress, "hidden", uploads.busy ? null : "");
    if (uploads.busy) setText(this.progress, this.#t("pools.uploading", { done: uploads.done, total: uploads.total }));
    this.add.disabled = status === "missing" && mustExist;
    this.#showProblems(uploads.problems);
    this.#showMessage(pool, mustExist);
  }

  /**
   * @param {import("./pool.js").Pool} pool
   * @param {boolean} mustExist
   */
  #showMessage(pool, mustExist) {
    const kind = messageKind(pool, mustExist);
    // The message of an empty pool has a button of its own.
    setAttribute(this.bar, "hidden", kind === "empty" && !pool.uploads.busy ? "" : null);
    setAttribute(this.message, "hidden", kind ? null : "");
    setAttribute(this.scroller, "hidden", kind ? "" : null);
    const shown = kind === "failed" ? `${kind} ${pool.error?.message}` : kind;
    if (this.message.dataset.kind === shown) return;
    this.message.dataset.kind = shown;
    this.message.replaceChildren(...this.#messageParts(kind, pool));
  }

  /**
   * @param {string} kind
   * @param {import("./pool.js").Pool} pool
   * @returns {Node[]}
   */
  #messageParts(kind, pool) {
    const t = this.#t;
    if (kind === "loading") return [element("span", { class: "penstock-spinner" }), element("p", { text: t("pools.loading") })];
    if (kind === "empty") {
      const choose = button(t("pools.choose"), () => this.picker.click(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
      return [icon("images"), element("strong", { text: t("pools.empty") }), element("p", { text: t("pools.empty_hint") }), choose];
    }
    if (kind === "gone") return [icon("warning"), element("strong", { text: t("pools.gone") }), element("p", { text: t("pools.gone_hint", { pool: pool.id }) })];
    if (kind !== "failed") return [];
    const retry = button(t("retry"), this.#actions.retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return [icon("warning"), element("strong", { text: pool.error?.message ?? "" }), element("p", { text: pool.error?.hint ?? "" }), retry];
  }

  /** @param {import("./uploads.js").Problem[]} problems */
  #showProblems(problems) {
    setAttribute(this.problems, "hidden", problems.length ? null : "");
    if (Number(this.problems.dataset.count ?? 0) === problems.length) return;
    this.problems.dataset.count = String(problems.length);
    const head = element(
      "div",
      { class: "penstock-problems-head" },
      icon("warning"),
      element("strong", { text: this.#t("pools.problems", { count: problems.length }) }),
      button(this.#t("close"), this.#actions.forgetProblems, { icon: icon("close"), class: "penstock-quiet" }),
    );
    this.problems.replaceChildren(head, element("ul", {}, ...problems.map(problemLine)));
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
    const parts = [this.bar, this.notice, this.problems, this.scroller, this.message, drop, this.picker, this.live];
    return element("div", { class: "penstock-pool-body" }, ...parts);
  }
}

/**
 * @param {import("./pool.js").Pool} pool
 * @param {boolean} mustExist
 * @returns {"" | "loading" | "empty" | "gone" | "failed"}
 */
function messageKind({ status, state }, mustExist) {
  if (status === "missing") return mustExist ? "gone" : "empty";
  if (status === "ready") return state.count === 0 ? "empty" : "";
  return status;
}

/** @param {import("./uploads.js").Problem} problem */
function problemLine({ name, message, hint }) {
  return element("li", {}, element("b", { text: name }), ` ${message} ${hint}`.trimEnd());
}
