/** What stands in place of the images: loading, empty, gone, failed. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

const SKELETONS = 24;

/**
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {"" | "loading" | "empty" | "gone" | "failed"} MessageKind
 *
 * @typedef {{name: string, restore: () => void}} Gone what is known of a pool that may be gone, and how it comes back
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
   * @param {Gone | null} gone
   * @returns {MessageKind}
   */
  show(pool, mustExist, gone) {
    const kind = messageKind(pool, mustExist);
    setAttribute(this.root, "hidden", kind ? null : "");
    const about = kind === "failed" ? pool.error?.message : kind === "gone" ? `${pool.id} ${gone?.name}` : "";
    const shown = `${kind} ${about}`.trim();
    if (this.root.dataset.kind === shown) return kind;
    this.root.dataset.kind = shown;
    this.root.classList.toggle("penstock-skeletons", kind === "loading");
    this.root.replaceChildren(...this.#parts(kind, pool, gone));
    return kind;
  }

  /** Puts the keyboard on what can be done now. */
  focus() {
    this.root.querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * @param {MessageKind} kind
   * @param {Pool} pool
   * @param {Gone | null} gone
   * @returns {Node[]}
   */
  #parts(kind, pool, gone) {
    const t = this.#t;
    if (kind === "loading") return this.#skeletons();
    if (kind === "empty") return [...said("images", t("pools.empty"), t("pools.empty_hint")), this.#button("choose", "upload", t("pools.choose"))];
    if (kind === "gone") return this.#gone(pool, gone);
    if (kind !== "failed") return [];
    return [...said("warning", pool.error?.message ?? "", pool.error?.hint ?? ""), this.#button("retry", "refresh", t("retry"))];
  }

  /**
   * @param {Pool} pool
   * @param {Gone | null} gone
   */
  #gone(pool, gone) {
    const t = this.#t;
    const retry = this.#button("retry", "refresh", t("retry"));
    if (!gone) return [...said("warning", t("pools.gone"), t("pools.gone_hint", { pool: pool.id })), retry];
    const restore = button(t("profile_node.restore"), gone.restore, { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    const buttons = element("span", { class: "penstock-message-buttons" }, restore, retry);
    return [...said("warning", t("pools.gone"), t("profile_node.gone_hint", { name: gone.name })), buttons];
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
