/** The cells on the screen: made, moved and taken away by slot, never all built again. */

import { setAttribute } from "../library/elements.js";
import { Cell } from "./cell.js";
import { gridLayout, LABEL_HEIGHT, placeOf, visiblePositions } from "./layout.js";

/** Shows the part of a pool that is scrolled into view. */
export class Cells {
  /** The position that the keyboard is on. */
  active = 0;
  layout = gridLayout(0, 0, 0, 1);
  #cells = /** @type {Map<string, Cell>} by slot id, or by position while a slot is not read */ (new Map());
  #scroller;
  #area;
  #make;
  #smallest;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} area inside it, as high as all rows
   * @param {() => Cell} make
   * @param {number} smallest side of a tile
   */
  constructor(scroller, area, make, smallest) {
    this.#scroller = scroller;
    this.#area = area;
    this.#make = make;
    this.#smallest = smallest;
  }

  /** How many cells are in the document. */
  get size() {
    return this.#cells.size;
  }

  /**
   * The positions on the screen, and the layout for as many cells.
   * @param {number} count
   */
  measure(count) {
    this.layout = gridLayout(count, this.#area.clientWidth, this.#scroller.clientHeight, this.#smallest);
    return visiblePositions(this.layout, count, this.#scroller.scrollTop, this.#scroller.clientHeight);
  }

  /**
   * Brings the document in line with `pool`.
   * @param {import("./pool.js").Pool} pool
   */
  render(pool) {
    const { count, selected } = pool.state;
    const { start, end } = this.measure(count);
    this.active = Math.max(0, Math.min(this.active, count - 1));
    this.#area.style.height = `${this.layout.height}px`;
    this.#area.style.setProperty("--penstock-tile", `${this.layout.size}px`);
    this.#area.style.setProperty("--penstock-label-height", `${LABEL_HEIGHT}px`);
    const shown = /** @type {Map<string, Cell>} */ (new Map());
    for (const position of this.#positions(start, end, count)) {
      const slot = pool.slotAt(position);
      const key = slot?.id ?? `#${position}`;
      const cell = this.#cells.get(key) ?? this.#heir(pool, position, slot) ?? this.#make();
      cell.show(slot, { position, count, selected: !!slot && slot.id === selected, active: position === this.active });
      this.#place(cell, position);
      shown.set(key, cell);
    }
    this.#leave(shown);
    this.#order([...shown.values()]);
  }

  /** @param {number} position */
  cellAt(position) {
    return [...this.#cells.values()].find((cell) => cell.position === position);
  }

  /** @param {Node | null} node */
  cellOf(node) {
    return [...this.#cells.values()].find((cell) => node && cell.root.contains(node));
  }

  /** @param {number} position */
  scrollTo(position) {
    const { y } = placeOf(this.layout, position);
    const { scrollTop, clientHeight } = this.#scroller;
    if (y < scrollTop) this.#scroller.scrollTop = y;
    else if (y + this.layout.rowHeight > scrollTop + clientHeight) {
      this.#scroller.scrollTop = y + this.layout.rowHeight - clientHeight;
    }
  }

  clear() {
    this.#leave(new Map());
  }

  /**
   * The cell that stood for this position while its slot was not read, or before it was forgotten: it may have the
   * keyboard's focus, which a new cell would not.
   * @param {import("./pool.js").Pool} pool
   * @param {number} position
   * @param {import("./types.js").Slot | undefined} slot
   */
  #heir(pool, position, slot) {
    if (slot) return this.#cells.get(`#${position}`);
    const before = this.cellAt(position);
    return before?.slot && pool.positionOf(before.slot.id) < 0 ? before : undefined;
  }

  /**
   * What is on the screen, and the cell that has the keyboard's focus wherever it is.
   * @param {number} start
   * @param {number} end
   * @param {number} count
   */
  #positions(start, end, count) {
    const positions = Array.from({ length: end - start }, (_, index) => start + index);
    const focused = this.#area.contains(document.activeElement) ? this.active : -1;
    if (focused >= 0 && focused < count && focused < start) positions.unshift(focused);
    if (focused >= end && focused < count) positions.push(focused);
    return positions;
  }

  /**
   * @param {Cell} cell
   * @param {number} position
   */
  #place(cell, position) {
    const { x, y } = placeOf(this.layout, position);
    const transform = `translate(${x}px, ${y}px)`;
    if (cell.root.style.transform !== transform) cell.root.style.transform = transform;
  }

  /** @param {Map<string, Cell>} shown */
  #leave(shown) {
    const kept = new Set(shown.values());
    for (const cell of this.#cells.values()) if (!kept.has(cell)) cell.root.remove();
    this.#cells = shown;
  }

  /**
   * Screen readers and the Tab key go by the order in the document. The focused cell is never moved: it would lose it.
   * @param {Cell[]} cells by position
   */
  #order(cells) {
    let next = this.#area.firstElementChild;
    for (const { root } of cells) {
      if (root === next) next = next.nextElementSibling;
      else if (!root.contains(document.activeElement)) this.#area.insertBefore(root, next);
    }
    setAttribute(this.#area, "aria-busy", cells.some((cell) => !cell.slot) ? "true" : null);
  }
}
