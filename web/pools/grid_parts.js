/** What a grid is made of, and how its parts hear of the user: frame, cells, actions, keys, menu, drag, drop and paste. */

import { arriving } from "../library/requests.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { Cell } from "./cell.js";
import { Cells } from "./cells.js";
import { DragReorder } from "./drag.js";
import { acceptDrops, pastedImages, pastedLinks } from "./drops.js";
import { Frame } from "./frame.js";
import { GridActions } from "./grid_actions.js";
import { GridMenu } from "./grid_menu.js";
import { keepKeys, onGridKey, shownKeys } from "./keyboard.js";

const SMALLEST_TILE = 92;

export class GridParts {
  #grid;

  /** @param {import("./grid.js").PoolGrid} grid */
  constructor(grid) {
    this.#grid = grid;
    this.actions = new GridActions(grid);
    this.frame = new Frame(this.#frameActions(), grid.host.t);
    const { scroller, area } = this.frame;
    this.cells = new Cells(scroller, area, () => this.#makeCell(), Number(grid.dataset.tile ?? SMALLEST_TILE));
    this.menu = new GridMenu(grid, this.actions, () => this.#openHelp());
    this.drag = new DragReorder(scroller, area, this.#dragTarget());
    this.#listen();
  }

  /** @returns {import("./frame.js").FrameActions} */
  #frameActions() {
    const grid = this.#grid;
    const uploads = () => grid.pool?.uploads;
    const marked = (/** @type {(ids: string[]) => void} */ act) => () => act(grid.marks.ids);
    return {
      upload: (files) => void grid.upload(files),
      retry: () => void grid.pool?.refresh(),
      retryUploads: () => void grid.upload(uploads()?.takeBack() ?? []),
      forgetProblems: () => uploads()?.forgetProblems(),
      menu: (anchor) => this.menu.openBelow(anchor),
      duplicate: marked((ids) => this.actions.duplicate(ids)),
      copy: marked((ids) => this.actions.copyToPool(ids)),
      remove: marked((ids) => void this.actions.removeIds(ids)),
      clear: () => this.#clearMarks(),
    };
  }

  #makeCell() {
    const { actions } = this;
    /** @type {import("./cell.js").CellActions} */
    const own = {
      press: (cell, event) => actions.press(cell, event),
      zoom: (cell) => void actions.zoom(cell),
      paint: (cell) => actions.paint(cell),
      remove: (cell) => void actions.remove(cell),
      label: (slot, label, cell) => void actions.label(slot, label, cell),
      nextLabel: (cell, step) => actions.nextLabel(cell, step),
    };
    return new Cell(own, this.#grid.host.t, (slot) => /** @type {import("./pool.js").Pool} */ (this.#grid.pool).client.thumbnailUrl(slot));
  }

  /** @returns {import("./drag.js").DragTarget} */
  #dragTarget() {
    const grid = this.#grid;
    return {
      cells: this.cells,
      count: () => grid.pool?.state.count ?? 0,
      idsOf: (cell) => this.actions.idsOf(cell),
      grabbed: (ids) => grid.grab(ids),
      drop: (ids, index, focus) => this.actions.moveTo(ids, index, focus),
      menu: (cell, point) => this.menu.open(cell, point),
    };
  }

  #listen() {
    const [grid, { frame }] = [this.#grid, this];
    acceptDrops(grid, (files, refused) => void grid.upload(files, refused));
    ownUndoKeys(grid, { undo: () => void grid.commands?.undo(), redo: () => void grid.commands?.redo() });
    grid.addEventListener("keydown", (event) => this.#onKey(event));
    grid.addEventListener("keydown", keepKeys);
    // Browsers press a button when the space bar comes up again.
    grid.addEventListener("keyup", (event) => event.key === " " && this.cells.cellOf(event.target)?.tile === event.target && event.preventDefault());
    grid.addEventListener("paste", (event) => void this.#onPaste(event));
    grid.addEventListener("contextmenu", (event) => this.menu.onContextMenu(event, this.drag.gesture.touching));
    frame.scroller.addEventListener("pointerdown", (event) => this.#takeWheel(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const grid = this.#grid;
    onGridKey(event, {
      actions: this.actions,
      cells: this.cells,
      scroller: this.frame.scroller,
      pool: grid.pool,
      marking: grid.marking,
      focusPosition: (position) => grid.focusPosition(position),
      openMenu: (cell) => this.menu.openAt(cell),
      openHelp: () => this.#openHelp(),
    });
  }

  #openHelp() {
    const { host } = this.#grid;
    const opened = arriving(import("../library/shortcuts.js")).then(({ openShortcuts }) => openShortcuts(host, shownKeys(host.t)));
    opened.catch((error) => host.toasts.showError(error));
  }

  /** The bar that was clicked goes: the keyboard returns to the images. */
  #clearMarks() {
    this.actions.clearMarks();
    this.#grid.focusPosition(this.cells.active);
  }

  /** @param {ClipboardEvent} event */
  async #onPaste(event) {
    if (event.defaultPrevented) return;
    const grid = this.#grid;
    const files = pastedImages(event.clipboardData);
    const links = files.length ? null : pastedLinks(event);
    if (!files.length && !links) return;
    event.preventDefault();
    event.stopPropagation();
    const read = await links?.();
    await grid.upload(read?.files ?? files, read?.refused);
  }

  /**
   * ComfyUI's Vue nodes scroll inside only where the focus is.
   * @param {PointerEvent} event
   */
  #takeWheel(event) {
    const scroller = /** @type {HTMLElement} */ (event.currentTarget);
    if (!scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true });
  }
}
