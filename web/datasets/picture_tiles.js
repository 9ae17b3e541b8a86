/** Pictures as tiles: looked at, gone through by arrow keys, opened large. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { percentText } from "./dataset_words.js";
import { keptPicture } from "./kept_box.js";
import { Roving } from "./roving.js";

const SIDE = 320;

/**
 * @typedef {import("./shown_picture.js").ShownPicture} ShownPicture
 *
 * @typedef {object} TileOptions
 * @property {(index: number) => void} open shows one large
 * @property {boolean} [fits] what is kept of each is drawn over it
 * @property {boolean} [captions] what belongs to each stands below it
 */

export class PictureTiles {
  #t;
  #options;
  #pictures = /** @type {ShownPicture[]} */ ([]);
  #roving;
  root = element("ul", { class: "penstock-dataset-tiles" });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {TileOptions} options
   */
  constructor(t, options) {
    this.#t = t;
    this.#options = options;
    this.#roving = new Roving(this.root);
  }

  /** @returns {readonly ShownPicture[]} */
  get pictures() {
    return this.#pictures;
  }

  /** @param {readonly ShownPicture[]} pictures */
  show(pictures) {
    this.#pictures = [...pictures];
    this.root.replaceChildren(...pictures.map((picture, at) => this.#tile(picture, at)));
    this.#roving.settle();
  }

  /** @param {readonly ShownPicture[]} pictures behind those that are shown */
  add(pictures) {
    const from = this.#pictures.length;
    this.#pictures.push(...pictures);
    this.root.append(...pictures.map((picture, at) => this.#tile(picture, from + at)));
    this.#roving.settle();
  }

  /** @param {number} index */
  focus(index) {
    this.#roving.focus(index);
  }

  /**
   * @param {ShownPicture} picture
   * @param {number} index
   */
  #tile(picture, index) {
    const marks = this.#marks(picture);
    const name = [picture.title, ...marks.map(({ title }) => title), this.#options.captions ? this.#missing(picture) : ""].filter(Boolean).join(", ");
    const badges = marks.map(({ shape, title, bad }) => element("span", { class: bad ? "penstock-dataset-badge penstock-dataset-bad" : "penstock-dataset-badge", attributes: { title } }, icon(shape)));
    const cover = element("span", { class: "penstock-dataset-cover" }, this.#image(picture), element("span", { class: "penstock-dataset-badges" }, ...badges));
    const words = this.#options.captions ? [this.#words(picture)] : this.#options.fits ? this.#cut(picture) : [];
    const attributes = { type: "button", "aria-label": name, title: picture.title };
    return element("li", {}, element("button", { class: "penstock-dataset-tile", attributes, on: { click: () => this.#options.open(index) } }, cover, ...words));
  }

  /** @param {ShownPicture} picture */
  #image(picture) {
    if (this.#options.fits && picture.fit && picture.width && picture.height) return keptPicture(picture, SIDE);
    const attributes = { src: picture.small(SIDE), alt: "", loading: "lazy", decoding: "async", draggable: "false" };
    return element("img", { attributes, on: { error: (event) => broken(event.currentTarget) } });
  }

  /** @param {ShownPicture} picture */
  #words({ title, folder, caption, problem }) {
    const text = problem || caption || this.#missing({ caption });
    const kind = problem ? "penstock-dataset-tile-problem" : caption ? "" : "penstock-dataset-tile-none";
    const below = folder ? [element("small", { class: "penstock-dataset-tile-folder", text: `${folder}/` })] : [];
    const name = element("strong", { text: folder ? title.slice(folder.length + 1) : title });
    return element("span", { class: "penstock-dataset-tile-words", attributes: { dir: "auto" } }, ...below, name, element("small", { class: kind, text }));
  }

  /** @param {{caption?: string | null}} picture */
  #missing({ caption }) {
    return caption === null ? this.#t("datasets.no_caption") : caption === "" ? this.#t("datasets.empty_caption") : "";
  }

  /**
   * What its bucket makes of it.
   * @param {ShownPicture} picture
   */
  #cut({ width, height, fit }) {
    if (!fit) return [];
    const cut = fit.cropped > 0 ? this.#t("datasets.fit.cropped", { percent: percentText(fit.cropped) }) : this.#t("datasets.fit.whole");
    return [element("span", { class: "penstock-dataset-tile-words" }, element("small", { text: `${width} × ${height}` }), element("small", { class: "penstock-dataset-tile-cut", text: cut }))];
  }

  /**
   * @param {ShownPicture} picture
   * @returns {{shape: "mask" | "warning" | "text", title: string, bad?: boolean}[]}
   */
  #marks({ maskUrl, problem, caption }) {
    const t = this.#t;
    return [
      ...(problem ? [{ shape: /** @type {const} */ ("warning"), title: problem, bad: true }] : []),
      ...(maskUrl ? [{ shape: /** @type {const} */ ("mask"), title: t("datasets.has_mask") }] : []),
      ...(caption && this.#options.captions ? [{ shape: /** @type {const} */ ("text"), title: t("datasets.has_caption") }] : []),
    ];
  }
}

/** @param {HTMLElement} image that the server could not give */
function broken(image) {
  image.replaceWith(element("span", { class: "penstock-dataset-broken" }, icon("warning")));
}
