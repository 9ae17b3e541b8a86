/** What the user does in a grid, by mouse, key or menu: on the marked images where the one meant is marked. */

import { inOrder } from "./marking.js";
import { targetAt, wayOn } from "./moving.js";

/**
 * @typedef {import("./cell.js").ShownCell} ShownCell
 * @typedef {import("./moving.js").Way} Way
 * @typedef {import("./types.js").Slot} Slot
 *
 * The grid as its actions see it.
 * @typedef {object} ActedOn
 * @property {import("../library/host.js").Host} host
 * @property {import("./pool.js").Pool | null} pool
 * @property {import("./commands.js").PoolCommands | null} commands
 * @property {import("./marks.js").Marks} marks
 * @property {import("./marking.js").Marking} marking
 * @property {import("./cells.js").Cells} cells
 * @property {(position: number) => void} focusPosition
 * @property {() => void} focusNothing where no image is left
 * @property {() => boolean} hasFocus
 * @property {(text: string) => void} say
 * @property {(slot: Slot) => void} selected tells the host
 */

export class GridActions {
  #grid;

  /** @param {ActedOn} grid */
  constructor(grid) {
    this.#grid = grid;
  }

  /**
   * A click: with Ctrl or Cmd it marks, with Shift it marks up to here, else it selects.
   * @param {ShownCell} cell
   * @param {MouseEvent} event
   */
  press(cell, event) {
    const { marks, marking, cells } = this.#grid;
    const byKey = event.detail === 0;
    if (cell.isBroken) cells.reloadBroken();
    // Ctrl and Enter is ComfyUI's key for "queue": the browser makes a click of it, which is not meant.
    if (byKey && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    // Where there are no such keys, a tap goes on marking once something is marked.
    const taps = /** @type {PointerEvent} */ (event).pointerType === "touch" && marks.size > 0;
    cell.tile.focus({ preventScroll: true });
    if (event.shiftKey) this.markTo(cell.position);
    else if (event.ctrlKey || event.metaKey || taps) this.mark(cell);
    // The second click of a double click selects what is selected.
    else if (event.detail < 2) {
      marking.startAt(cell.slot.id);
      this.select(cell);
    }
  }

  /** @param {ShownCell} cell */
  select({ slot }) {
    void this.#grid.commands?.select(slot).then((done) => done && this.#grid.selected(slot));
  }

  /** @param {ShownCell} cell */
  mark({ slot }) {
    this.#grid.marking.toggle(slot.id);
    this.#sayMarked();
  }

  /**
   * Marks from where the range began to a position.
   * @param {number} position
   * @param {number} [from] where a new one begins
   */
  markTo(position, from = this.#selectedPosition(position)) {
    this.#try(async ({ marking }, pool) => {
      await marking.extendTo(pool, from, position);
      this.#sayMarked();
    });
  }

  markAll() {
    this.#try(async ({ marking }, pool) => {
      await marking.toggleAll(pool);
      this.#sayMarked();
    });
  }

  clearMarks() {
    this.#grid.marking.clear();
    this.#sayMarked();
  }

  /**
   * What an action on this cell is meant for.
   * @param {ShownCell} cell
   */
  idsOf({ slot }) {
    const { marks } = this.#grid;
    return marks.has(slot.id) ? marks.ids : [slot.id];
  }

  /** @param {ShownCell} cell */
  remove(cell) {
    return this.removeIds(this.idsOf(cell), cell);
  }

  /**
   * The focus goes to the next image that stays.
   * @param {string[]} ids
   * @param {ShownCell} [cell]
   */
  async removeIds(ids, cell) {
    const { pool, commands, marks } = this.#grid;
    if (!pool || !commands || ids.length === 0) return;
    const focused = this.#grid.hasFocus();
    const next = this.#nextOf(cell?.position ?? this.#grid.cells.active, new Set(ids));
    const removing = commands.remove(ids, cell ? cell.slot.label || cell.slot.image : "");
    if (focused) this.#focusOn(next);
    const marked = ids.filter((id) => marks.has(id));
    marks.drop(marked);
    if (!(await removing)) marks.extend(marked);
    else if (focused && document.activeElement === document.body) this.#focusOn(next);
  }

  /**
   * @param {ShownCell} cell
   * @param {Way} way
   */
  moveBy(cell, way) {
    this.#try(async ({ cells }, pool) => {
      const ids = await inOrder(pool, this.idsOf(cell));
      const target = await wayOn(pool, ids, way, cells.layout.columns);
      if (target) await this.move(ids, target.before, cell.slot.id);
    });
  }

  /**
   * Where they were dropped.
   * @param {string[]} dragged
   * @param {number} index the place between images
   * @param {string} focus the image that gets the keyboard
   */
  moveTo(dragged, index, focus) {
    this.#try(async (_, pool) => {
      const ids = await inOrder(pool, dragged);
      const target = await targetAt(pool, ids, index);
      if (target) await this.move(ids, target.before, focus);
    });
  }

  /**
   * @param {string[]} ids in their new order
   * @param {string | null} before
   * @param {string} focus the image that gets the keyboard
   */
  async move(ids, before, focus) {
    const { commands } = this.#grid;
    const moving = commands?.move(ids, before);
    this.#focusOn(focus);
    await moving;
  }

  /** @param {string[]} ids */
  duplicate(ids) {
    this.#try(async ({ commands }, pool) => commands?.duplicate(await inOrder(pool, ids)));
  }

  /** @param {string[]} ids */
  copyToPool(ids) {
    this.#try(async ({ commands }, pool) => commands?.copyToPool(await inOrder(pool, ids)));
  }

  /** @param {ShownCell} cell */
  paint({ slot }) {
    void this.#grid.commands?.paint(slot);
  }

  /** @param {ShownCell} cell */
  async zoom({ position }) {
    const { commands, pool } = this.#grid;
    const last = (await commands?.zoom(position)) ?? position;
    if (!pool || pool !== this.#grid.pool) return;
    if (pool.state.count > 0) this.#grid.focusPosition(Math.min(last, pool.state.count - 1));
    else this.#grid.focusNothing();
  }

  /** @param {ShownCell} cell */
  editLabel(cell) {
    cell.label.edit();
  }

  /**
   * @param {import("./cell.js").Cell} cell
   * @param {1 | -1} step
   */
  nextLabel(cell, step) {
    const { pool, cells } = this.#grid;
    const position = cell.position + step;
    if (!pool || position < 0 || position >= pool.state.count) return false;
    this.#grid.focusPosition(position);
    cells.cellAt(position)?.label.edit();
    return true;
  }

  /**
   * @param {Slot} slot
   * @param {string} label
   * @param {import("./cell.js").Cell} cell
   */
  async label(slot, label, cell) {
    cell.label.setBusy(true);
    const done = await this.#grid.commands?.label(slot, label);
    cell.label.setBusy(false);
    if (!done && cell.slot?.id === slot.id) cell.label.restore();
  }

  /** @param {number} position */
  #selectedPosition(position) {
    const { pool } = this.#grid;
    return pool?.selected ? pool.state.position : position;
  }

  #sayMarked() {
    const { marks, host } = this.#grid;
    this.#grid.say(host.t(marks.size ? "pools.marked" : "pools.none_marked", { count: marks.size }));
  }

  /**
   * The first image after `position` that stays, else the last before it.
   * @param {number} position
   * @param {Set<string>} going
   */
  #nextOf(position, going) {
    const pool = this.#grid.pool;
    const stays = (/** @type {number} */ place) => {
      const id = pool?.idAt(place) ?? "";
      return going.has(id) ? "" : id;
    };
    const count = pool?.state.count ?? 0;
    for (let place = position; place < count && pool?.idAt(place); place += 1) if (stays(place)) return stays(place);
    for (let place = position - 1; place >= 0; place -= 1) if (stays(place)) return stays(place);
    return "";
  }

  /** @param {string} id the keyboard's new image; where it was not read, its place stays */
  #focusOn(id) {
    const { pool, cells } = this.#grid;
    if (!pool) return;
    if (pool.state.count === 0) return this.#grid.focusNothing();
    const position = pool.positionOf(id);
    this.#grid.focusPosition(position >= 0 ? position : Math.min(cells.active, pool.state.count - 1));
  }

  /** @param {(grid: ActedOn, pool: import("./pool.js").Pool) => Promise<unknown>} act what reads from the server may fail */
  #try(act) {
    const { pool, host } = this.#grid;
    if (pool) act(this.#grid, pool).catch((error) => host.toasts.showError(error));
  }
}
