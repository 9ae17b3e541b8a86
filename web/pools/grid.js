/**
 * `<penstock-pool-grid>`: a pool of images, the same element in ComfyUI's nodes and on the standalone page.
 *
 * Give it `pools` (the page's `Pools`), `host` and the attribute `pool-id`. It may be taken out of the document and put
 * back (ComfyUI does, when a node is collapsed or the renderer switched) without losing its place.
 */

import { linkStyles } from "../library/elements.js";
import { Cell } from "./cell.js";
import { Cells } from "./cells.js";
import { PoolCommands } from "./commands.js";
import { acceptDrops, pastedImages } from "./drops.js";
import { Frame } from "./frame.js";
import { keepKeys, onGridKey } from "./keyboard.js";

const SMALLEST_TILE = 92;

/** @typedef {import("./types.js").Slot} Slot */

export class PoolGrid extends HTMLElement {
  static observedAttributes = ["pool-id"];
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {import("./pools.js").Pools} */
  pools;
  /** @type {import("./pool.js").Pool | null} */
  pool = null;
  /** Whether a pool that does not exist is an error (a linked profile) rather than a pool to be. */
  mustExist = false;
  /** @type {(() => import("../library/menu.js").MenuItem[]) | null} entries of the host for the menu of an image */
  menuExtras = null;
  /** @type {PoolCommands | null} what can be done to the pool that is shown */
  commands = null;
  #forcedPosition = /** @type {number | null} */ (null);
  #frame = /** @type {Frame | null} */ (null);
  #cells = /** @type {Cells | null} */ (null);
  #scrollTop = 0;
  #frameRequest = 0;
  #resized = new ResizeObserver(() => this.#onResize());
  #onChange = () => this.#schedule();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./pools.js").Pools} pools
   * @param {string} poolId
   * @returns {PoolGrid}
   */
  static create(host, pools, poolId) {
    linkStyles(new URL("./grid.css", import.meta.url).href);
    const grid = /** @type {PoolGrid} */ (document.createElement("penstock-pool-grid"));
    Object.assign(grid, { host, pools });
    grid.poolId = poolId;
    return grid;
  }

  get poolId() {
    return this.getAttribute("pool-id") ?? "";
  }

  set poolId(id) {
    if (id !== this.poolId) this.setAttribute("pool-id", id);
  }

