/** `<penstock-run-gallery>`: the pictures of runs in a grid; some can be chosen to be compared. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openPictures } from "./picture_dialog.js";
import { RunBook } from "./run_book.js";
import { WindowedGrid } from "./windowed_grid.js";

const GAP = 8;
const TILE = 190;
const SMALL = 384;
const CAPTION = 24;

/**
 * @typedef {import("./picture_dialog.js").Picture} Picture
 *
 * @typedef {object} GalleryOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./run_list.js").RunList} list of runs with outputs
 * @property {() => void} up above the first row
 * @property {(run: string) => void} [opened] a picture of it is looked at
 */

export class RunGallery {
  pictures = /** @type {Picture[]} */ ([]);
  #options;
  #book;
  #grid;
  #tiles = /** @type {WeakMap<HTMLElement, GalleryTile>} */ (new WeakMap());
  /** The runs that are to be compared, in the order in which they were chosen. */
  #chosen = /** @type {string[]} */ ([]);
  #bar;
  #count = element("span");
  #compare;

  /** @param {GalleryOptions} options */
  constructor(options) {
    const { host } = options;
    const { t } = host;
    this.#options = options;
    this.#book = RunBook.of(host);
    this.#grid = new WindowedGrid({
      label: t("runs.pictures"),
      class: "penstock-gallery",
      gap: GAP,
      layout: (width) => layout(width),
      keyOf: (at) => keyOf(this.pictures[at]),
      make: () => this.#makeTile(),
      update: (tile, at) => this.#tiles.get(tile)?.show(this.pictures[at], this.#chosen.indexOf(this.pictures[at].run.id)),
      more: () => void options.list.more(),
      onKey: (at, event) => this.#onKey(at, event),
    });
    this.#compare = button(t("runs.compare"), () => this.compare(), { icon: icon("compare"), showLabel: true, class: "penstock-button penstock-primary" });
    const none = button(t("runs.choose_none"), () => this.chooseNone(), { class: "penstock-text-button" });
    this.#bar = element("div", { class: "penstock-gallery-chosen", attributes: { role: "status", hidden: "" } }, this.#count, none, this.#compare);
    this.root = element("div", { class: "penstock-gallery-place" }, this.#grid.root, this.#bar);
  }

  close() {
    this.#grid.close();
  }

  /** Shows the list as it is now. */
  show() {
    this.pictures.splice(0, this.pictures.length, ...this.#options.list.runs.flatMap(picturesOf));
    this.#draw();
  }

  /** @param {number} at */
  focus(at) {
    this.#grid.focus(at);
  }

  /** What holds the focus of a picture that is on the page. @param {string} key */
  tile(key) {
    return this.#grid.tile(key);
  }

  chooseNone() {
    this.#chosen = [];
    this.#draw();
    this.#grid.focus(this.#grid.current);
  }

  compare() {
    if (this.#chosen.length > 1) this.#options.host.runs?.compare?.(this.#chosen);
  }

  #makeTile() {
    const tile = new GalleryTile(this.#options.host, this.#book, { open: (picture) => this.#open(picture), choose: (picture) => this.#choose(picture) });
    this.#tiles.set(tile.root, tile);
    return tile.root;
  }

  #draw() {
    const { t } = this.#options.host;
    const count = this.#chosen.length;
    this.#grid.show(this.pictures.length);
    setAttribute(this.#bar, "hidden", count ? null : "");
    setText(this.#count, count === 1 ? t("runs.chosen_one") : t("runs.chosen", { count }));
    this.#compare.disabled = count < 2;
  }

  /** @param {Picture} picture */
  #choose({ run }) {
    const { id } = run;
    this.#chosen = this.#chosen.includes(id) ? this.#chosen.filter((one) => one !== id) : [...this.#chosen, id];
    this.#draw();
  }

  /** @param {Picture} picture */
  #open(picture) {
    const { host, list, opened } = this.#options;
    const at = this.pictures.indexOf(picture);
    opened?.(keyOf(picture));
    const seen = (/** @type {number} */ now) => {
      opened?.(keyOf(this.pictures[now]));
      this.#grid.focus(now);
    };
    openPictures(host, this.#book.client, { pictures: this.pictures, at: Math.max(0, at), more: () => list.more(), seen });
  }

  /**
   * @param {number} at
   * @param {KeyboardEvent} event
   */
  #onKey(at, event) {
    const picture = this.pictures[at];
    if (event.key === "ArrowUp") return this.#options.up(), true;
    if (!picture) return false;
    /** @type {Record<string, () => void>} */
    const does = { Enter: () => this.#open(picture), " ": () => this.#choose(picture), c: () => this.compare(), Escape: () => this.chooseNone() };
    if (!Object.hasOwn(does, event.key) || (event.key === "Escape" && !this.#chosen.length)) return false;
    does[event.key]();
    return true;
  }
}

class GalleryTile {
  #host;
  #book;
  #image = element("img", { attributes: { alt: "", decoding: "async", draggable: "false" } });
  #name = element("b", { attributes: { dir: "auto" } });
  #which = element("small", { attributes: { dir: "auto" } });
  #open;
  #mark;
  #picture = /** @type {Picture} */ (/** @type {unknown} */ (null));

  /**
   * @param {import("../library/host.js").Host} host
   * @param {RunBook} book
   * @param {{open: (picture: Picture) => void, choose: (picture: Picture) => void}} deeds
   */
  constructor(host, book, deeds) {
    this.#host = host;
    this.#book = book;
    this.#open = element("button", { class: "penstock-gallery-picture", attributes: { type: "button", "data-focus": "" }, on: { click: (event) => (event.ctrlKey || event.metaKey || event.shiftKey ? deeds.choose(this.#picture) : deeds.open(this.#picture)) } }, this.#image);
    this.#mark = button("", () => deeds.choose(this.#picture), { icon: icon("check"), class: "penstock-gallery-mark" });
    this.#mark.tabIndex = -1;
    this.root = element("li", { class: "penstock-gallery-tile" }, this.#open, this.#mark, element("span", {}, this.#name, this.#which));
  }

  /**
   * @param {Picture} picture
   * @param {number} chosen its place among those that are chosen, -1 for none
   */
  show(picture, chosen) {
    const { t } = this.#host;
    const { run, output } = picture;
    this.#picture = picture;
    this.root.dataset.key = keyOf(picture);
    setAttribute(this.#image, "src", this.#book.client.thumbnailUrl(output, SMALL) || this.#book.client.outputUrl(output));
    const name = run.title || t("runs.unnamed");
    setText(this.#name, name);
    const which = whichOf(run);
    setText(this.#which, which);
    setAttribute(/** @type {HTMLElement} */ (this.#name.parentElement), "title", [name, which, output.name].filter(Boolean).join(" · "));
    setAttribute(this.#open, "aria-label", t("runs.open_picture", { name: [name, which, output.name].filter(Boolean).join(" ") }));
    const label = t("runs.choose_picture", { name });
    setAttribute(this.#mark, "aria-label", label);
    setAttribute(this.#mark, "title", label);
    setAttribute(this.#mark, "aria-pressed", String(chosen >= 0));
    setAttribute(this.root, "data-chosen", chosen >= 0 ? "" : null);
  }
}

/**
 * What tells a run from others of its name: its place in a batch, its seed.
 * @param {import("./types.js").Run} run
 */
function whichOf({ batch, place, values, parameters_used: used }) {
  const all = Object.entries({ ...used, ...values });
  const [, seed] = all.find(([address]) => /(^|[.])(noise_)?seed$/.test(address)) ?? [];
  return [batch ? `#${place + 1}` : "", seed === undefined || seed === null ? "" : String(seed)].filter(Boolean).join(" · ");
}

/** @param {Picture} picture */
export const keyOf = ({ run, output }) => `${run.id} ${output.number}`;

/**
 * Those that were saved; previews only where nothing else is there.
 * @param {import("./types.js").Run} run
 * @returns {Picture[]}
 */
export function picturesOf(run) {
  const images = run.outputs.filter(({ kind, url }) => kind === "image" && url);
  const saved = images.filter(({ temporary }) => !temporary);
  return (saved.length ? saved : images).map((output) => ({ run, output }));
}

/** @param {number} width */
function layout(width) {
  const columns = Math.max(1, Math.floor((width + GAP) / ((width < 480 ? TILE * 0.75 : TILE) + GAP)));
  const tile = (width - GAP * (columns - 1)) / columns;
  return { columns, height: Math.max(CAPTION * 2, Math.round(tile) + CAPTION) };
}
