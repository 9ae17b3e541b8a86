/** The images around the one shown, small, in a row. */

import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

const CELL_PX = 60;
const MOST_CELLS = 29;

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {{root: HTMLButtonElement, show: (slot: Slot | undefined, place: CellPlace) => void}} StripCell
 * @typedef {{position: number, current: boolean, selected: boolean}} CellPlace
 */

export class ZoomStrip {
  #t;
  #pool;
  #chosen;
  #cells = /** @type {Map<string, StripCell>} by slot id, or by position while a slot is not read */ (new Map());

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {import("./pool.js").Pool} pool
   * @param {(position: number) => void} chosen
   */
  constructor(t, pool, chosen) {
    this.#t = t;
    this.#pool = pool;
    this.#chosen = chosen;
    this.root = element("div", { class: "penstock-zoom-strip", attributes: { role: "group", "aria-label": t("zoom.strip") } });
  }

  /** @param {number} current the position shown */
  show(current) {
    const { start, end } = stripWindow(this.#pool.state.count, current, this.root.clientWidth);
    const shown = /** @type {Map<string, StripCell>} */ (new Map());
    for (let position = start; position < end; position += 1) {
      const slot = this.#pool.slotAt(position);
      const key = slot?.id ?? `#${position}`;
      const cell = this.#cells.get(key) ?? this.#makeCell();
      cell.show(slot, { position, current: position === current, selected: !!slot && slot.id === this.#pool.state.selected });
      shown.set(key, cell);
    }
    this.#cells = shown;
    this.#order([...shown.values()].map(({ root }) => root));
  }

  /**
   * Cells that stay are not moved: a click on one would be lost, and its picture read again.
   * @param {HTMLElement[]} roots
   */
  #order(roots) {
    const kept = new Set(roots);
    for (const child of [...this.root.children]) if (!kept.has(/** @type {HTMLElement} */ (child))) child.remove();
    roots.forEach((root, place) => {
      const there = this.root.children[place] ?? null;
      if (there !== root) this.root.insertBefore(root, there);
    });
  }

  /** @returns {StripCell} */
  #makeCell() {
    const image = element("img", { attributes: { alt: "", decoding: "async", draggable: "false", width: CELL_PX, height: CELL_PX } });
    const check = element("span", { class: "penstock-zoom-strip-check" }, icon("check"));
    const root = element("button", { class: "penstock-zoom-strip-cell", attributes: { type: "button" } }, image, check);
    let shown = 0;
    root.addEventListener("click", () => this.#chosen(shown));
    return {
      root,
      show: (slot, { position, current, selected }) => {
        shown = position;
        if (slot) setAttribute(image, "src", this.#pool.client.thumbnailUrl(slot));
        setAttribute(root, "aria-label", this.#t("pools.image_name", { position, label: slot?.label ?? "" }).trim());
        setAttribute(root, "aria-current", current ? "true" : null);
        setAttribute(check, "hidden", selected ? null : "");
        root.tabIndex = current ? 0 : -1;
      },
    };
  }
}

/**
 * The positions that fit, with the one shown in the middle where that is possible.
 * @param {number} count
 * @param {number} current
 * @param {number} width in CSS pixels
 * @returns {{start: number, end: number}} `end` not included
 */
export function stripWindow(count, current, width) {
  const cells = Math.max(1, Math.min(count, MOST_CELLS, Math.floor(width / CELL_PX)));
  const start = Math.max(0, Math.min(current - Math.floor(cells / 2), count - cells));
  return { start, end: Math.min(count, start + cells) };
}
