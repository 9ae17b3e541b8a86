/** The first pictures on a card. */

import { element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

const MOST = 4;

export class CardPictures {
  root = element("span", { class: "penstock-card-pictures" });

  /** @param {string[]} urls none where the pool is empty */
  show(urls) {
    const images = urls.slice(0, MOST).map(imageOf);
    setAttribute(this.root, "data-count", images.length);
    this.root.replaceChildren(...(images.length ? images : [icon("images")]));
  }
}

/** @param {string} url */
function imageOf(url) {
  const image = element("img", { attributes: { alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
  image.addEventListener("error", () => image.classList.add("penstock-card-broken"));
  image.src = url;
  return image;
}
