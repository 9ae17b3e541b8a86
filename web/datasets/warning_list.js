/** What training would suffer from, each with the pictures that it concerns. */

import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openPicture } from "./picture_large.js";
import { shownPicture } from "./shown_picture.js";

const SIDE = 128;
/** Those whose names are no pictures. */
const TEXTS = ["orphan_captions"];

export class WarningList {
  #host;
  #client;
  #source;
  #list = element("ul");

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   * @param {import("./types.js").Source} source
   */
  constructor(host, client, source) {
    this.#host = host;
    this.#client = client;
    this.#source = source;
    this.root = element("section", { class: "penstock-dataset-section penstock-dataset-wide penstock-dataset-warnings" }, element("h2", { text: host.t("datasets.warnings.title") }), this.#list);
  }

  /** @param {readonly import("./types.js").DatasetWarning[]} warnings */
  show(warnings) {
    setAttribute(this.root, "data-none", warnings.length ? null : "true");
    const good = element("li", { class: "penstock-dataset-good" }, icon("check"), element("span", { text: this.#host.t("datasets.warnings.none") }));
    this.#list.replaceChildren(...(warnings.length ? warnings.map((warning) => this.#warning(warning)) : [good]));
  }

  /** @param {import("./types.js").DatasetWarning} warning */
  #warning({ code, message, hint, images, names }) {
    const words = element("div", { class: "penstock-dataset-warning-words" }, element("strong", { text: message }), element("span", { text: hint }));
    const shown = TEXTS.includes(code) ? names.map((name) => element("code", { text: name })) : this.#pictures(names);
    const more = names.length && images > names.length ? [element("span", { class: "penstock-dataset-warning-more", text: `+ ${images - names.length}` })] : [];
    const strip = names.length ? element("div", { class: "penstock-dataset-warning-strip" }, ...shown, ...more) : null;
    return element("li", { attributes: { "data-code": code } }, icon("warning"), words, strip);
  }

  /** @param {readonly string[]} names */
  #pictures(names) {
    const pictures = names.map((name) => shownPicture(this.#host.requests, this.#client, this.#source, { name }));
    return pictures.map((picture, index) => {
      const image = element("img", { attributes: { src: picture.small(SIDE), alt: "", loading: "lazy", decoding: "async" }, on: { error: (event) => event.currentTarget.replaceWith(icon("warning")) } });
      const attributes = { type: "button", "aria-label": picture.title, title: picture.title };
      return element("button", { attributes, on: { click: (event) => void this.#open(pictures, index, event.currentTarget) } }, image);
    });
  }

  /**
   * @param {import("./shown_picture.js").ShownPicture[]} pictures
   * @param {number} index
   * @param {HTMLElement} from
   */
  async #open(pictures, index, from) {
    const last = await openPicture(this.#host, { pictures: () => pictures, index });
    /** @type {HTMLElement | undefined} */ (from.parentElement?.querySelectorAll("button")[last])?.focus();
  }
}
