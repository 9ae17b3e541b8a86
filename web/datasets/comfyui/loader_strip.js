/** The pictures of a folder in its node: small, those that were used, the one that comes next, and those behind it. */

import { element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/** Twice what a node shows. */
const SIDE = 160;

export class LoaderStrip {
  #host;
  #client;
  #choose;
  #drawn = "";

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../dataset_client.js").DatasetClient} client
   * @param {(index: number) => void} choose goes on from there
   */
  constructor(host, client, choose) {
    this.#host = host;
    this.#client = client;
    this.#choose = choose;
    this.root = element("ol", { class: "penstock-dataset-strip", attributes: { "aria-label": host.t("datasets.node.strip"), "data-capture-wheel": "true" } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /**
   * @param {import("../types.js").Listing | null} listing
   * @param {number} index the place that comes next
   * @param {boolean} canChoose
   */
  show(listing, index, canChoose) {
    const drawn = JSON.stringify([listing?.folder, listing?.start, listing?.images, index, canChoose]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = /** @type {HTMLElement | null} */ (this.root.contains(document.activeElement) ? document.activeElement : null)?.dataset.at;
    setAttribute(this.root, "hidden", listing?.images.length ? null : "");
    this.root.replaceChildren(...(listing?.images ?? []).map((image, at) => element("li", {}, this.#tile(/** @type {any} */ (listing), image, (listing?.start ?? 0) + at, index, canChoose))));
    if (focused !== undefined) this.#tiles().find(({ dataset }) => dataset.at === focused)?.focus({ preventScroll: true });
  }

  /**
   * @param {import("../types.js").Listing} listing
   * @param {import("../types.js").FolderPicture} image
   * @param {number} at
   * @param {number} index
   * @param {boolean} canChoose
   */
  #tile({ folder }, image, at, index, canChoose) {
    const { t } = this.#host;
    const picture = element("img", { attributes: { src: this.#client.pictureUrl(folder, image, SIDE), alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    const state = at < index ? "used" : at === index ? "next" : "later";
    const label = t("datasets.node.go_on_from", { place: at + 1, name: image.name });
    const attributes = { type: "button", title: `${at + 1} · ${image.name}`, "aria-label": label, "aria-current": state === "next" ? "true" : null, "aria-disabled": canChoose ? null : "true", "data-at": at, "data-state": state };
    const marks = [element("span", { class: "penstock-dataset-strip-place", text: String(at + 1) }), image.caption === null ? null : icon("text"), image.mask ? icon("mask") : null];
    return element("button", { class: "penstock-dataset-strip-tile", attributes, on: { click: () => canChoose && this.#choose(at) } }, picture, element("span", { class: "penstock-dataset-strip-marks" }, ...marks));
  }

  #tiles() {
    return [...this.root.querySelectorAll("button")];
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tiles = this.#tiles();
    const next = tiles[tiles.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step];
    event.preventDefault();
    next?.focus();
  }
}
