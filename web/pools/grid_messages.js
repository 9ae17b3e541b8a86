/** What stands in place of the images: loading, empty, gone, failed. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

const SKELETONS = 24;

/**
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {"" | "loading" | "empty" | "gone" | "failed"} MessageKind
 */

export class GridMessages {
  #t;
  #actions;

  /**
   * @param {{choose: () => void, retry: () => void}} actions
   * @param {Translate} t
   */
  constructor(actions, t) {
    this.#t = t;
    this.#actions = actions;
    this.root = element("div", { class: "penstock-message", attributes: { hidden: "", tabindex: -1 } });
  }

  /**
   * @param {Pool} pool
   * @param {boolean} mustExist whether a missing pool is an error
   * @returns {MessageKind}
   */
  show(pool, mustExist) {
    const kind = messageKind(pool, mustExist);
    setAttribute(this.root, "hidden", kind ? null : "");
    const shown = kind === "failed" ? `${kind} ${pool.error?.message}` : kind;
    if (this.root.dataset.kind === shown) return kind;
    this.root.dataset.kind = shown;
    this.root.classList.toggle("penstock-skeletons", kind === "loading");
    this.root.replaceChildren(...this.#parts(kind, pool));
    return kind;
  }

  /** Puts the keyboard on what can be done now. */
  focus() {
    this.root.querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * @param {MessageKind} kind
   * @param {Pool} pool
   * @returns {Node[]}
   */
  #parts(kind, pool) {
    const t = this.#t;
    if (kind === "loading") return this.#skeletons();
    if (kind === "empty") return [...said("images", t("pools.empty"), t("pools.empty_hint")), this.#button("choose", "upload", t("pools.choose"))];
    if (kind === "gone") return [...said("warning", t("pools.gone"), t("pools.gone_hint", { pool: pool.id })), this.#button("retry", "refresh", t("retry"))];
    if (kind !== "failed") return [];
    return [...said("warning", pool.error?.message ?? "", pool.error?.hint ?? ""), this.#button("retry", "refresh", t("retry"))];
  }

  #skeletons() {
    const text = element("span", { class: "penstock-hidden", text: this.#t("pools.loading"), attributes: { role: "status" } });
    return [text, ...Array.from({ length: SKELETONS }, () => element("span", { class: "penstock-skeleton" }))];
  }

  /**
   * @param {"choose" | "retry"} action
   * @param {"upload" | "refresh"} shape
   * @param {string} label
   */
  #button(action, shape, label) {
    return button(label, this.#actions[action], { icon: icon(shape), showLabel: true, class: "penstock-button" });
  }
}

/**
 * @param {"images" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 */
function said(shape, title, hint) {
  return [icon(shape), element("strong", { text: title }), element("p", { text: hint })];
}

/**
 * @param {Pool} pool
 * @param {boolean} mustExist
 * @returns {MessageKind}
 */
function messageKind({ status, state }, mustExist) {
  if (status === "missing") return mustExist ? "gone" : "empty";
  if (status === "ready") return state.count === 0 ? "empty" : "";
  return status;
}
