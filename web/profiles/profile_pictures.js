/** The first pictures of a profile, small, side by side. */

import { element, linkStyles, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

const MOST = 4;

/**
 * @param {import("../library/requests.js").Requests} requests
 * @param {string} id of the profile
 * @param {import("./types.js").Picture} picture
 * @returns {string} a URL that changes with the picture
 */
export function thumbnailUrl(requests, id, picture) {
  const path = `/penstock/pools/${encodeURIComponent(id)}/slots/${encodeURIComponent(picture.id)}/thumbnail`;
  return requests.address(`${path}?v=${encodeURIComponent(picture.image_tag)}`);
}

/**
 * A square for up to four pictures, to be filled by `showMosaic`.
 * @returns {HTMLElement}
 */
export function makeMosaic() {
  linkStyles(new URL("./profile_pictures.css", import.meta.url).href);
  return element("span", { class: "penstock-mosaic", attributes: { "data-count": 0, "aria-hidden": "true" } }, icon("images"));
}

/**
 * @param {HTMLElement} mosaic
 * @param {import("../library/requests.js").Requests} requests
 * @param {string} id of the profile
 * @param {import("./types.js").Picture[]} pictures the first ones are shown; without any there is a sign
 */
export function showMosaic(mosaic, requests, id, pictures) {
  const urls = pictures.slice(0, MOST).map((picture) => thumbnailUrl(requests, id, picture));
  const shown = [...mosaic.querySelectorAll("img")].map((image) => image.getAttribute("src"));
  if (urls.length && urls.join() === shown.join()) return;
  setAttribute(mosaic, "data-count", urls.length);
  const images = urls.map((src) => element("img", { attributes: { src, alt: "", decoding: "async", draggable: "false" } }));
  mosaic.replaceChildren(...(images.length ? images : [icon("images")]));
}
