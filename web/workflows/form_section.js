/** A heading of a form with what it folds. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { isOpen, keepOpen } from "./form_folds.js";

/**
 * @typedef {object} SectionOptions
 * @property {string} id unique in the page
 * @property {string} group by which it is remembered whether it is folded
 * @property {string} label
 * @property {number} level of the heading
 * @property {boolean} open unless the user chose otherwise
 * @property {number | null} count shown beside the heading
 * @property {(body: HTMLElement) => void} fill makes what it holds, when it is opened for the first time
 */

export class FormSection {
  #options;
  #body;
  #toggle;
  #count;
  #isFilled = false;
  /** Opened for a search: that is not what the user wants to keep. */
  #isForced = false;

  /** @param {SectionOptions} options */
  constructor(options) {
    this.#options = options;
    const { id, label, level } = options;
    this.#body = element("div", { class: "penstock-form-body", attributes: { id: `${id}-body` } });
    this.#count = element("span", { class: "penstock-form-count", attributes: { "aria-hidden": "true" } });
    this.#toggle = element(
      "button",
      { class: "penstock-form-toggle", attributes: { type: "button", "aria-controls": `${id}-body`, id: `${id}-head` }, on: { click: () => this.#press() } },
      icon("expand"),
      element("span", { text: label, attributes: { dir: "auto" } }),
      this.#count,
    );
    const heading = element("div", { class: "penstock-form-heading", attributes: { role: "heading", "aria-level": level } }, this.#toggle);
    this.root = element("section", { class: "penstock-form-section", attributes: { "data-group": options.group, "aria-labelledby": `${id}-head` } }, heading, this.#body);
    this.showCount(options.count);
    this.#open(isOpen(options.group, options.open));
  }

  get isOpen() {
    return this.#toggle.getAttribute("aria-expanded") === "true";
  }

  /** @param {number | null} count */
  showCount(count) {
    setText(this.#count, count ? String(count) : "");
  }

  /** Opens it for what is in it; `force(false)` folds it again unless the user has decided since. */
  force(open = true) {
    if (open && !this.isOpen) {
      this.#isForced = true;
      this.#open(true);
    } else if (!open && this.#isForced) {
      this.#isForced = false;
      this.#open(isOpen(this.#options.group, this.#options.open));
    }
  }

  #press() {
    this.#isForced = false;
    this.#open(!this.isOpen);
    keepOpen(this.#options.group, this.isOpen);
  }

  /** @param {boolean} open */
  #open(open) {
    setAttribute(this.#toggle, "aria-expanded", String(open));
    setAttribute(this.#body, "hidden", open ? null : "");
    if (!open || this.#isFilled) return;
    this.#isFilled = true;
    this.#options.fill(this.#body);
  }
}
