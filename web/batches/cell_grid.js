/** The cells of a batch: only those on the screen are in the page, moved among by keys, chosen, opened. */

import { element, setAttribute } from "../library/elements.js";
import { CellTile } from "./cell_tile.js";

const OVERSCAN = 300;
const MOVES = /** @type {Record<string, {x: number, y: number}>} */ ({
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
});

/**
 * @typedef {import("./cell_layout.js").Layout} Layout
 *
 * @typedef {object} GridDeeds
 * @property {(place: number) => Omit<import("./cell_tile.js").TileState, "isSelected">} state
 * @property {(place: number) => void} open
 * @property {(place: number, at: any) => void} menu
 * @property {(places: number[]) => void} shown which are on the screen
 * @property {(places: number[]) => void} selected which are chosen
 * @property {Record<string, (place: number) => void>} keys
 */

export class CellGrid {
  #host;
  #deeds;
  #layout = /** @type {Layout | null} */ (null);
  #total = 0;
  #tiles = /** @type {Map<number, CellTile>} */ (new Map());
  #selected = /** @type {Set<number>} */ (new Set());
  #active = 0;
  #frame = 0;
  #list;
  #rows = element("div", { class: "penstock-batch-cells-rows", attributes: { "aria-hidden": "true" } });
  #columns = element("div", { class: "penstock-batch-cells-columns", attributes: { "aria-hidden": "true" } });
  #closed = new AbortController();
  #sizes;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {GridDeeds} deeds
   * @param {() => void} resized
   */
  constructor(host, deeds, resized) {
    this.#host = host;
    this.#deeds = deeds;
    this.#list = element("ul", { class: "penstock-batch-cells-list", attributes: { "aria-label": host.t("batches.cells") } });
    this.root = element("div", { class: "penstock-batch-cells" }, this.#columns, this.#rows, this.#list);
    const { signal } = this.#closed;
    document.addEventListener("scroll", () => this.#soon(), { capture: true, passive: true, signal });
    window.addEventListener("resize", () => this.#soon(), { signal });
    let width = 0;
    this.#sizes = new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - width) >= 1) {
        width = contentRect.width;
        resized();
      }
      this.#soon();
    });
    this.#sizes.observe(this.root);
    this.#listen();
  }

