/** What lies in a trash, each with a button that brings it back; nothing is seen where nothing does. */

import { button, element, setAttribute, setText } from "./elements.js";
import { icon } from "./icons.js";

/**
 * One of them.
 * @typedef {object} DeletedRow
 * @property {Node} what names it
 * @property {string} label what its button does, with its name
 * @property {string | number} deleted when
 * @property {() => unknown} restore
 */

/**
 * @template T
 * @typedef {object} DeletedOptions
 * @property {string} title
 * @property {string} hint
 * @property {string} restore what stands on the buttons
 * @property {(deleted: T) => DeletedRow} row
 * @property {() => void} [emptied] the last one was restored, and the list that had the focus is gone
 * @property {string} [kind] its class, where it looks unlike the others
 */

/** @template T what is known of one of them, JSON */
export class DeletedList {
  #options;
  #rows;
  #count = element("span", { class: "penstock-count" });
  #summary;
  #drawn = "";

  /** @param {DeletedOptions<T>} options */
  constructor(options) {
    this.#options = options;
    const { title, hint, kind = "penstock-deleted" } = options;
    this.#rows = element("ul", { class: `${kind}-rows` });
    this.#summary = element("summary", {}, icon("forward"), element("h2", { text: title }), this.#count);
    this.root = element("details", { class: kind, attributes: { hidden: "" } }, this.#summary, element("p", { text: hint }), this.#rows);
    this.root.addEventListener("toggle", () => this.root.open && this.root.scrollIntoView({ block: "nearest" }));
  }

  /** @param {readonly T[]} deleted */
  show(deleted) {
    const drawn = JSON.stringify(deleted);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.#rows.contains(document.activeElement);
    setAttribute(this.root, "hidden", deleted.length ? null : "");
    setText(this.#count, String(deleted.length));
    this.#rows.replaceChildren(...deleted.map((one) => this.#row(this.#options.row(one))));
    if (!hadFocus) return;
    if (this.root.hidden) this.#options.emptied?.();
    else (this.#rows.querySelector("button") ?? this.#summary).focus();
  }

  /** @param {DeletedRow} row */
  #row({ what, label, deleted, restore }) {
    const back = button(this.#options.restore, () => void restore(), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    setAttribute(back, "aria-label", label);
    const time = new Date(deleted);
    const when = element("time", { text: time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }), attributes: { datetime: time.toISOString() } });
    return element("li", {}, what, when, back);
  }
}

/** @param {string} name */
export const deletedName = (name) => element("span", { class: "penstock-deleted-name", text: name, attributes: { dir: "auto" } });
