/** One scene of a contact sheet: its name, its pictures on the screen, and the places of those that are to come. */

import { element, setAttribute, setText } from "../library/elements.js";
import { ordinal } from "./execution_names.js";
import { placeOf } from "./sheet_layout.js";
import { SheetTile } from "./sheet_tile.js";

/**
 * @typedef {import("./sheet_bands.js").Band} Band
 * @typedef {import("./sheet_layout.js").SheetLayout} SheetLayout
 *
 * @typedef {object} RowView what a row asks about its pictures
 * @property {import("../library/strings.js").Translate} t
 * @property {import("./sheet_tile.js").TileActions} actions
 * @property {(spot: import("./sheet_steps.js").Spot, picture: import("./types.js").Picture) => import("./sheet_tile.js").TileState} stateOf
 * @property {(side: number, picture: import("./types.js").Picture) => string} urlOf
 */

export class SheetRow {
  #view;
  #tiles = /** @type {Map<string, SheetTile>} */ (new Map());
  #gaps = /** @type {Map<string, HTMLElement>} */ (new Map());
  #number = element("span", { class: "penstock-sheet-order" });
  #name = element("span", { class: "penstock-sheet-name", attributes: { dir: "auto" } });
  #count = element("span", { class: "penstock-sheet-count" });

  /** @param {RowView} view */
  constructor(view) {
    this.#view = view;
    this.label = element("div", { class: "penstock-sheet-label", attributes: { role: "rowheader" } }, this.#number, this.#name, this.#count);
    this.root = element("div", { class: "penstock-sheet-row", attributes: { role: "row" } }, this.label);
  }

  get tiles() {
    return this.#tiles.values();
  }

  /**
   * @param {Band} band
   * @param {number} at its index
   * @param {SheetLayout} layout
   * @param {(side: number, index: number) => boolean} isShown
   */
  show(band, at, layout, isShown) {
    const { top, height } = layout.bands[at];
    Object.assign(this.root.style, { transform: `translateY(${top}px)`, height: `${height}px` });
    setAttribute(this.root, "aria-rowindex", at + 1);
    this.#describe(band);
    const shown = /** @type {Set<string>} */ (new Set());
    let before = /** @type {Element} */ (this.label);
    for (const [side, places] of band.sides.entries()) {
      for (const [index, picture] of places.entries()) {
        if (!isShown(side, index)) continue;
        const key = picture ? `${side}/${picture.name}` : `${side} ${index}`;
        shown.add(key);
        const root = picture ? this.#tile(key, picture, { band: at, side, index }) : this.#gap(key);
        place(root, layout, side, index);
        // Screen readers go by the order in the document; what has the focus is never moved: it would lose it.
        if (before.nextElementSibling !== root && !root.contains(document.activeElement)) before.after(root);
        before = root;
      }
    }
    this.#leave(shown);
  }

  /**
   * @param {number} side
   * @param {string} name
   */
  tile(side, name) {
    return this.#tiles.get(`${side}/${name}`);
  }

  /** @param {Band} band */
  #describe({ order, name, sides }) {
    setText(this.#number, String(ordinal(order)));
    setText(this.#name, name);
    setAttribute(this.#name, "title", name);
    const counts = sides.map((places) => ({ count: places.filter(Boolean).length, wanted: places.length }));
    setText(this.#count, counts.map(({ count, wanted }, side) => `${counts.length > 1 ? `${"AB"[side]} ` : ""}${count < wanted ? `${count}/${wanted}` : count}`).join(" · "));
    this.root.classList.toggle("penstock-sheet-lacks", counts.some(({ count, wanted }) => count < wanted));
  }

  /**
   * @param {string} key
   * @param {import("./types.js").Picture} picture
   * @param {import("./sheet_steps.js").Spot} spot
   */
  #tile(key, picture, spot) {
    const tile = this.#tiles.get(key) ?? new SheetTile(this.#view.t, picture, spot, this.#view.actions);
    this.#tiles.set(key, tile);
    tile.spot = spot;
    tile.show(this.#view.stateOf(spot, picture), this.#view.urlOf(spot.side, picture));
    return tile.root;
  }

  /** @param {string} key */
  #gap(key) {
    const known = this.#gaps.get(key);
    const label = this.#view.t("executions.to_come");
    const gap = known ?? element("div", { class: "penstock-sheet-cell penstock-sheet-gap", attributes: { role: "gridcell", "aria-label": label } });
    this.#gaps.set(key, gap);
    return gap;
  }

  /** @param {Set<string>} shown */
  #leave(shown) {
    for (const [key, { root }] of this.#tiles) if (!shown.has(key)) (root.remove(), this.#tiles.delete(key));
    for (const [key, gap] of this.#gaps) if (!shown.has(key)) (gap.remove(), this.#gaps.delete(key));
  }
}

/**
 * @param {HTMLElement} root
 * @param {SheetLayout} layout
 * @param {number} side
 * @param {number} index
 */
function place(root, layout, side, index) {
  const { x, y } = placeOf(layout, side, index);
  Object.assign(root.style, { transform: `translate(${x}px, ${y}px)`, width: `${layout.size}px`, height: `${layout.high}px` });
}
