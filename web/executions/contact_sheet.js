/**
 * The contact sheet of one execution, or of two side by side: a row for each scene, its variants along it. Only what is on
 * the screen is in the document, so that ten thousand pictures scroll as ten do.
 */

import { element, setAttribute } from "../library/elements.js";
import { bandsOf } from "./sheet_bands.js";
import { onSheetKey } from "./sheet_keys.js";
import { sheetLayout, visibleBands, visibleIndices } from "./sheet_layout.js";
import { SheetMarks } from "./sheet_marks.js";
import { followed, placeAt, spotOf } from "./sheet_place.js";
import { SheetRow } from "./sheet_row.js";
import { edge } from "./sheet_steps.js";

/** The sides of pictures that are asked for: few sizes, so that the browser has them already. */
const SIDES = [128, 256, 512];
const RATIOS = { least: 0.5, most: 2 };

/**
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 * @typedef {import("./sheet_steps.js").Spot} Spot
 *
 * @typedef {object} SheetActions
 * @property {(side: number, picture: Picture) => void} open
 * @property {(side: number, picture: Picture) => void} pick
 * @property {(side: number, pictures: Picture[]) => void} remove
 * @property {(side: number, picture: Picture, place: import("../library/menu.js").Place) => void} menu
 * @property {() => void} marked which are marked has changed
 * @property {() => void} [help] where the page has none of its own
 */