  close() {
    this.#closed.abort();
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** In pixels, what the tiles may take. */
  get width() {
    return this.root.clientWidth;
  }

  get selected() {
    return [...this.#selected].sort((one, other) => one - other);
  }

  /**
   * @param {Layout} layout
   * @param {number} total
   * @param {{columns: string[], rows: string[], headWidth: number} | null} [heads] of a table
   */
  show(layout, total, heads = null) {
    this.#layout = layout;
    this.#total = total;
    this.#list.style.cssText = `width: ${layout.width}px; height: ${layout.height}px; ${heads ? `margin-left: ${heads.headWidth}px` : ""}`;
    this.root.toggleAttribute("data-table", !!heads);
    this.#showHeads(heads);
    for (const place of [...this.#selected]) if (place >= total) this.#selected.delete(place);
    if (layout.at(this.#active) === null) this.#active = layout.within({ top: 0, bottom: layout.height, left: 0, right: layout.width })[0] ?? 0;
    for (const tile of this.#tiles.values()) this.#put(tile);
    this.render();
  }

  /** @param {Iterable<number>} places of cells that are others now */
  update(places) {
    for (const place of places) {
      const tile = this.#tiles.get(place);
      if (tile) this.#draw(tile);
    }
  }

  /** Shows what is on the screen now. */
  render() {
    const layout = this.#layout;
    if (!layout) return;
    const shown = layout.within(this.#box());
    const wanted = new Set(shown);
    const held = this.#focused;
    if (held !== null && layout.at(held)) wanted.add(held);
    if (layout.at(this.#active)) wanted.add(this.#active);
    for (const [place, tile] of this.#tiles) {
      if (wanted.has(place) && layout.at(place)) continue;
      tile.root.remove();
      this.#tiles.delete(place);
    }
    const fresh = [...wanted].filter((place) => !this.#tiles.has(place)).map((place) => this.#tile(place));
    for (const tile of fresh) this.#insert(tile);
    this.#deeds.shown([...wanted]);
  }

  /** @param {number} place */
  focus(place) {
    const layout = this.#layout;
    if (!layout?.at(place)) return;
    const before = this.#tiles.get(this.#active);
    if (before) before.main.tabIndex = -1;
    this.#active = place;
    this.render();
    const tile = this.#tiles.get(place);
    if (!tile) return;
    tile.main.tabIndex = 0;
    tile.main.focus({ preventScroll: true });
    tile.root.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Into the cells, from above. */
  focusActive() {
    this.focus(this.#active);
  }

  clearSelection() {
    const before = this.selected;
    this.#selected.clear();
    this.update(before);
    this.#deeds.selected([]);
  }

  /** @param {number} place */
  toggle(place) {
    if (!this.#selected.delete(place)) this.#selected.add(place);
    this.update([place]);
    this.#deeds.selected(this.selected);
  }

  #listen() {
    const placeOf = (/** @type {Event} */ event) => {
      const found = /** @type {Element} */ (event.target).closest?.("[data-place]")?.getAttribute("data-place");
      return found === null || found === undefined ? null : Number(found);
    };
    this.#list.addEventListener("click", (event) => {
      const place = placeOf(event);
      if (place !== null) this.#clicked(place, event);
    });
    this.#list.addEventListener("contextmenu", (event) => {
      const place = placeOf(event);
      if (place === null) return;
      event.preventDefault();
      const tile = this.#tiles.get(place);
      this.#deeds.menu(place, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: tile?.main });
    });
    this.#list.addEventListener("focusin", (event) => {
      const place = placeOf(event);
      if (place !== null && place !== this.#active && /** @type {Element} */ (event.target).matches(".penstock-batch-cell-main")) this.focus(place);
    });
    this.#list.addEventListener("keydown", (event) => {
      const place = placeOf(event);
      if (place !== null) this.#onKey(place, event);
    });
  }

  /**
   * @param {number} place
   * @param {MouseEvent} event
   */
  #clicked(place, event) {
    const tile = this.#tiles.get(place);
    const target = /** @type {Element} */ (event.target);
    if (tile?.more.contains(target)) this.#deeds.menu(place, { anchor: tile.more });
    else if (tile?.select.contains(target) || event.ctrlKey || event.metaKey || event.shiftKey) this.toggle(place);
    else this.#deeds.open(place);
  }

  /**
   * @param {number} place
   * @param {KeyboardEvent} event
   */
  #onKey(place, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const layout = this.#layout;
    const by = MOVES[event.key];
    const own = this.#deeds.keys[event.key.length === 1 ? event.key.toUpperCase() : event.key];
    if (by && layout) this.focus(layout.next(place, by));
    else if (event.key === "PageDown" || event.key === "PageUp") this.#page(place, event.key === "PageDown" ? 1 : -1);
    else if (event.key === "Home") this.focus(layout?.next(place, { x: -Infinity, y: 0 }) ?? 0);
    else if (event.key === "End") this.focus(layout?.next(place, { x: Infinity, y: 0 }) ?? this.#total - 1);
    else if (event.key === " ") this.toggle(place);
    else if (event.key === "Escape" && this.#selected.size) this.clearSelection();
    else if (own) own(place);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {number} place
   * @param {number} direction
   */
  #page(place, direction) {
    const layout = this.#layout;
    if (!layout) return;
    const rows = Math.max(1, Math.floor((window.innerHeight * 0.8) / (layout.tile.height + layout.tile.gap)));
    this.focus(layout.next(place, { x: 0, y: direction * rows }));
  }

  get #focused() {
    const place = document.activeElement?.closest("[data-place]");
    return place && this.#list.contains(place) ? Number(place.getAttribute("data-place")) : null;
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.render();
    });
  }

  /** @returns {import("./cell_layout.js").Box} what is to be seen, and a little around it */
  #box() {
    const list = this.#list.getBoundingClientRect();
    const clip = this.root.getBoundingClientRect();
    const [top, bottom] = [Math.max(0, clip.top), Math.min(window.innerHeight, clip.bottom)];
    const [left, right] = [Math.max(0, clip.left), Math.min(window.innerWidth, clip.right)];
    return { top: top - list.top - OVERSCAN, bottom: bottom - list.top + OVERSCAN, left: left - list.left - OVERSCAN, right: right - list.left + OVERSCAN };
  }

  /** @param {number} place */
  #tile(place) {
    const tile = new CellTile(this.#host, place);
    this.#tiles.set(place, tile);
    for (const [name, value] of Object.entries({ "aria-setsize": this.#total, "aria-posinset": place + 1 })) setAttribute(tile.root, name, value);
    tile.main.tabIndex = place === this.#active ? 0 : -1;
    this.#put(tile);
    this.#draw(tile);
    return tile;
  }

  /** In the order of the places, for those who read the page by its order. @param {CellTile} tile */
  #insert(tile) {
    const after = [...this.#list.children].find((one) => Number(one.getAttribute("data-place")) > tile.place);
    this.#list.insertBefore(tile.root, after ?? null);
  }

  /** @param {CellTile} tile */
  #put(tile) {
    const point = this.#layout?.at(tile.place);
    if (this.#layout && point) tile.put(point, this.#layout.tile);
  }

  /** @param {CellTile} tile */
  #draw(tile) {
    tile.show({ ...this.#deeds.state(tile.place), isSelected: this.#selected.has(tile.place) });
  }

  /** @param {{columns: string[], rows: string[], headWidth: number} | null} heads */
  #showHeads(heads) {
    const tile = this.#layout?.tile ?? { width: 0, height: 0, gap: 0 };
    const head = (/** @type {string} */ text, /** @type {string} */ style) => element("span", { text, attributes: { style, title: text, dir: "auto" } });
    this.#columns.replaceChildren(...(heads?.columns ?? []).map((text) => head(text, `width: ${tile.width}px; margin-right: ${tile.gap}px`)));
    this.#rows.replaceChildren(...(heads?.rows ?? []).map((text) => head(text, `height: ${tile.height}px; margin-bottom: ${tile.gap}px`)));
    this.#columns.style.paddingLeft = this.#rows.style.width = `${heads?.headWidth ?? 0}px`;
    for (const part of [this.#columns, this.#rows]) part.hidden = !heads;
  }
}
