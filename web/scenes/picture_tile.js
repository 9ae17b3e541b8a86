/** One picture of a scene, or the place for it. */

import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { shortLabel } from "./picture_names.js";

/** @typedef {{url: string, size: [number, number] | null, busy: boolean, isChosen: boolean, isActive: boolean}} TileState */

export class PictureTile {
  #label;
  #t;
  #drawn = "";
  #picture = element("span", { class: "penstock-scene-tile-picture" });
  #used = element("span", { class: "penstock-scene-tile-used", attributes: { hidden: "" } });

  /**
   * @param {string} name
   * @param {string} label
   * @param {import("../library/strings.js").Translate} t
   * @param {{open: () => void, menu: (place: import("../library/menu.js").Place) => void}} does
   */
  constructor(name, label, t, { open, menu }) {
    this.#label = label;
    this.#t = t;
    this.#used.append(icon("check"));
    const caption = element("span", { class: "penstock-scene-tile-name", text: shortLabel(label), attributes: { dir: "auto" } });
    this.root = element("button", { class: "penstock-scene-tile", attributes: { type: "button", "data-picture": name, tabindex: -1 }, on: { click: open } }, this.#picture, caption, this.#used);
    this.root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      event.stopPropagation();
      menu(event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: this.root });
    });
  }

  /** @param {boolean} isActive whether Tab leads here */
  setActive(isActive) {
    setAttribute(this.root, "tabindex", isActive ? 0 : -1);
  }

  /** @param {TileState} state */
  show({ url, size, busy, isChosen, isActive }) {
    this.setActive(isActive);
    const drawn = JSON.stringify([url, size, busy, isChosen]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const words = [this.#label, url ? (size ? `${size[0]} × ${size[1]}` : "") : this.#t("scenes.no_picture"), isChosen ? this.#t("scenes.in_use") : ""];
    setAttribute(this.root, "aria-label", words.filter(Boolean).join(", "));
    setAttribute(this.root, "title", url ? words.filter(Boolean).join(", ") : this.#t("scenes.drop_here", { picture: this.#label }));
    setAttribute(this.root, "aria-busy", busy ? "true" : null);
    this.root.classList.toggle("penstock-scene-tile-empty", !url);
    setAttribute(this.#used, "hidden", isChosen ? null : "");
    this.#picture.replaceChildren(...this.#content(url, busy));
  }

  /**
   * @param {string} url
   * @param {boolean} busy
   */
  #content(url, busy) {
    const spinner = busy ? [element("span", { class: "penstock-spinner" })] : [];
    if (!url) return busy ? spinner : [icon("plus")];
    const image = element("img", { attributes: { src: url, alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    image.addEventListener("error", () => image.replaceWith(icon("warning")), { once: true });
    return [image, ...spinner];
  }
}