export class ContactSheet {
  /** @type {import("./sheet_bands.js").Band[]} */
  bands = [];
  /** What the browser told last: asking it anew in the midst of changes would make it lay out the page twice. */
  view = { width: 0, height: 0, top: 0 };
  /** @type {import("./sheet_layout.js").SheetLayout} */
  layout;
  actions;
  marks = new SheetMarks();
  #host;
  #client;
  #executions = /** @type {OpenExecution[]} */ ([]);
  #rows = /** @type {Map<number, SheetRow>} */ (new Map());
  #active = /** @type {import("./sheet_place.js").Place | null} */ (null);
  /** Where a range of marks begins: what was marked or gone to last, not what the pointer is just pressing. */
  #anchor = { side: 0, name: "" };
  #tile = 168;
  #ratio = 1;
  #ratioKnown = false;
  #frame = 0;
  #area = element("div", { class: "penstock-sheet-area" });
  #resized = new ResizeObserver(() => this.#onResize());

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./execution_client.js").ExecutionClient} client
   * @param {SheetActions} actions
   */
  constructor(host, client, actions) {
    this.#host = host;
    this.#client = client;
    this.actions = actions;
    this.layout = sheetLayout([], { width: 0, tile: this.#tile, ratio: 1, sides: 1 });
    this.root = element("div", { class: "penstock-sheet", attributes: { role: "grid", "aria-label": host.t("executions.sheet"), "data-capture-wheel": "" } }, this.#area);
    setAttribute(this.#area, "role", "presentation");
    this.root.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.root.addEventListener("keydown", (event) => onSheetKey(event, this));
    this.root.addEventListener("focusin", ({ target }) => this.#onFocus(target));
    this.#resized.observe(this.root);
  }

  /** @param {OpenExecution[]} executions one, or two to compare */
  set executions(executions) {
    this.#executions = executions;
    this.marks.begin(executions);
    this.#active = null;
    this.#ratioKnown = false;
    setAttribute(this.root, "aria-multiselectable", "true");
    this.update();
  }

  get executions() {
    return this.#executions;
  }

  /** @param {number} tile the width of a picture that is aimed at */
  set tile(tile) {
    this.#tile = tile;
    this.update();
  }

  get tile() {
    return this.#tile;
  }

  close() {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** Brings what is shown in line with the executions, in the next frame. */
  updateSoon() {
    this.#frame ||= requestAnimationFrame(() => this.update());
  }

  /** The same now. */
  update() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.bands = bandsOf(this.#executions);
    const marked = this.marks.size;
    this.marks.dropGone();
    if (this.marks.size !== marked) this.actions.marked();
    setAttribute(this.root, "aria-rowcount", this.bands.length);
    this.#active = this.#active && followed(this.bands, this.#active);
    this.#layOut();
  }

  /** How many lines fit on the screen. */
  get page() {
    return Math.max(1, Math.floor(this.view.height / (this.layout.high + 8)));
  }

  /**
   * @param {Spot} spot
   * @returns {Picture | null}
   */
  pictureAt({ band, side, index }) {
    return this.bands[band]?.sides[side]?.[index] ?? null;
  }

  /** The picture that the keyboard is on. */
  get active() {
    const spot = this.#active?.spot;
    const picture = spot && this.pictureAt(spot);
    return picture ? { spot, picture } : null;
  }

  /** @param {Spot} spot */
  focus(spot) {
    const place = placeAt(this.bands, spot);
    if (!place) return;
    this.#active = place;
    this.#anchor = place;
    this.#reveal(spot);
    this.#render();
    this.#rows.get(spot.band)?.tile(spot.side, place.name)?.tile.focus({ preventScroll: true });
  }

  /**
   * @param {number} side
   * @param {string} name
   */
  focusPicture(side, name) {
    const spot = spotOf(this.bands, side, name);
    if (spot) this.focus(spot);
  }

  /** The keyboard on the picture that it was on last, or on the first. */
  focusLast() {
    const spot = this.active?.spot ?? edge(this.bands, 1);
    if (spot) this.focus(spot);
    else this.root.focus({ preventScroll: true });
  }

  /**
   * @param {number} side
   * @param {string[]} names
   * @param {boolean} marked
   */
  mark(side, names, marked) {
    this.marks.set(side, names, marked);
    this.actions.marked();
    this.#render();
  }

  clearMarks() {
    this.marks.clear();
    this.actions.marked();
    this.#render();
  }

  /** Asks again for the pictures that could not be loaded. */
  reloadBroken() {
    for (const row of this.#rows.values()) for (const tile of row.tiles) tile.reload();
  }

  #layOut() {
    this.layout = sheetLayout(this.bands, { width: this.view.width, tile: this.#tile, ratio: this.#ratio, sides: Math.max(1, this.#executions.length) });
    this.#area.style.height = `${this.layout.height}px`;
    this.root.classList.toggle("penstock-sheet-beside", this.layout.beside);
    this.#render();
  }

  #render() {
    if (this.view.width === 0) return;
    const { top, height } = this.view;
    const hadFocus = this.root.contains(document.activeElement);
    const { start, end } = visibleBands(this.layout, top, height);
    const wanted = new Set(Array.from({ length: end - start }, (_, at) => start + at));
    const active = this.#active?.spot;
    if (active && hadFocus && active.band < this.bands.length) wanted.add(active.band);
    for (const [at, row] of this.#rows) if (!wanted.has(at)) (row.root.remove(), this.#rows.delete(at));
    this.#active ??= placeAt(this.bands, edge(this.bands, 1));
    for (const at of [...wanted].sort((one, other) => one - other)) this.#showRow(at, hadFocus);
    if (hadFocus && !this.root.contains(document.activeElement)) this.#giveFocusBack();
  }

  /**
   * @param {number} at
   * @param {boolean} hadFocus
   */
  #showRow(at, hadFocus) {
    const row = this.#rows.get(at) ?? this.#makeRow();
    this.#rows.set(at, row);
    const { start, end } = visibleIndices(this.layout, at, this.view.top, this.view.height);
    const active = this.#active?.spot;
    const isActive = (/** @type {number} */ side, /** @type {number} */ index) => hadFocus && active?.band === at && active.side === side && active.index === index;
    row.show(this.bands[at], at, this.layout, (side, index) => (index >= start && index < end) || isActive(side, index));
    const next = [...this.#rows.keys()].filter((other) => other > at).sort((one, other) => one - other)[0];
    const before = next === undefined ? null : (this.#rows.get(next)?.root ?? null);
    if (!row.root.isConnected) this.#area.insertBefore(row.root, before);
  }

  #makeRow() {
    return new SheetRow({
      t: this.#host.t,
      actions: {
        press: (tile, event) => this.#press(tile, event),
        pick: ({ spot, picture }) => this.actions.pick(spot.side, picture),
        menu: ({ spot, picture }, place) => (this.focus(spot), this.actions.menu(spot.side, picture, place)),
        loaded: (image) => this.#learnRatio(image),
      },
      stateOf: (spot, picture) => ({
        picked: this.#executions[spot.side].isPicked(picture),
        marked: this.marks.has(spot.side, picture.name),
        active: this.#active?.side === spot.side && this.#active.name === picture.name,
        newest: this.#isNewest(this.#executions[spot.side], picture),
        scene: this.bands[spot.band].name,
        readOnly: this.#executions[spot.side].about?.read_only ?? false,
      }),
      urlOf: (side, picture) => this.#client.imageUrl(this.#executions[side].key, picture, this.#pixels),
    });
  }

  /**
   * Whether a picture is the one that a run saved last; of one that is finished, none is.
   * @param {OpenExecution} execution
   * @param {Picture} picture
   */
  #isNewest({ newest, about }, { name }) {
    return newest?.name === name && about?.finished === null;
  }

  /** The side of the pictures that are asked for. */
  get #pixels() {
    const needed = Math.max(this.layout.size, this.layout.high) * Math.min(2, window.devicePixelRatio);
    return SIDES.find((side) => side >= needed) ?? SIDES[SIDES.length - 1];
  }

  /**
   * @param {import("./sheet_tile.js").SheetTile} tile
   * @param {MouseEvent} event
   */
  #press({ spot, picture }, { ctrlKey, metaKey, shiftKey }) {
    const { name } = picture;
    if (shiftKey) this.mark(spot.side, this.#between(spot, name), true);
    else if (ctrlKey || metaKey) this.mark(spot.side, [name], !this.marks.has(spot.side, name));
    else this.actions.open(spot.side, picture);
    if (!shiftKey) this.#anchor = { side: spot.side, name };
    this.#active = { side: spot.side, name, spot };
  }

  /**
   * The pictures from where a range begins to another one.
   * @param {Spot} spot
   * @param {string} name
   */
  #between({ side }, name) {
    const names = this.#executions[side].images.map((image) => image.name);
    const from = this.#anchor.side === side ? names.indexOf(this.#anchor.name) : -1;
    const to = names.indexOf(name);
    return from < 0 ? [name] : names.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  /** Pictures of one run are of one size: the first that comes tells the shape of all places. @param {HTMLImageElement} image */
  #learnRatio({ naturalWidth, naturalHeight }) {
    if (this.#ratioKnown || !naturalHeight) return;
    this.#ratioKnown = true;
    this.#ratio = Math.min(RATIOS.most, Math.max(RATIOS.least, naturalWidth / naturalHeight));
    this.#layOut();
  }

  /** @param {Spot} spot */
  #reveal({ band, index }) {
    const { bands, columns, high, beside } = this.layout;
    const line = Math.floor(index / columns);
    const label = beside ? 0 : 28;
    const y = bands[band].top + (line ? label : 0) + line * (high + 6);
    const bottom = bands[band].top + label + line * (high + 6) + high;
    const { top, height } = this.view;
    if (y < top) this.root.scrollTop = y - 4;
    else if (bottom > top + height) this.root.scrollTop = bottom - height + 4;
    else return;
    this.view.top = this.root.scrollTop;
  }

  #giveFocusBack() {
    const active = this.#active;
    const tile = active && this.#rows.get(active.spot.band)?.tile(active.side, active.name);
    (tile?.tile ?? this.root).focus({ preventScroll: true });
  }

  #onScroll() {
    this.view.top = this.root.scrollTop;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #onResize() {
    const { clientWidth, clientHeight, scrollTop } = this.root;
    const style = getComputedStyle(this.root);
    const width = clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    this.view = { width: Math.max(0, width), height: clientHeight, top: scrollTop };
    this.#layOut();
  }

  /** @param {EventTarget | null} target */
  #onFocus(target) {
    for (const row of this.#rows.values()) {
      for (const { root, spot, picture } of row.tiles) {
        if (!root.contains(/** @type {Node} */ (target)) || this.#active?.name === picture.name) continue;
        this.#active = { side: spot.side, name: picture.name, spot };
        return this.#render();
      }
    }
    return undefined;
  }
}
