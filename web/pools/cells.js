/** The cells on the screen: made, moved and taken away by slot, never all built again. */

import { setAttribute } from "../library/elements.js";
import { Cell } from "./cell.js";
import { gridLayout, placeOf, visiblePositions } from "./layout.js";

/**
 * What is shown of a pool beside its slots.
 * @typedef {object} Look
 * @property {import("./marks.js").Marks} marks
 * @property {number | null} forced a position
 * @property {ReadonlySet<string>} grabbed ids that are being dragged
 *
 * @typedef {import("./pool.js").Pool} Pool
 */

/** Shows the part of a pool that is scrolled into view. */
export class Cells {
  /** The position that the keyboard is on. */
  active = 0;
  layout = gridLayout(0, 0, 0, 1);
  /** What the browser told last: asking it anew in the midst of changes would make it lay out the page twice. */
  view = { width: 0, height: 0, top: 0 };
  #cells = /** @type {Map<string, Cell>} by slot id, or by position while a slot is not read */ (new Map());
  #byPosition = /** @type {Map<number, Cell>} */ (new Map());
  #byRoot = /** @type {WeakMap<Element, Cell>} */ (new WeakMap());
  #activeId = "";
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

  /** How many rows fit on the screen, at least one. */
  get rowsInView() {
    return Math.max(1, Math.floor(this.view.height / this.layout.rowHeight));
  }

  /** Asks the browser how much room there is. */
  measure() {
    this.view = { width: this.#area.clientWidth, height: this.#scroller.clientHeight, top: this.#scroller.scrollTop };
  }

  /**
   * Brings the document in line with `pool`.
   * @param {Pool} pool
   * @param {Look} look
   * @returns {{start: number, end: number}} the positions on the screen, `end` not included
   */
  render(pool, look) {
    const { count } = pool.state;
    const window = this.#layOut(count);
    this.#followActive(pool);
    const shown = /** @type {Map<string, Cell>} */ (new Map());
    for (const position of this.#positions(window, count)) {
      const slot = pool.slotAt(position);
      const key = slot?.id ?? `#${position}`;
      const cell = this.#cells.get(key) ?? this.#heir(pool, position, slot) ?? this.#make();
      cell.show(slot, this.#stateOf(pool, look, position, slot?.id));
      this.#place(cell, position);
      shown.set(key, cell);
    }
    this.#leave(shown);
    this.#order([...shown.values()]);
    this.#activeId = pool.idAt(this.active) ?? "";
    return window;
  }

  /** @param {number} position */
  cellAt(position) {
    return this.#byPosition.get(position);
  }

  /** @param {EventTarget | null} target */
  cellOf(target) {
    const root = target instanceof Element ? target.closest(".penstock-cell") : null;
    return root ? this.#byRoot.get(root) : undefined;
  }

  /** @param {number} position */
  scrollTo(position) {
    this.measure();
    const { y } = placeOf(this.layout, position);
    const { top, height } = this.view;
    if (y < top) this.#scroller.scrollTop = y;
    else if (y + this.layout.rowHeight > top + height) this.#scroller.scrollTop = y + this.layout.rowHeight - height;
    else return;
    this.view.top = this.#scroller.scrollTop;
  }

  clear() {
    this.#leave(new Map());
  }

  /** Asks again for the pictures that could not be loaded. */
  reloadBroken() {
    for (const cell of this.#cells.values()) cell.reload();
  }

  /** @param {number} count */
  #layOut(count) {
    const { width, height, top } = this.view;
    this.layout = gridLayout(count, width, height, this.#smallest);
    const { style } = this.#area;
    const [tall, tile] = [`${this.layout.height}px`, `${this.layout.size}px`];
    if (style.height !== tall) style.height = tall;
    if (style.getPropertyValue("--penstock-tile") !== tile) style.setProperty("--penstock-tile", tile);
    return visiblePositions(this.layout, count, top, height);
  }

  /**
   * The keyboard stays on its image wherever that moves to; where it is gone, on its place.
   * @param {Pool} pool
   */
  #followActive(pool) {
    const { count } = pool.state;
    const moved = this.#activeId ? pool.positionOf(this.#activeId) : -1;
    if (moved >= 0) this.active = moved;
    this.active = Math.max(0, Math.min(this.active, count - 1));
  }

  /**
   * Puts the keyboard on a place, whatever image is there.
   * @param {Pool} pool
   * @param {number} position
   */
  activate(pool, position) {
    this.active = position;
    this.#activeId = pool.idAt(position) ?? "";
  }

  /**
   * @param {Pool} pool
   * @param {Look} look
   * @param {number} position
   * @param {string | undefined} id
   * @returns {import("./cell.js").CellState}
   */
  #stateOf({ state }, { marks, forced, grabbed }, position, id) {
    return {
      position,
      count: state.count,
      selected: id !== undefined && id === state.selected,
      marked: id !== undefined && marks.has(id),
      active: position === this.active,
      forced: forced !== null && position === Math.min(forced, state.count - 1),
      grabbed: id !== undefined && grabbed.has(id),
    };
  }

  /**
   * The cell that stood for this position while its slot was not read, or before it was forgotten: it may have the
   * keyboard's focus, which a new cell would not.
   * @param {Pool} pool
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
   * @param {{start: number, end: number}} window
   * @param {number} count
   */
  #positions({ start, end }, count) {
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

  /**
   * @param {Map<string, Cell>} shown
   */
  #leave(shown) {
    const kept = new Set(shown.values());
    const focused = this.cellOf(document.activeElement);
    const typing = focused?.label.input === document.activeElement;
    for (const cell of this.#cells.values()) if (!kept.has(cell)) cell.root.remove();
    this.#cells = shown;
    this.#byPosition = new Map([...kept].map((cell) => [cell.position, cell]));
    for (const cell of kept) this.#byRoot.set(cell.root, cell);
    if (!focused || kept.has(focused) || kept.size === 0) return;
    // What somebody goes on typing after their image was taken away must not be taken for commands.
    (typing ? this.#scroller : this.cellAt(this.active)?.tile)?.focus({ preventScroll: true });
  }

  /**
   * Screen readers and the Tab key go by the order in the document. The focused cell is never moved: it would lose it.
   * @param {Cell[]} cells by position
   */
  #order(cells) {
    const focused = this.cellOf(document.activeElement)?.root;
    let next = this.#area.firstElementChild;
    for (const { root } of cells) {
      if (root === next || root === focused) next = root.nextElementSibling;
      else this.#area.insertBefore(root, next);
    }
    setAttribute(this.#area, "aria-busy", cells.some((cell) => !cell.slot) ? "true" : null);
  }
}
