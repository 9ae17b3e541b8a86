/** The keys of the chosen libraries, to click: each puts a reference into the text. */

import { element, setAttribute, setText } from "../library/elements.js";
import { matching } from "./completion.js";
import { normalisedKey, reference } from "./references.js";

const MOST_SHOWN = 200;
/** With more keys there is a field to find one. */
const MANY = 12;
const LONGEST_TITLE = 300;

export class KeyChips {
  #host;
  #insert;
  #libraries = /** @type {readonly ReadonlyMap<string, string>[]} */ ([]);
  #delimiter = "%";
  #drawn = "";
  #search;
  #list;
  #more = element("span", { class: "penstock-chips-more" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {(key: string) => void} insert
   */
  constructor(host, insert) {
    this.#host = host;
    this.#insert = insert;
    const label = host.t("libbers.find_key");
    const attributes = { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false" };
    this.#search = element("input", { class: "penstock-chips-search", attributes, on: { input: () => this.#draw(), keydown: (event) => this.#onSearchKey(event) } });
    this.#list = element("div", { class: "penstock-chips-list", attributes: { role: "toolbar", "aria-label": host.t("libbers.insert_key"), "data-capture-wheel": "true" } });
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.root = element("div", { class: "penstock-chips", attributes: { hidden: "" } }, this.#search, this.#list);
  }

  /**
   * @param {readonly ReadonlyMap<string, string>[]} libraries
   * @param {string} delimiter
   */
  show(libraries, delimiter) {
    const isSame = delimiter === this.#delimiter && libraries.length === this.#libraries.length && libraries.every((libs, at) => libs === this.#libraries[at]);
    [this.#libraries, this.#delimiter] = [libraries, delimiter];
    if (!isSame) this.#draw();
  }

  #draw() {
    const texts = new Map(this.#libraries.toReversed().flatMap((libs) => [...libs]));
    const keys = matching(this.#libraries, normalisedKey(this.#search.value));
    setAttribute(this.root, "hidden", texts.size ? null : "");
    setAttribute(this.#search, "hidden", texts.size > MANY ? null : "");
    const shown = keys.slice(0, MOST_SHOWN).map((key) => ({ key, text: (texts.get(key) ?? "").slice(0, LONGEST_TITLE) }));
    const drawn = JSON.stringify([shown, keys.length, this.#delimiter]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = /** @type {HTMLElement | null} */ (this.#list.contains(document.activeElement) ? document.activeElement : null)?.dataset.key;
    this.#list.replaceChildren(...shown.map((one) => this.#chip(one)), this.#more);
    const rest = keys.length - shown.length;
    setText(this.#more, rest ? this.#host.t("libbers.more_keys", { count: rest }) : keys.length ? "" : this.#host.t("libbers.no_key"));
    this.#chipOf(focused)?.focus({ preventScroll: true });
    this.#rove(this.#chipOf(focused) ?? this.#chips[0]);
  }

  /** @param {{key: string, text: string}} lib */
  #chip({ key, text }) {
    const attributes = { type: "button", tabindex: -1, "data-key": key, title: text, "aria-label": this.#host.t("libbers.insert", { reference: reference(key, this.#delimiter) }) };
    const chip = element("button", { class: "penstock-chip", text: key, attributes, on: { click: () => this.#insert(key), focus: () => this.#rove(chip) } });
    // The cursor stays in the text.
    chip.addEventListener("mousedown", (event) => event.preventDefault());
    return chip;
  }

  get #chips() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll("button")]);
  }

  /** @param {string | undefined} key */
  #chipOf(key) {
    return key === undefined ? undefined : this.#chips.find((chip) => chip.dataset.key === key);
  }

  /** One of them is reached by Tab. @param {HTMLElement | undefined} wanted */
  #rove(wanted) {
    for (const chip of this.#chips) setAttribute(chip, "tabindex", chip === wanted ? 0 : -1);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const chips = this.#chips;
    const now = chips.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const places = /** @type {Record<string, number>} */ ({ ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: chips.length - 1 });
    if (!(event.key in places) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    chips[Math.max(0, Math.min(places[event.key], chips.length - 1))]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#chips[0]?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#chips[0]?.focus();
    } else if (event.key === "Escape" && this.#search.value) {
      event.preventDefault();
      event.stopPropagation();
      this.#search.value = "";
      this.#draw();
    }
  }
}
