/** The folders in a folder, gone through by arrow keys, and its first pictures. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { Roving } from "./roving.js";

const SIDE = 160;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Listing} Listing
 */

export class FolderRows {
  #host;
  #open;
  #roving;
  root = element("ul", { class: "penstock-dataset-rows" });

  /**
   * @param {Host} host
   * @param {(address: string) => void} open
   */
  constructor(host, open) {
    this.#host = host;
    this.#open = open;
    setAttribute(this.root, "aria-label", host.t("datasets.folder.folders"));
    this.#roving = new Roving(this.root);
  }

  /**
   * @param {readonly import("./types.js").Subfolder[]} folders
   * @param {string} [words] only those whose names have them
   */
  show(folders, words = "") {
    const found = folders.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()));
    this.root.replaceChildren(...found.map((folder) => this.#row(folder)));
    this.#roving.settle();
    setAttribute(this.root, "hidden", found.length ? null : "");
    return found.length;
  }

  focus() {
    this.#roving.focus(0);
  }

  /** @param {import("./types.js").Subfolder} folder */
  #row({ name, address, images }) {
    const { t } = this.#host;
    // Its pictures may lie in the folders below it, which nobody counted.
    const count = images ? element("small", { text: t("datasets.images", { count: images }) }) : null;
    const label = element("span", { class: "penstock-dataset-row-name", text: name, attributes: { dir: "auto" } });
    const attributes = { type: "button", title: name, "data-folder": address };
    return element("li", {}, element("button", { class: "penstock-dataset-row", attributes, on: { click: () => this.#open(address) } }, icon("datasets"), label, count));
  }
}

/** The first pictures of a folder, small, with how many there are. */
export class FirstPictures {
  #host;
  #client;
  #count = element("p", { class: "penstock-dataset-first-count", attributes: { role: "status" } });
  #strip = element("div", { class: "penstock-dataset-first-strip" });

  /**
   * @param {Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   */
  constructor(host, client) {
    this.#host = host;
    this.#client = client;
    this.root = element("div", { class: "penstock-dataset-first" }, this.#count, this.#strip);
  }

  /** @param {Listing | null} listing null while it is read */
  show(listing) {
    const { t } = this.#host;
    setText(this.#count, listing ? t(listing.count ? "datasets.images" : "datasets.folder.no_images", { count: listing.count }) : "");
    this.#strip.replaceChildren(...(listing?.images ?? []).map((picture) => this.#picture(/** @type {Listing} */ (listing).folder, picture)));
  }

  /**
   * @param {string} folder
   * @param {import("./types.js").FolderPicture} picture
   */
  #picture(folder, picture) {
    const attributes = { src: this.#client.pictureUrl(folder, picture, SIDE), alt: picture.name, title: picture.name, decoding: "async", draggable: "false" };
    return element("img", { attributes, on: { error: (event) => event.currentTarget.classList.add("penstock-dataset-unreadable") } });
  }
}
