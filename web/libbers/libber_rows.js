/** The libraries of a text, one below the other: the first that knows a key counts. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { makeNamePicker } from "../library/texts/name_picker.js";
import { newLibber } from "./libber_actions.js";
import { LIBBER_EVENTS, pickerNames } from "./libber_names.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./libber_book.js").LibberBook} LibberBook
 * @typedef {ReturnType<typeof makeNamePicker>} Picker
 * @typedef {{root: HTMLElement, number: HTMLElement, picker: Picker, remove: HTMLButtonElement}} Row
 */

export class LibberRows {
  #host;
  #book;
  #changed;
  #names = /** @type {string[]} */ ([]);
  #rows = /** @type {Row[]} */ ([]);
  #add;
  #note = element("span", { class: "penstock-libber-rows-note" });

  /**
   * @param {Host} host
   * @param {LibberBook} book
   * @param {(names: string[]) => void} changed gets the names that the user has chosen
   */
  constructor(host, book, changed) {
    this.#host = host;
    this.#book = book;
    this.#changed = changed;
    this.#add = button(host.t("libbers.chain"), () => this.#addRow(), { icon: icon("plus"), class: "penstock-quiet", title: host.t("libbers.chain_hint") });
    this.root = element("div", { class: "penstock-libber-rows" }, this.#note);
  }

  /**
   * @param {readonly string[]} names
   * @param {string} note what stands in their place, where something linked decides
   */
  show(names, note = "") {
    setText(this.#note, note);
    setAttribute(this.#note, "hidden", note ? null : "");
    const wanted = note ? [] : names.length ? [...names] : [""];
    // A row that is still empty stays while the others are as they were.
    const isSame = !note && this.#rows.length > 0 && same(this.#names.filter(Boolean), wanted.filter(Boolean)) && this.#rows.length >= wanted.length;
    if (!isSame) this.#names = wanted;
    this.#draw();
  }

  #draw() {
    while (this.#rows.length > this.#names.length) this.#rows.pop()?.root.remove();
    while (this.#rows.length < this.#names.length) this.#rows.push(this.#row(this.#rows.length));
    const isChain = this.#rows.length > 1;
    for (const [at, { picker, number, remove, root }] of this.#rows.entries()) {
      if (picker.value !== this.#names[at]) picker.value = this.#names[at];
      setAttribute(number, "hidden", isChain ? null : "");
      setAttribute(remove, "hidden", isChain ? null : "");
      if (at === this.#rows.length - 1) root.append(this.#add);
    }
    setAttribute(this.#add, "hidden", this.#names.some((name) => !name) ? "" : null);
  }

  /** @param {number} at */
  #row(at) {
    const { t } = this.#host;
    const picker = makeNamePicker();
    const number = element("span", { class: "penstock-libber-number", text: String(at + 1), attributes: { title: t("libbers.number_hint", { number: at + 1 }) } });
    const remove = button(t("libbers.unchain"), () => this.#removeRow(at), { icon: icon("close"), class: "penstock-quiet" });
    const root = element("div", { class: "penstock-libber-row" }, number, picker, remove);
    this.root.append(root);
    picker.show({
      host: this.#host,
      label: at ? t("libbers.libber_at", { number: at + 1 }) : t("libbers.libber"),
      value: this.#names[at],
      names: () => pickerNames(this.#host, this.#book),
      events: LIBBER_EVENTS,
      chosen: (name) => this.#choose(at, name),
      create: async (typed) => (await newLibber(this.#host, this.#book, typed))?.name ?? null,
      none: at ? undefined : t("libbers.none"),
      placeholder: t("libbers.choose"),
    });
    return { root, number, picker, remove };
  }

  /**
   * @param {number} at
   * @param {string} name
   */
  #choose(at, name) {
    this.#set(this.#names.map((one, place) => (place === at ? name : one)));
  }

  #addRow() {
    this.#names = [...this.#names, ""];
    this.#draw();
    /** @type {HTMLElement | null} */ (this.#rows.at(-1)?.picker.querySelector("input, button"))?.focus();
  }

  /** @param {number} at */
  #removeRow(at) {
    this.#set(this.#names.filter((_, place) => place !== at));
    /** @type {HTMLElement | null} */ (this.#rows[Math.max(0, at - 1)]?.picker.querySelector("input, button"))?.focus();
  }

  /** @param {string[]} names */
  #set(names) {
    this.#names = names;
    this.#draw();
    this.#changed(names.filter(Boolean));
  }
}

/**
 * @param {string[]} one
 * @param {string[]} other
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
