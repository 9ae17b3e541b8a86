/** One cell of a batch on the screen: its state, its picture or how far it is, and what it was run with. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

const ICONS = /** @type {const} */ ({ queued: "more", running: "run", completed: "check", failed: "warning", cancelled: "close", lost: "help", unknown: "more" });

/**
 * @typedef {object} TileState
 * @property {import("./types.js").Cell | null} cell null while it is being read
 * @property {import("./one_batch.js").CellProgress | null} progress
 * @property {string} caption what it was run with
 * @property {string} spoken the same where nothing around it tells
 * @property {string} title the same in full
 * @property {boolean} isSelected
 * @property {string} status the state in words
 */

export class CellTile {
  #host;
  #picture = element("span", { class: "penstock-batch-cell-picture" });
  #caption = element("span", { class: "penstock-batch-cell-caption", attributes: { dir: "auto" } });
  #fill = element("span");
  #bar = element("span", { class: "penstock-batch-cell-bar", attributes: { "aria-hidden": "true" } }, this.#fill);
  #source = "";
  #drawn = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {number} place
   */
  constructor(host, place) {
    this.#host = host;
    this.place = place;
    this.main = element("button", { class: "penstock-batch-cell-main", attributes: { type: "button", tabindex: -1 } }, this.#picture, this.#bar, this.#caption);
    this.select = button(host.t("batches.select", { number: place + 1 }), () => {}, { icon: icon("check"), class: "penstock-batch-cell-select" });
    this.more = button(host.t("batches.menu_of_run", { number: place + 1 }), () => {}, { icon: icon("more"), class: "penstock-quiet penstock-batch-cell-more" });
    for (const one of [this.select, this.more]) one.tabIndex = -1;
    setAttribute(this.more, "aria-haspopup", "menu");
    this.root = element("li", { class: "penstock-batch-cell", attributes: { "data-place": place } }, this.main, this.select, this.more);
  }

  /**
   * @param {import("./cell_layout.js").Point} point
   * @param {import("./cell_layout.js").Tile} tile
   */
  put({ x, y }, { width, height }) {
    this.root.style.cssText = `transform: translate(${x}px, ${y}px); width: ${width}px; height: ${height}px`;
  }

  /** @param {TileState} state */
  show({ cell, progress, caption, spoken, title, isSelected, status }) {
    const state = cell?.status ?? "unknown";
    const share = state === "running" ? (progress?.progress ?? 0) : 0;
    this.#fill.style.transform = `scaleX(${share / 100})`;
    setAttribute(this.#bar, "hidden", state === "running" ? null : "");
    setAttribute(this.main, "aria-pressed", isSelected ? "true" : null);
    setAttribute(this.select, "aria-pressed", String(isSelected));
    this.#showPicture(cell, progress, state);
    const drawn = JSON.stringify([state, caption, spoken, title, status, cell?.error ?? ""]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.root.dataset.status = state;
    setText(this.#caption, caption);
    setAttribute(this.main, "title", [title, cell?.error].filter(Boolean).join("\n") || null);
    const words = this.#host.t("batches.cell_label", { number: this.place + 1, status, values: spoken });
    setAttribute(this.main, "aria-label", cell?.error ? `${words} ${cell.error}` : words);
  }

  /**
   * @param {import("./types.js").Cell | null} cell
   * @param {import("./one_batch.js").CellProgress | null} progress
   * @param {import("./types.js").CellStatus | "unknown"} state
   */
  #showPicture(cell, progress, state) {
    const path = cell?.outputs?.thumbnail ?? (state === "running" && cell && progress?.preview ? previewPath(cell.run, progress.preview) : "");
    const error = state === "failed" ? (cell?.error ?? "") : "";
    const source = path ? this.#host.requests.address(path) : `icon:${state}:${error}`;
    if (source === this.#source) return;
    this.#source = source;
    if (!path) return this.#picture.replaceChildren(icon(ICONS[state]), ...(error ? [element("small", { text: error, attributes: { dir: "auto" } })] : []));
    const image = this.#picture.querySelector("img");
    // A preview is replaced by the next one only when that has arrived.
    if (image) return void (image.src = source);
    const made = element("img", { attributes: { src: source, alt: "", decoding: "async", draggable: "false" } });
    made.addEventListener("error", () => this.#picture.contains(made) && this.#picture.replaceChildren(icon(ICONS[state])));
    this.#picture.replaceChildren(made);
    return undefined;
  }
}

/**
 * @param {string} run
 * @param {string} preview a tag, or a whole path
 */
function previewPath(run, preview) {
  return preview.startsWith("/") ? preview : `/penstock/runs/${encodeURIComponent(run)}/preview?tag=${encodeURIComponent(preview)}`;
}
