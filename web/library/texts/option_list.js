/** The list below a field: options to choose by arrow keys or pointer, while the focus stays in the field. */

import { keepAt } from "../anchored.js";
import { element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { keepEvents } from "../isolation.js";
import { topParent } from "../top_layer.js";

/** More would be read by nobody, and take long to show. */
const MOST_SHOWN = 200;

/**
 * @typedef {object} Option
 * @property {string} value
 * @property {string} [label]
 * @property {string} [detail]
 * @property {"new" | "none"} [kind]
 */

export class OptionList {
  #host;
  #field;
  #choose;
  #options = /** @type {Option[]} */ ([]);
  #active = -1;
  #note = element("p", { class: "penstock-options-note", attributes: { role: "status" } });

  /**
   * @param {import("../host.js").Host} host
   * @param {HTMLInputElement} field a combobox from now on
   * @param {{id: string, label: string, anchor?: HTMLElement, choose: (option: Option) => void}} options
   */
  constructor(host, field, { id, label, anchor = field, choose }) {
    this.#host = host;
    this.#field = field;
    this.#choose = choose;
    this.anchor = anchor;
    this.list = element("ul", { attributes: { role: "listbox", id, "aria-label": label } });
    this.root = element("div", { class: "penstock-popover penstock-options", attributes: { popover: "manual" } }, this.list, this.#note);
    keepEvents(this.root);
    this.root.addEventListener("pointerdown", (event) => event.preventDefault());
    this.root.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#press(this.#at(event)));
    this.list.addEventListener("pointermove", (event) => this.#activate(this.#at(event)));
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off", spellcheck: "false" })) {
      setAttribute(field, name, value);
    }
  }

  get isOpen() {
    return this.root.isConnected;
  }

  /** @returns {Option | null} */
  get active() {
    return this.#options[this.#active] ?? null;
  }

  /**
   * Opens the list, or shows other options in it.
   * @param {Option[]} options
   * @param {{active?: string, chosen?: string, note?: string}} [state] `active`: the value of the active one, else none is
   */
  show(options, { active, chosen, note = "" } = {}) {
    this.#options = options.slice(0, MOST_SHOWN);
    const left = options.length - this.#options.length;
    setText(this.#note, note || (left ? this.#host.t("texts.more_options", { count: left }) : ""));
    setAttribute(this.#note, "hidden", this.#note.textContent ? null : "");
    this.list.replaceChildren(...this.#options.map((option, at) => this.#line(option, at, chosen)));
    setAttribute(this.list, "hidden", this.#options.length ? null : "");
    if (!this.isOpen) this.#open();
    this.root.style.minWidth = `${Math.round(this.anchor.getBoundingClientRect().width)}px`;
    this.#activate(active === undefined ? -1 : this.#options.findIndex(({ value }) => value === active));
    this.#lineAt(this.#active)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} by lines, round from one end to the other; infinite to an end */
  move(by) {
    const last = this.#options.length - 1;
    if (last < 0) return;
    const start = this.#active < 0 ? (by > 0 ? -1 : 0) : this.#active;
    const next = Math.abs(by) === 1 ? (start + by + last + 1) % (last + 1) : Math.max(0, Math.min(last, start + by));
    this.#activate(next);
    this.#lineAt(next)?.scrollIntoView({ block: "nearest" });
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidePopover();
    this.root.remove();
    setAttribute(this.#field, "aria-expanded", "false");
    setAttribute(this.#field, "aria-activedescendant", null);
  }

  #open() {
    topParent().append(this.root);
    this.root.showPopover();
    keepAt(this.root, { anchor: this.anchor });
    setAttribute(this.#field, "aria-expanded", "true");
  }

  /**
   * @param {Option} option
   * @param {number} at
   * @param {string | undefined} chosen
   */
  #line({ value, label = value, detail = "", kind }, at, chosen) {
    const isChosen = !kind && value === chosen;
    const attributes = { role: "option", id: `${this.list.id}-${at}`, "aria-selected": String(isChosen), "data-kind": kind ?? null };
    const mark = kind === "new" ? icon("plus") : isChosen ? icon("check") : null;
    const more = detail ? element("span", { class: "penstock-options-detail", text: detail }) : null;
    return element("li", { attributes }, element("span", { class: "penstock-options-label", text: label, attributes: { dir: "auto" } }), more, mark);
  }

  /** @param {number} at */
  #lineAt(at) {
    return /** @type {HTMLElement | undefined} */ (this.list.children[at]);
  }

  /** @param {Event} event */
  #at({ target }) {
    return [...this.list.children].indexOf(/** @type {Element} */ (/** @type {Element} */ (target).closest("[role=option]")));
  }

  /** @param {number} at */
  #press(at) {
    const option = this.#options[at];
    if (option) this.#choose(option);
  }

  /** @param {number} at */
  #activate(at) {
    this.#lineAt(this.#active)?.classList.remove("penstock-active");
    this.#active = at;
    this.#lineAt(at)?.classList.add("penstock-active");
    setAttribute(this.#field, "aria-activedescendant", this.#lineAt(at)?.id ?? null);
  }
}
