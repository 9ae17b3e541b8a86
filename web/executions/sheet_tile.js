/** One picture of a contact sheet: the tile that opens it, and its star. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { ordinal } from "./execution_names.js";

/**
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {{picked: boolean, marked: boolean, active: boolean, newest: boolean, scene: string, readOnly: boolean}} TileState
 *
 * @typedef {object} TileActions
 * @property {(tile: SheetTile, event: MouseEvent) => void} press
 * @property {(tile: SheetTile) => void} pick
 * @property {(tile: SheetTile, place: import("../library/menu.js").Place) => void} menu
 * @property {(image: HTMLImageElement) => void} loaded
 */

export class SheetTile {
  #t;
  #drawn = "";

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {Picture} picture
   * @param {{band: number, side: number, index: number}} spot
   * @param {TileActions} actions
   */
  constructor(t, picture, spot, actions) {
    this.#t = t;
    this.picture = picture;
    this.spot = spot;
    this.image = element("img", {
      attributes: { alt: "", decoding: "async", loading: "lazy", draggable: "false" },
      on: { load: () => (this.root.classList.remove("penstock-broken"), actions.loaded(this.image)), error: () => this.root.classList.add("penstock-broken") },
    });
    this.number = element("span", { class: "penstock-sheet-number" });
    this.tile = element(
      "button",
      { class: "penstock-sheet-tile", attributes: { type: "button" }, on: { click: (event) => actions.press(this, event) } },
      this.image,
      this.number,
      element("span", { class: "penstock-sheet-mark" }, icon("check")),
      element("span", { class: "penstock-sheet-broken" }, icon("warning"), element("span", { text: t("executions.not_loaded") })),
    );
    this.star = button(t("executions.pick"), () => actions.pick(this), { icon: icon("star"), class: "penstock-sheet-star" });
    this.star.tabIndex = -1;
    this.root = element("div", { class: "penstock-sheet-cell", attributes: { role: "gridcell" } }, this.tile, this.star);
    this.root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      actions.menu(this, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: this.tile });
    });
  }

  /**
   * @param {TileState} state
   * @param {string} url
   */
  show(state, url) {
    this.tile.tabIndex = state.active ? 0 : -1;
    const drawn = JSON.stringify([state, url]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const t = this.#t;
    const { name } = this.picture;
    const variant = ordinal(this.picture.variant);
    setAttribute(this.image, "src", url);
    setText(this.number, String(variant));
    for (const one of /** @type {const} */ (["picked", "marked", "newest"])) this.root.classList.toggle(`penstock-${one}`, state[one]);
    const states = [state.picked && t("executions.is_picked"), state.marked && t("executions.is_marked")].filter(Boolean);
    setAttribute(this.tile, "aria-label", [t("executions.picture_name", { scene: state.scene, variant }), ...states].join(", "));
    setAttribute(this.tile, "title", name);
    setAttribute(this.star, "aria-pressed", String(state.picked));
    setAttribute(this.star, "hidden", state.readOnly ? "" : null);
    const does = t(state.picked ? "executions.unpick" : "executions.pick");
    setAttribute(this.star, "aria-label", `${does}: ${t("executions.picture_name", { scene: state.scene, variant })}`);
    setAttribute(this.star, "title", does);
  }

  /** Asks for the picture again, after it could not be loaded. */
  reload() {
    const { src } = this.image;
    if (!this.root.classList.contains("penstock-broken")) return;
    this.image.removeAttribute("src");
    this.image.src = src;
  }
}
