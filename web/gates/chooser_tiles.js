/** The candidates of a chooser as toggles; arrow keys move between them. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { SMALL, tileSize } from "./gate_pictures.js";
import { PIXELATED_FROM, SMALLEST_IN_NODE, tiles } from "./tile_layout.js";

const FAR = /** @type {Record<string, number>} */ ({ Home: -Infinity, End: Infinity });

/**
 * @typedef {import("./types.js").Gate} Gate
 *
 * @typedef {object} TileActions
 * @property {(index: number, range: boolean) => unknown} toggle
 * @property {(index: number) => void} zoom
 */

export class ChooserTiles {
  /** The one that keys act on. */
  active = 0;
  #context;
  #actions;
  #list;
  #gate = /** @type {Gate | null} */ (null);
  #columns = 1;
  #size = SMALL;
  #resized = new ResizeObserver(() => this.#layOut());

  /**
   * @param {import("./kind.js").KindContext} context
   * @param {TileActions} actions
   */
  constructor(context, actions) {
    this.#context = context;
    this.#actions = actions;
    this.#list = element("div", { class: "penstock-gate-tiles", attributes: { role: "group", "aria-label": context.host.t("gates.candidates") } });
    this.root = element("div", { class: "penstock-gate-chooser", attributes: { "data-capture-wheel": "true" } }, this.#list);
    this.#resized.observe(this.root);
  }

  /**
   * @param {Gate} gate
   * @param {Set<number>} chosen
   */
  show(gate, chosen) {
    if (gate.token !== this.#gate?.token) this.#build(gate);
    for (const [at, tile] of this.#tiles.entries()) {
      setAttribute(tile, "aria-pressed", String(chosen.has(at)));
      setAttribute(tile, "tabindex", at === this.active ? 0 : -1);
    }
  }

  /**
   * @param {string} chord
   * @param {KeyboardEvent} event
   */
  key(chord, { target }) {
    const inside = this.#list.contains(/** @type {Node} */ (target));
    if (chord === "Space" && !inside) return this.#actions.toggle(this.active, false) !== false;
    const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.#columns, ArrowDown: this.#columns, ...FAR });
    if (!(chord in steps)) return false;
    this.focus(this.active + steps[chord]);
    return true;
  }

  /** @param {number} index what is too far is the first or the last */
  focus(index) {
    const last = this.#tiles.length - 1;
    this.active = Math.min(Math.max(index, 0), last);
    for (const [at, tile] of this.#tiles.entries()) setAttribute(tile, "tabindex", at === this.active ? 0 : -1);
    this.#tiles[this.active]?.focus();
  }

  close() {
    this.#resized.disconnect();
  }

  /** @returns {HTMLElement[]} */
  get #tiles() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll(".penstock-gate-tile"))];
  }

  /** @param {Gate} gate */
  #build(gate) {
    this.#gate = gate;
    this.active = 0;
    this.root.scrollTop = 0;
    this.#size = this.#sizeFor(gate);
    this.#list.style.setProperty("--penstock-ratio", String(gate.width / gate.height));
    this.#list.replaceChildren(...Array.from({ length: gate.count }, (_, at) => this.#tile(gate, at)));
    this.#layOut();
  }

  /** @param {Gate} gate */
  #sizeFor(gate) {
    return tileSize(gate, { width: this.root.clientWidth, height: this.root.clientHeight });
  }

  /**
   * @param {Gate} gate
   * @param {number} at
   */
  #tile(gate, at) {
    const { host, gates } = this.#context;
    const { t } = host;
    const picture = element("img", {
      attributes: { alt: "", src: gates.pictureUrl(gate, at, this.#size), loading: at < 12 ? null : "lazy", decoding: "async", draggable: "false" },
      on: { error: () => picture.classList.add("penstock-gate-torn") },
    });
    const label = t("gates.candidate", { number: at + 1, count: gate.count });
    const mark = element("span", { class: "penstock-gate-mark", attributes: { "aria-hidden": "true" } }, icon("check"));
    const number = element("span", { class: "penstock-gate-number", text: String(at + 1), attributes: { "aria-hidden": "true" } });
    const press = (/** @type {MouseEvent} */ event) => this.#actions.toggle(at, event.shiftKey);
    const tile = element("button", { class: "penstock-gate-tile", attributes: { type: "button", "aria-label": label }, on: { click: press } }, picture, mark, number);
    const zoom = button(t("gates.zoom_of", { number: at + 1 }), () => this.#actions.zoom(at), { icon: icon("zoom"), class: "penstock-quiet penstock-gate-zoom-in" });
    setAttribute(zoom, "tabindex", -1);
    return element("div", { class: "penstock-gate-cell" }, tile, zoom);
  }

  #layOut() {
    if (!this.#gate) return;
    const area = { width: this.root.clientWidth, height: this.root.clientHeight };
    if (!area.width || !area.height) return;
    const { columns, width } = tiles(this.#gate.count, area, this.#gate.width / this.#gate.height, this.root.closest("[narrow]") ? SMALLEST_IN_NODE : undefined);
    this.#columns = columns;
    this.#list.style.gridTemplateColumns = `repeat(${columns}, ${width}px)`;
    this.#list.classList.toggle("penstock-gate-tiny", width >= this.#gate.width * PIXELATED_FROM);
    this.#sharpen(this.#gate);
  }

  /**
   * Larger tiles want sharper pictures.
   * @param {Gate} gate
   */
  #sharpen(gate) {
    const size = this.#sizeFor(gate);
    if (size <= this.#size) return;
    this.#size = size;
    for (const [at, tile] of this.#tiles.entries()) setAttribute(/** @type {Element} */ (tile.querySelector("img")), "src", this.#context.gates.pictureUrl(gate, at, size));
  }
}
