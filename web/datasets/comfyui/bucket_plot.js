/** The buckets of a data set, small: each drawn to its shape, with the count of its pictures. */

import { element, setText } from "../../library/elements.js";
import { bucketShape } from "./bucket_shapes.js";

const MOST = 44;

export class BucketPlot {
  #t;
  #list = element("ul", { class: "penstock-dataset-node-buckets", attributes: { "data-capture-wheel": "true", tabindex: "0" } });
  #more = element("p", { class: "penstock-dataset-node-note" });

  /** @param {import("../../library/strings.js").Translate} t */
  constructor(t) {
    this.#t = t;
    this.#list.setAttribute("aria-label", t("datasets.node.buckets"));
    this.root = element("div", { class: "penstock-dataset-node-plot" }, this.#list, this.#more);
  }

  /** @param {import("../types.js").Statistics} statistics */
  show({ buckets }) {
    const longest = Math.max(1, ...buckets.map(({ width, height }) => Math.max(width, height)));
    const most = Math.max(1, ...buckets.map(({ images }) => images));
    this.#list.replaceChildren(...buckets.map((bucket) => this.#tile(bucket, longest, most)));
    setText(this.#more, this.#t("datasets.node.bucket_count", { count: buckets.length }));
  }

  /**
   * @param {import("../types.js").BucketCount} bucket
   * @param {number} longest side of all
   * @param {number} most pictures in one
   */
  #tile({ width, height, images, enlarged }, longest, most) {
    const said = this.#t("datasets.node.bucket_said", { count: images, width, height });
    const more = enlarged ? this.#t("datasets.node.bucket_enlarged", { count: enlarged }) : "";
    const drawn = bucketShape(width, height, (MOST * Math.max(width, height)) / longest);
    const bar = element("span", { class: "penstock-dataset-node-bar" }, element("i", { properties: { style: `inline-size: ${Math.max(4, Math.round((100 * images) / most))}%` } }));
    const label = element("span", { class: "penstock-hidden", text: [said, more].filter(Boolean).join(". ") });
    const size = element("span", { class: "penstock-dataset-node-size", text: `${width}×${height}`, attributes: { "aria-hidden": "true" } });
    const count = element("b", { text: String(images), attributes: { "aria-hidden": "true" } });
    const attributes = { title: [said, more].filter(Boolean).join("\n"), "data-enlarged": enlarged ? "" : null };
    return element("li", { attributes }, element("span", { class: "penstock-dataset-node-shape" }, drawn), count, bar, size, label);
  }
}
