/** Tiles or lines of one size, of which only those near the screen are on the page. */

import { element, setAttribute } from "../library/elements.js";

/** Rows above and below the screen that are there already. */
const OVERSCAN = 4;

/**
 * @typedef {object} GridOptions
 * @property {string} label
 * @property {string} [class]
 * @property {number} [gap]
 * @property {(width: number) => {columns: number, height: number}} layout
 * @property {(at: number) => string} keyOf
 * @property {(at: number) => HTMLElement} make what holds the focus has the attribute `data-focus`
 * @property {(tile: HTMLElement, at: number) => void} update
 * @property {() => void} more the end is near
 * @property {(at: number, event: KeyboardEvent) => boolean | void} onKey true where the key was for it
 */

export class WindowedGrid {
  #options;
  #count = 0;
  #tiles = /** @type {Map<string, HTMLElement>} */ (new Map());
  #places = /** @type {Map<HTMLElement, number>} */ (new Map());
  #columns = 1;
  #height = 1;
  #current = 0;
  #scroller = /** @type {HTMLElement | null} */ (null);
  #observer;
  #stop = new AbortController();
  #frame = 0;

  /** @param {GridOptions} options */
  constructor(options) {
    this.#options = options;
    const { label, class: name = "" } = options;
    this.root = element("ul", { class: `penstock-windowed ${name}`, attributes: { "aria-label": label }, on: { keydown: (event) => this.#onKey(event), focusin: (event) => this.#focused(event.target) } });
    this.#observer = new ResizeObserver(() => this.#soon());
    this.#observer.observe(this.root);
  }

  close() {
    this.#stop.abort();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** @param {number} count how many there are now; those that are on the page are made new */
  show(count) {
    this.#count = count;
    this.#current = Math.max(0, Math.min(this.#current, count - 1));
    this.#draw(true);
  }

  /** @param {number} at */
  focus(at) {
    if (!this.#count) return;
    this.#current = Math.max(0, Math.min(at, this.#count - 1));
    this.#reveal(this.#current);
    this.#draw(false);
    focusable(this.#tiles.get(this.#options.keyOf(this.#current)))?.focus({ preventScroll: true });
  }

  /** Which one has or had the focus. */
  get current() {
    return this.#current;
  }

  /** What holds the focus of a tile that is on the page. @param {string} key */
  tile(key) {
    return focusable(this.#tiles.get(key));
  }

  #soon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw(false));
  }

  #measure() {
    if (!this.#scroller && this.root.isConnected) {
      this.#scroller = scrollerOf(this.root);
      this.#scroller.addEventListener("scroll", () => this.#soon(), { signal: this.#stop.signal, passive: true });
    }
    const { columns, height } = this.#options.layout(this.root.clientWidth);
    [this.#columns, this.#height] = [columns, height];
  }

  /** @param {boolean} renewed */
  #draw(renewed) {
    if (!this.root.isConnected) return;
    this.#measure();
    const { gap = 0, keyOf, make, update, more } = this.#options;
    const rows = Math.ceil(this.#count / this.#columns);
    const step = this.#height + gap;
    this.root.style.height = `${Math.max(0, rows * step - gap)}px`;
    const [first, last] = this.#range(step);
    const wanted = new Map();
    for (let at = first * this.#columns; at < Math.min(this.#count, last * this.#columns); at += 1) wanted.set(keyOf(at), at);
    for (const [key, tile] of this.#tiles) if (!wanted.has(key) && !this.#isHeld(key, tile)) this.#drop(key, tile);
    for (const [key, at] of wanted) {
      const known = this.#tiles.get(key);
      const tile = known ?? make(at);
      if (!known) this.#add(key, tile);
      if (!known || renewed || this.#places.get(tile) !== at) update(tile, at);
      this.#put(tile, at, step, gap);
    }
    if (last >= rows - 2 * OVERSCAN) more();
  }

  /**
   * What has the focus stays when it is scrolled away, as long as it is among them.
   * @param {string} key
   * @param {HTMLElement} tile
   */
  #isHeld(key, tile) {
    if (!tile.contains(document.activeElement)) return false;
    for (let at = 0; at < this.#count; at += 1) if (this.#options.keyOf(at) === key) return true;
    return false;
  }

  /**
   * @param {string} key
   * @param {HTMLElement} tile
   */
  #add(key, tile) {
    this.#tiles.set(key, tile);
    this.root.append(tile);
  }

  /**
   * @param {string} key
   * @param {HTMLElement} tile
   */
  #drop(key, tile) {
    this.#tiles.delete(key);
    this.#places.delete(tile);
    tile.remove();
  }

  /**
   * @param {HTMLElement} tile
   * @param {number} at
   * @param {number} step
   * @param {number} gap
   */
  #put(tile, at, step, gap) {
    const column = at % this.#columns;
    const width = (this.root.clientWidth - gap * (this.#columns - 1)) / this.#columns;
    this.#places.set(tile, at);
    Object.assign(tile.style, { transform: `translate(${column * (width + gap)}px, ${Math.floor(at / this.#columns) * step}px)`, width: `${width}px`, height: `${this.#height}px` });
    setAttribute(tile, "aria-posinset", at + 1);
    setAttribute(tile, "aria-setsize", this.#count);
    setTabStop(tile, at === this.#current);
  }

  /** @param {number} step @returns {[number, number]} the rows that are to be there, the last one not among them */
  #range(step) {
    const scroller = this.#scroller ?? this.root;
    const top = scroller.getBoundingClientRect().top - this.root.getBoundingClientRect().top;
    const first = Math.floor(Math.max(0, top) / step) - OVERSCAN;
    const last = Math.ceil((top + scroller.clientHeight) / step) + OVERSCAN;
    return [Math.max(0, first), Math.max(0, last)];
  }

  /** @param {number} at */
  #reveal(at) {
    const scroller = this.#scroller;
    if (!scroller) return;
    const step = this.#height + (this.#options.gap ?? 0);
    const top = this.root.getBoundingClientRect().top - scroller.getBoundingClientRect().top + Math.floor(at / this.#columns) * step;
    const head = /** @type {HTMLElement | null} */ (scroller.querySelector(".penstock-list-bar"))?.offsetHeight ?? 0;
    if (top < head + 8) scroller.scrollTop += top - head - 8;
    else if (top + this.#height > scroller.clientHeight - 8) scroller.scrollTop += top + this.#height - scroller.clientHeight + 8;
  }

  /** @param {EventTarget | null} target */
  #focused(target) {
    for (const [tile, at] of this.#places) if (tile.contains(/** @type {Node} */ (target))) this.#current = at;
    for (const [tile, at] of this.#places) setTabStop(tile, at === this.#current);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / this.#height) - 1) * this.#columns;
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: this.#current + this.#columns, ArrowUp: this.#current - this.#columns, Home: 0, End: this.#count - 1, PageDown: this.#current + page, PageUp: this.#current - page };
    if (this.#columns > 1) Object.assign(moves, { ArrowRight: this.#current + 1, ArrowLeft: this.#current - 1 });
    const to = moves[event.key];
    const stays = event.key === "ArrowUp" && to < 0;
    if (to === undefined || stays) return void (this.#options.onKey(this.#current, event) && event.preventDefault());
    event.preventDefault();
    this.focus(to);
  }
}

/**
 * Tab leads through one of them alone: its holder and what else of it has the attribute `data-with-focus`.
 * @param {HTMLElement} tile
 * @param {boolean} isCurrent
 */
function setTabStop(tile, isCurrent) {
  const stops = /** @type {NodeListOf<HTMLElement>} */ (tile.querySelectorAll("[data-focus], [data-with-focus]"));
  for (const stop of stops) stop.tabIndex = isCurrent ? 0 : -1;
}

/**
 * @param {HTMLElement | undefined} tile
 * @returns {HTMLElement | null}
 */
function focusable(tile) {
  return tile?.querySelector("[data-focus]") ?? null;
}

/**
 * @param {HTMLElement} root
 * @returns {HTMLElement}
 */
function scrollerOf(root) {
  for (let above = root.parentElement; above; above = above.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(above).overflowY)) return above;
  }
  return document.documentElement;
}
