/**
 * `<penstock-pool-grid>`: a pool of images, the same element in ComfyUI's nodes and on the standalone page.
 *
 * Give it `pools` (the page's `Pools`), `host` and the attribute `pool-id`. It may be taken out of the document and put
 * back (ComfyUI does, when a node is collapsed or the renderer switched) without losing its place.
 */

import { linkStyles } from "../library/elements.js";
import { PoolCommands } from "./commands.js";
import { GridParts } from "./grid_parts.js";
import { Marking } from "./marking.js";
import { Marks } from "./marks.js";

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
  /** What to say where it does not, and how it comes back; null: only its id is known. */
  gone = /** @type {import("./grid_messages.js").Gone | null} */ (null);
  /** @type {(() => (import("../library/menu.js").MenuItem | null)[]) | null} entries of the host for the menu of an image */
  menuExtras = null;
  /** @type {PoolCommands | null} what can be done to the pool that is shown */
  commands = null;
  /** What is marked for actions on many images at once. */
  marks = new Marks();
  marking = new Marking(this.marks);
  #forcedPosition = /** @type {number | null} */ (null);
  #grabbed = /** @type {ReadonlySet<string>} */ (new Set());
  #parts = /** @type {GridParts | null} */ (null);
  #scrollTop = 0;
  #frameRequest = 0;
  #unfollow = () => {};
  #resized = new ResizeObserver(() => this.#onResize());
  #onChange = () => this.#schedule();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./pools.js").Pools} pools
   * @param {string} poolId
   * @returns {PoolGrid}
   */
  static create(host, pools, poolId) {
    for (const name of ["grid", "grid_cells", "grid_states"]) linkStyles(new URL(`./${name}.css`, import.meta.url).href);
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
    const { frame } = this.#made();
    this.#open();
    this.#resized.observe(frame.scroller);
    frame.scroller.scrollTop = this.#scrollTop;
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#leave();
  }

  attributeChangedCallback() {
    if (!this.isConnected || !this.#parts || this.pool?.id === this.poolId) return;
    this.#leave();
    this.#parts.cells.clear();
    this.marking.clear();
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
    this.#made().frame.showNotice(notice);
  }

  get cells() {
    return this.#made().cells;
  }

  /** @param {string} text said to screen readers */
  say(text) {
    this.#parts?.frame.say(text);
  }

  /**
   * @param {File[]} files
   * @param {import("./drops.js").Refused[]} [refused] what was dropped with them and is no file
   */
  async upload(files, refused = []) {
    const { pool } = this;
    if (!pool || (this.mustExist && pool.status === "missing")) return;
    const { t } = this.host;
    for (const { name, reason } of refused) pool.uploads.refuse(name, { message: t(`pools.refused.${reason}`), hint: t(`pools.refused.${reason}_hint`) });
    if (files.length === 0) return;
    const count = await pool.upload(files);
    if (count) this.say(t("pools.added", { count }));
  }

  /** @param {number} position */
  focusPosition(position) {
    if (!this.pool) return;
    this.cells.activate(this.pool, position);
    this.cells.scrollTo(position);
    this.#render();
    this.cells.cellAt(position)?.tile.focus({ preventScroll: true });
  }

  /** Puts the keyboard on what stands in place of images. */
  focusNothing() {
    this.#render();
    this.#parts?.frame.messages.focus();
  }

  hasFocus() {
    return this.contains(document.activeElement);
  }

  /** @param {Slot} slot tells the host that the user selected it */
  selected(slot) {
    this.dispatchEvent(new CustomEvent("penstock-select", { bubbles: true, detail: { slot } }));
  }

  /** @param {ReadonlySet<string>} ids that are being dragged */
  grab(ids) {
    this.#grabbed = ids;
    this.#schedule();
  }

  #made() {
    if (!this.#parts) {
      this.#parts = new GridParts(this);
      this.classList.add("penstock-pool");
      this.append(this.#parts.frame.body);
      this.#parts.frame.scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
      this.#parts.frame.area.addEventListener("focusin", (event) => this.#onFocus(event));
      this.marks.addEventListener("change", this.#onChange);
    }
    return this.#parts;
  }

  #open() {
    if (!this.poolId || this.pool) return;
    const pool = (this.pool = this.pools.open(this.poolId));
    pool.views += 1;
    this.commands = new PoolCommands(this.host, this.pools, pool, (text) => this.say(text));
    pool.addEventListener("change", this.#onChange);
    this.#unfollow = this.marks.follow(pool);
    this.marking.keepPresent(pool).catch((error) => this.host.toasts.showError(error));
    this.cells.measure();
    this.#render();
    void (pool.status === "ready" ? pool.refresh() : pool.look(0, 1, this));
  }

  #leave() {
    this.#parts?.drag.cancel();
    if (!this.pool) return;
    this.#unfollow();
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

  #onScroll() {
    const { frame, cells } = this.#made();
    // Hidden, it says 0: the place is kept.
    if (cells.view.height > 0) cells.view.top = this.#scrollTop = frame.scroller.scrollTop;
    this.#schedule();
  }

  #onResize() {
    const { frame, cells } = this.#made();
    if (frame.scroller.clientHeight > 0 && frame.scroller.scrollTop === 0 && this.#scrollTop > 0) frame.scroller.scrollTop = this.#scrollTop;
    cells.measure();
    // At once: in the next frame, the images would stand for a moment as they did before.
    this.#renderCells();
  }

  #render() {
    const [parts, pool] = [this.#parts, this.pool];
    if (!parts || !pool) return;
    // Another pool of this name may follow, with images of the same names.
    if (pool.status === "missing") this.marking.clear();
    const focused = this.hasFocus();
    parts.frame.show(pool, { mustExist: this.mustExist, gone: this.gone, marked: this.marks.size, forced: this.forcedPosition });
    if (parts.frame.scroller.hidden) parts.cells.clear();
    else this.#renderCells();
    if (focused) this.#keepFocus(parts);
  }

  /**
   * Keys would go to the page, and there to ComfyUI's graph, if what had the focus went away under it.
   * @param {GridParts} parts
   */
  #keepFocus({ frame, cells }) {
    if (this.hasFocus() && !document.activeElement?.closest("[hidden]")) return;
    if (frame.scroller.hidden) frame.messages.root.focus({ preventScroll: true });
    else (cells.cellAt(cells.active)?.tile ?? frame.scroller).focus({ preventScroll: true });
  }

  #renderCells() {
    const [parts, pool] = [this.#parts, this.pool];
    if (!parts || !pool || parts.frame.scroller.hidden) return;
    const { start, end } = parts.cells.render(pool, { marks: this.marks, forced: this.forcedPosition, grabbed: this.#grabbed });
    this.#scrollTop = parts.cells.view.height > 0 ? parts.cells.view.top : this.#scrollTop;
    void pool.look(start, Math.max(end, start + 1), this);
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const cell = this.cells.cellOf(event.target);
    if (!cell || !this.pool || cell.position === this.cells.active) return;
    this.cells.activate(this.pool, cell.position);
    // At once: the next Tab leads to the tools of this image.
    this.#renderCells();
  }
}

/** Makes the element known to the page, once. */
export function definePoolGrid() {
  if (!customElements.get("penstock-pool-grid")) customElements.define("penstock-pool-grid", PoolGrid);
}
