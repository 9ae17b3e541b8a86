/** The pictures of a folder, read page by page while they are scrolled to, and searched by name and caption. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { FolderRows } from "./folder_rows.js";
import { PictureTiles } from "./picture_tiles.js";
import { openPicture } from "./picture_large.js";
import { shownPicture } from "./shown_picture.js";

const PAGE = 100;
const SEARCHED = 500;
const AHEAD = "800px";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Listing} Listing
 *
 * @typedef {object} FolderViewOptions
 * @property {(address: string) => void} open shows another folder
 * @property {(listing: Listing) => void} read the folder was read
 * @property {(error: any) => void} failed
 */

export class FolderView {
  #host;
  #client;
  #options;
  #listing = /** @type {Listing | null} */ (null);
  #source = { folder: "", depth: 0 };
  #known = /** @type {import("./types.js").FolderPicture[]} */ ([]);
  #words = "";
  #reading = /** @type {Promise<void> | null} */ (null);
  #stop = new AbortController();
  #rows;
  #tiles;
  #end = element("div", { class: "penstock-dataset-end" });
  #status = element("p", { class: "penstock-dataset-status", attributes: { role: "status" } });
  #message = element("div", { attributes: { hidden: "" } });
  #sight;

  /**
   * @param {Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   * @param {FolderViewOptions} options
   */
  constructor(host, client, options) {
    this.#host = host;
    this.#client = client;
    this.#options = options;
    this.#rows = new FolderRows(host, options.open);
    this.#tiles = new PictureTiles(host.t, { captions: true, open: (index) => void this.#openLarge(index) });
    this.root = element("div", { class: "penstock-dataset-browser" }, this.#rows.root, this.#status, this.#message, this.#tiles.root, this.#end);
    this.#sight = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && void this.#more(), { rootMargin: AHEAD });
    this.#sight.observe(this.#end);
  }

  close() {
    this.#stop.abort();
    this.#sight.disconnect();
  }

  /**
   * @param {string} folder
   * @param {number} depth
   */
  async open(folder, depth) {
    this.#source = { folder, depth };
    setAttribute(this.root, "aria-busy", "true");
    if (!this.#listing) setText(this.#status, this.#host.t("datasets.reading"));
    try {
      const listing = await this.#client.listing(folder, { depth, limit: PAGE, signal: this.#stop.signal });
      this.#listing = listing;
      this.#source = { folder: listing.folder, depth };
      this.#known = listing.images;
      this.#show();
      this.#options.read(listing);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#options.failed(error);
    } finally {
      setAttribute(this.root, "aria-busy", null);
    }
  }

  /** @param {string} words only pictures whose names or captions have them */
  search(words) {
    if (words === this.#words) return;
    this.#words = words;
    this.#show();
    if (words) void this.#readAll();
  }

  focus() {
    if (this.#tiles.pictures.length) this.#tiles.focus(0);
    else this.#rows.focus();
  }

  #show() {
    const listing = this.#listing;
    if (!listing) return;
    const folders = this.#rows.show(listing.folders, this.#words);
    this.#tiles.show(this.#found(this.#known));
    this.#tell(folders);
  }

  /** @param {readonly import("./types.js").FolderPicture[]} pictures */
  #found(pictures) {
    const words = this.#words.toLowerCase();
    const found = words ? pictures.filter(({ name, caption }) => `${name}\n${caption ?? ""}`.toLowerCase().includes(words)) : pictures;
    return found.map((picture) => shownPicture(this.#host.requests, this.#client, this.#source, picture));
  }

  /** @param {number} folders that are shown */
  #tell(folders) {
    const { t } = this.#host;
    const { count, folders: below } = /** @type {Listing} */ (this.#listing);
    const shown = this.#tiles.pictures.length;
    const isAll = this.#known.length >= count;
    const status = this.#words ? t(isAll ? "datasets.found" : "datasets.searching", { shown, count, done: this.#known.length }) : "";
    setText(this.#status, status);
    const nothing = !shown && (count === 0 || (this.#words && isAll)) && !(this.#words && folders);
    setAttribute(this.#message, "hidden", nothing ? null : "");
    if (!nothing) return;
    if (this.#words) this.#message.replaceChildren(empty("search", t("datasets.none_found"), ""));
    else if (below.length) this.#message.replaceChildren(empty("datasets", t("datasets.none_here"), t("datasets.none_here_hint")));
    else this.#message.replaceChildren(empty("images", t("datasets.empty"), t("datasets.empty_hint")));
  }

  /** @param {number} [limit] */
  #more(limit = PAGE) {
    const listing = this.#listing;
    if (!listing || this.#known.length >= listing.count) return Promise.resolve();
    this.#reading ??= this.#read(limit).finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** @param {number} limit */
  async #read(limit) {
    const { folder, depth } = this.#source;
    try {
      const { images, count } = await this.#client.listing(folder, { depth, start: this.#known.length, limit, signal: this.#stop.signal });
      const listing = /** @type {Listing} */ (this.#listing);
      // Pictures that went meanwhile end the folder earlier.
      listing.count = images.length ? count : this.#known.length;
      this.#known.push(...images);
      this.#tiles.add(this.#found(images));
      this.#tell(this.#rows.root.hidden ? 0 : 1);
      // Still in sight, it says so only once more when asked anew.
      this.#sight.unobserve(this.#end);
      this.#sight.observe(this.#end);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#host.toasts.showError(error);
    }
  }

  async #readAll() {
    const words = this.#words;
    let before = -1;
    while (words === this.#words && this.#known.length > before && !this.#stop.signal.aborted) {
      before = this.#known.length;
      await this.#more(SEARCHED);
    }
  }

  /** @param {number} index */
  async #openLarge(index) {
    const count = this.#words ? 0 : (this.#listing?.count ?? 0);
    const last = await openPicture(this.#host, { pictures: () => this.#tiles.pictures, index, count, more: () => this.#more() });
    this.#tiles.focus(last);
  }
}

/**
 * @param {"search" | "datasets" | "images" | "trash" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
export function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}

/**
 * What went wrong, in the server's words, with a button that tries again.
 * @param {import("../library/strings.js").Translate} t
 * @param {any} error
 * @param {() => void} retry
 * @param {...Node} others
 */
export function failure(t, error, retry, ...others) {
  const again = button(t("retry"), retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  return empty("warning", error.message ?? "", error.hint ?? "", again, ...others);
}