  connectedCallback() {
    if (!this.#frame) this.#build();
    this.#open();
    this.#resized.observe(/** @type {Frame} */ (this.#frame).scroller);
    /** @type {Frame} */ (this.#frame).scroller.scrollTop = this.#scrollTop;
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#leave();
  }

  attributeChangedCallback() {
    if (!this.isConnected || !this.#frame || this.pool?.id === this.poolId) return;
    this.#leave();
    this.#cells?.clear();
    this.#scrollTop = 0;
    this.#open();
  }

  /** The position that flows downstream whatever is selected; null: the selected image does. */
  get forcedPosition() {
    return this.#forcedPosition;
  }

  set forcedPosition(position) {
    if (position === this.#forcedPosition) return;
    this.#forcedPosition = position;
    this.#schedule();
  }

  /** @param {import("./frame.js").Notice | null} notice a line above the images, with buttons */
  set notice(notice) {
    if (!this.#frame) this.#build();
    this.#frame?.showNotice(notice);
  }

  /** @param {File[]} files */
  async upload(files) {
    const pool = this.pool;
    if (!pool || (this.mustExist && pool.status === "missing")) return;
    const count = await pool.upload(files);
    if (count) this.#frame?.say(this.host.t("pools.added", { count }));
  }

  /** @param {number} position */
  focusPosition(position) {
    const cells = /** @type {Cells} */ (this.#cells);
    cells.active = position;
    cells.scrollTo(position);
    this.#render();
    cells.cellAt(position)?.tile.focus({ preventScroll: true });
  }

  #build() {
    const { t } = this.host;
    const actions = {
      upload: (/** @type {File[]} */ files) => void this.upload(files),
      retry: () => void this.pool?.refresh(),
      forgetProblems: () => this.pool?.uploads.forgetProblems(),
    };
    const frame = (this.#frame = new Frame(actions, t));
    this.#cells = new Cells(frame.scroller, frame.area, () => this.#makeCell(), Number(this.dataset.tile ?? SMALLEST_TILE));
    this.classList.add("penstock-pool");
    this.append(frame.body);
    this.#listen(frame);
  }

  #makeCell() {
    const actions = {
      select: (/** @type {Slot} */ slot) => void this.#select(slot),
      remove: (/** @type {Slot} */ slot) => void this.#remove(slot),
      label: (/** @type {Slot} */ slot, /** @type {string} */ label, /** @type {Cell} */ cell) => void this.#label(slot, label, cell),
    };
    return new Cell(actions, this.host.t, (slot) => /** @type {import("./pool.js").Pool} */ (this.pool).client.thumbnailUrl(slot));
  }

  /** @param {Frame} frame */
  #listen(frame) {
    acceptDrops(this, (files) => void this.upload(files));
    this.addEventListener("keydown", keepKeys);
    this.addEventListener("paste", (event) => this.#onPaste(event));
    frame.scroller.addEventListener("scroll", () => this.#schedule(), { passive: true });
    frame.area.addEventListener("keydown", (event) => this.#onKey(event));
    frame.area.addEventListener("focusin", (event) => this.#onFocus(event));
    frame.scroller.addEventListener("pointerdown", (event) => this.#takeWheel(event));
  }

  #open() {
    if (!this.poolId || this.pool) return;
    this.pool = this.pools.open(this.poolId);
    this.pool.views += 1;
    this.commands = new PoolCommands(this.host, this.pools, this.pool, (text) => this.#frame?.say(text));
    this.pool.addEventListener("change", this.#onChange);
    this.#render();
    void (this.pool.status === "ready" ? this.pool.refresh() : this.#look());
  }

  #leave() {
    if (!this.pool) return;
    this.pool.views -= 1;
    this.pool.removeEventListener("change", this.#onChange);
    this.pool = null;
    this.commands = null;
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = 0;
  }

  #schedule() {
    if (this.#frameRequest) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#render();
    });
  }

  #onResize() {
    const scroller = /** @type {Frame} */ (this.#frame).scroller;
    if (scroller.clientHeight > 0 && scroller.scrollTop === 0 && this.#scrollTop > 0) scroller.scrollTop = this.#scrollTop;
    this.#schedule();
  }

  #render() {
    const [frame, cells, pool] = [this.#frame, this.#cells, this.pool];
    if (!frame || !cells || !pool) return;
    frame.show(pool, this.mustExist);
    if (frame.scroller.hidden) return cells.clear();
    cells.render(pool);
    if (frame.scroller.clientHeight > 0) this.#scrollTop = frame.scroller.scrollTop;
    return void this.#look();
  }

  #look() {
    const pool = /** @type {import("./pool.js").Pool} */ (this.pool);
    const { start, end } = /** @type {Cells} */ (this.#cells).measure(pool.state.count);
    return pool.look(start, Math.max(end, start + 1));
  }

  /** @param {Slot} slot */
  #select(slot) {
    return this.#try(async (pool) => {
      await pool.select(slot.id);
      this.#frame?.say(this.host.t("pools.selected", { position: pool.state.position }));
      this.dispatchEvent(new CustomEvent("penstock-select", { bubbles: true, detail: { slot } }));
    });
  }

  /** @param {Slot} slot */
  #remove(slot) {
    const focused = this.contains(document.activeElement);
    const { t, toasts } = this.host;
    return this.#try(async (pool) => {
      const change = await pool.remove([slot.id]);
      const undo = { label: t("undo"), run: () => void this.#undo(pool, change) };
      toasts.show({ message: t("pools.removed", { name: slot.label || slot.image }), action: undo });
      this.#render();
      if (focused && pool.state.count > 0) this.focusPosition(/** @type {Cells} */ (this.#cells).active);
    });
  }

  /**
   * @param {import("./pool.js").Pool} pool
   * @param {number} change
   */
  async #undo(pool, change) {
    try {
      await pool.undo(change);
      this.#frame?.say(this.host.t("pools.restored"));
    } catch (error) {
      this.host.toasts.showError(error);
    }
  }

  /**
   * @param {Slot} slot
   * @param {string} label
   * @param {Cell} cell
   */
  async #label(slot, label, cell) {
    const pool = this.pool;
    cell.setBusy(true);
    try {
      await pool?.label(slot, label);
    } catch (/** @type {any} */ error) {
      if (pool && error.current) this.#labelConflict(pool, label, error);
      else this.host.toasts.showError(error);
      cell.input.value = error.current?.label ?? slot.label;
    } finally {
      cell.setBusy(false);
    }
  }

  /**
   * Somebody else was faster: their label is shown, ours is one click away.
   * @param {import("./pool.js").Pool} pool
   * @param {string} label
   * @param {any} error
   */
  #labelConflict(pool, label, error) {
    const { t, toasts } = this.host;
    const overwrite = { label: t("pools.use_mine"), run: () => void pool.label(error.current, label).catch((next) => toasts.showError(next)) };
    toasts.show({ message: error.message, hint: t("pools.yours_was", { label }), severity: "error", action: overwrite });
    void pool.refresh();
  }

  /** @param {(pool: import("./pool.js").Pool) => Promise<void>} act */
  async #try(act) {
    const pool = this.pool;
    if (!pool) return;
    try {
      await act(pool);
    } catch (error) {
      this.host.toasts.showError(error);
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    onGridKey(event, {
      cells: /** @type {Cells} */ (this.#cells),
      count: this.pool?.state.count ?? 0,
      focusPosition: (position) => this.focusPosition(position),
      remove: (slot) => void this.#remove(slot),
    });
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const cells = /** @type {Cells} */ (this.#cells);
    const cell = cells.cellOf(/** @type {Node} */ (event.target));
    if (!cell || cell.position === cells.active) return;
    cells.active = cell.position;
    this.#schedule();
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const files = pastedImages(event.clipboardData);
    if (!files.length || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    void this.upload(files);
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

/** Makes the element known to the page, once. */
export function definePoolGrid() {
  if (!customElements.get("penstock-pool-grid")) customElements.define("penstock-pool-grid", PoolGrid);
}
