/** The folders that may be used, to begin at: input, output, those of the settings, and what allows another. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { placeName, placeOf } from "./folder_names.js";

/**
 * @typedef {import("./types.js").Place} Place
 *
 * @typedef {object} PlacesOptions
 * @property {boolean} [save] whether something is to be written there
 * @property {(address: string) => void} open
 * @property {(root: HTMLElement) => void} allow asks for another folder
 * @property {(place: Place, button: HTMLElement) => void} [menu] of a folder of the settings
 * @property {() => void} [replaced] shows the folders that exports replaced
 */

export class FolderPlaces {
  #host;
  #options;
  #list = element("ul", { class: "penstock-dataset-places-list" });
  #drawn = "";
  #count = element("small");
  #replaced;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {PlacesOptions} options
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    const { t } = host;
    const allow = button(t("datasets.places.allow"), () => options.allow(allow), { icon: icon("plus"), showLabel: true, class: "penstock-quiet penstock-dataset-allow" });
    this.root = element("nav", { class: "penstock-dataset-places", attributes: { "aria-label": t("datasets.places.title") } }, this.#list, allow);
    this.#replaced = this.#makeReplaced();
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * @param {readonly Place[]} places
   * @param {string} address the folder that is shown
   */
  show(places, address) {
    const now = placeOf(places, address)?.place ?? null;
    const drawn = JSON.stringify([places, now]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#buttons().indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    this.#list.replaceChildren(...places.map((place) => this.#row(place, place === now)));
    if (focused >= 0) this.#buttons()[focused]?.focus();
  }

  /**
   * @param {number} count of the folders that exports replaced
   * @param {boolean} isNow they are what is shown
   */
  showReplaced(count, isNow) {
    setText(this.#count, String(count));
    setAttribute(this.#replaced, "aria-current", isNow ? "true" : null);
    if (count || isNow) this.root.append(this.#replaced);
    else this.#replaced.remove();
  }

  #makeReplaced() {
    const label = element("span", { class: "penstock-dataset-place-name", text: this.#host.t("datasets.trash.title") });
    const attributes = { type: "button" };
    return element("button", { class: "penstock-dataset-place penstock-dataset-replaced-place", attributes, on: { click: () => this.#options.replaced?.() } }, icon("trash"), label, this.#count);
  }

  /**
   * @param {Place} place
   * @param {boolean} isNow
   */
  #row(place, isNow) {
    const { t } = this.#host;
    const why = this.#whyNot(place);
    const said = why || (place.can_save ? "" : t("datasets.places.load_only"));
    const name = placeName(t, place);
    const label = element("span", { class: "penstock-dataset-place-name", text: name, attributes: { dir: "auto" } });
    const note = said ? element("small", { text: said }) : null;
    const attributes = { type: "button", title: [place.path, said].filter(Boolean).join("\n"), "aria-current": isNow ? "true" : null, "aria-disabled": why ? "true" : null };
    const words = element("span", { class: "penstock-dataset-place-words" }, label, note);
    const open = element("button", { class: "penstock-dataset-place", attributes, on: { click: () => why || this.#options.open(place.address) } }, icon(place.problem ? "warning" : place.can_save ? "datasets" : "lock"), words);
    return element("li", {}, open, ...this.#more(place, name));
  }

  /**
   * @param {Place} place
   * @param {string} name
   */
  #more(place, name) {
    const { menu } = this.#options;
    if (!menu || place.kind !== "allowed") return [];
    const more = button(this.#host.t("datasets.places.menu_of", { name }), () => menu(place, more), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    return [more];
  }

  /** @param {Place} place */
  #whyNot({ problem, can_save: canSave }) {
    if (problem) return problem;
    return this.#options.save && !canSave ? this.#host.t("datasets.places.load_only") : "";
  }

  #buttons() {
    return [...this.#list.querySelectorAll("button")];
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.root.querySelectorAll("button")];
    const next = all[all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step];
    event.preventDefault();
    next?.focus();
  }
}
