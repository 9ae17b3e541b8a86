/** Dragging images to another place in the grid. */

import { element, setAttribute } from "../library/elements.js";
import { DragGesture } from "./drag_gesture.js";
import { DragGhost } from "./drag_ghost.js";
import { dropPlace } from "./layout.js";

/** Within so many CSS pixels of its upper and lower edge the grid scrolls, the faster the nearer. */
const EDGE = 44;
const FASTEST = 16;
/** Further out than this, letting go changes nothing. */
const OUTSIDE = 48;

/**
 * @typedef {import("./cell.js").ShownCell} ShownCell
 * @typedef {import("./drag_gesture.js").Point} Point
 *
 * @typedef {object} DragTarget
 * @property {import("./cells.js").Cells} cells
 * @property {() => number} count
 * @property {(cell: ShownCell) => string[]} idsOf what is dragged with this cell
 * @property {(ids: ReadonlySet<string>) => void} grabbed shows what is being dragged
 * @property {(ids: string[], index: number, focus: string) => void} drop
 * @property {(cell: ShownCell, point: Point) => void} menu
 *
 * @typedef {{ids: string[], focus: string, ghost: DragGhost, point: Point, index: number | null}} Drag
 * `index` is the place between images where they would go
 */

export class DragReorder {
  #scroller;
  #area;
  #target;
  #line = element("div", { class: "penstock-insert", attributes: { hidden: "" } });
  #drag = /** @type {Drag | null} */ (null);
  #frame = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} area inside it
   * @param {DragTarget} target
   */
  constructor(scroller, area, target) {
    this.#scroller = scroller;
    this.#area = area;
    this.#target = target;
    this.gesture = new DragGesture(scroller, {
      accepts: (pressed) => !!pressed.closest(".penstock-tile") && !!this.#cellOf(pressed),
      lift: (pressed) => this.#lift(pressed),
      start: (pressed, point) => this.#start(pressed, point),
      move: (point) => this.#move(point),
      end: (point) => this.#end(point),
      cancel: () => this.#stop(),
      hold: (pressed, point) => this.#hold(pressed, point),
    });
  }

  /** Whether images are being dragged. */
  get active() {
    return this.#drag !== null;
  }

  /** Gives the dragged images back to their places. */
  cancel() {
    this.gesture.cancel();
  }

  /** @param {Element} pressed */
  #cellOf(pressed) {
    const cell = this.#target.cells.cellOf(pressed);
    return cell?.isRead() ? cell : undefined;
  }

  /** @param {Element} pressed */
  #lift(pressed) {
    const cell = this.#cellOf(pressed);
    if (!cell) return;
    navigator.vibrate?.(12);
    this.#target.grabbed(new Set(this.#target.idsOf(cell)));
  }

  /**
   * @param {Element} pressed
   * @param {Point} point
   */
  #start(pressed, point) {
    const cell = this.#cellOf(pressed);
    if (!cell) return this.cancel();
    const ids = this.#target.idsOf(cell);
    const ghost = new DragGhost(cell.image, cell.tile.getBoundingClientRect(), ids.length);
    this.#drag = { ids, focus: cell.slot.id, ghost, point, index: null };
    this.#target.grabbed(new Set(ids));
    this.#area.append(this.#line);
    this.#frame = requestAnimationFrame(() => this.#step());
  }

  /** @param {Point} point */
  #move(point) {
    if (!this.#drag) return;
    this.#drag.point = point;
    this.#drag.ghost.moveTo(point);
  }

  /** In each frame: scrolling near the edges, and where the images would go. */
  #step() {
    if (!this.#drag) return;
    this.#aim(this.#drag, true);
    this.#frame = requestAnimationFrame(() => this.#step());
  }

  /**
   * ComfyUI's classic renderer scales the grid as a whole: rectangles are in the window's pixels, scrolling and places
   * in the grid's own.
   * @param {Drag} drag
   * @param {boolean} scrolls
   */
  #aim(drag, scrolls) {
    const { x, y } = drag.point;
    const seen = this.#scroller.getBoundingClientRect();
    const scale = seen.width / this.#scroller.offsetWidth || 1;
    const speed = scrolls ? scrollSpeed(seen, y, EDGE * scale) : 0;
    if (speed !== 0) this.#scroller.scrollTop += speed;
    const area = this.#area.getBoundingClientRect();
    const seenY = Math.max(seen.top, Math.min(seen.bottom, y));
    const { cells, count } = this.#target;
    const place = dropPlace(cells.layout, count(), (x - area.left) / scale, (seenY - area.top) / scale);
    const inside = isNear(seen, drag.point);
    drag.index = inside ? place.index : null;
    setAttribute(this.#line, "hidden", inside ? null : "");
    this.#line.style.transform = `translate(${place.x}px, ${place.y}px)`;
  }

  /** @param {Point} point */
  #end(point) {
    const drag = this.#drag;
    if (drag) this.#aim(Object.assign(drag, { point }), false);
    this.#stop();
    if (drag && drag.index !== null) this.#target.drop(drag.ids, drag.index, drag.focus);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#drag?.ghost.remove();
    this.#drag = null;
    this.#line.remove();
    this.#target.grabbed(new Set());
  }

  /**
   * @param {Element} pressed
   * @param {Point} point
   */
  #hold(pressed, point) {
    const cell = this.#cellOf(pressed);
    if (cell) this.#target.menu(cell, point);
  }
}

/**
 * @param {DOMRect} rect
 * @param {Point} point
 */
function isNear({ left, right, top, bottom }, { x, y }) {
  return x > left - OUTSIDE && x < right + OUTSIDE && y > top - OUTSIDE && y < bottom + OUTSIDE;
}

/**
 * @param {DOMRect} rect
 * @param {number} y
 * @param {number} edge
 * @returns {number} CSS pixels in each frame; 0 away from the edges
 */
function scrollSpeed({ top, bottom }, y, edge) {
  const near = (/** @type {number} */ distance) => Math.max(0, Math.min(1, 1 - distance / edge));
  return Math.round(FASTEST * (near(bottom - y) - near(y - top)));
}
