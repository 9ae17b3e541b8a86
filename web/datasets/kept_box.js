/** A picture with what its bucket keeps of it; what is cut off is dark. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";

const WHOLE = 100;

/**
 * @param {import("./shown_picture.js").ShownPicture} picture with its size and fit
 * @param {number} side of the small picture that is asked for
 * @returns {HTMLElement} as wide as there is room, in the picture's shape
 */
export function keptPicture(picture, side) {
  const { width = 1, height = 1, fit } = picture;
  const attributes = { src: picture.small(side), alt: "", loading: "lazy", decoding: "async", draggable: "false" };
  const image = element("img", { attributes, on: { error: (event) => event.currentTarget.replaceWith(icon("warning")) } });
  const kept = element("span", { class: "penstock-dataset-kept" });
  const [left, top, right, bottom] = fit?.box ?? [0, 0, width, height];
  const share = (/** @type {number} */ part, /** @type {number} */ of) => `${(part / of) * WHOLE}%`;
  Object.assign(kept.style, { left: share(left, width), top: share(top, height), width: share(right - left, width), height: share(bottom - top, height) });
  const root = element("span", { class: "penstock-dataset-keeping" }, image, kept);
  root.style.aspectRatio = `${width} / ${height}`;
  root.classList.toggle("penstock-dataset-tall", height > width);
  return root;
}
