/** One node Bucket Resize: the size that came out of the last run, and what was kept of the picture. */

import { feedOf, spotsOf } from "../../library/comfyui/wiring.js";
import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { percentText } from "../dataset_words.js";
import { keptShape } from "./bucket_shapes.js";
import { DatasetNode } from "./dataset_node.js";

const SHAPE = { name: "penstock_bucket", minHeight: 84, width: 320 };
const MOST = 72;

/**
 * What a run says of its first picture.
 * @typedef {import("../types.js").Fit & {of: [number, number], enlarged: boolean, max_upscale: number}} Done
 */

export class BucketNode extends DatasetNode {
  #done = /** @type {Done | null} */ (null);
  #said = "";
  #shape = element("div", { class: "penstock-dataset-bucket-shape" });
  #size = element("strong", { attributes: { role: "status" } });
  #what = element("span", { class: "penstock-dataset-node-note" });
  #warning = element("span", { class: "penstock-dataset-node-warning", attributes: { hidden: "" } });

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./dataset_node.js").Shared} shared
   */
  constructor(page, node, shared) {
    super(page, node, shared, SHAPE);
    const words = element("div", { class: "penstock-dataset-bucket-words" }, this.#size, this.#what, this.#warning);
    this.body.append(element("div", { class: "penstock-dataset-bucket" }, this.#shape, words));
    this.#show();
  }

  /** @param {any} output */
  ran({ fit, text }) {
    this.#done = fit?.[0] ?? null;
    this.#said = String(text?.[0] ?? "");
    this.#show();
  }

  #show() {
    const done = this.#done;
    setAttribute(this.#shape, "hidden", done ? null : "");
    if (!done) {
      setText(this.#size, this.#said);
      setText(this.#what, this.#said ? "" : this.t("datasets.node.bucket_later"));
      return this.#warn("");
    }
    this.#shape.replaceChildren(keptShape(done.of, done.box, MOST, this.#picture));
    setText(this.#size, `${done.width} × ${done.height}`);
    setText(this.#what, this.#whatWas(done));
    this.#warn(done.enlarged ? this.t("datasets.node.enlarged_much", { most: number(done.max_upscale) }) : "");
  }

  /** The picture that came in, where the node that it came from shows it. */
  get #picture() {
    const [spot] = spotsOf(this.page.app, this.node);
    const feed = spot && feedOf(spot, "image");
    if (feed?.kind !== "node") return "";
    const { node } = feed.spot;
    return this.shared.pictures.get(node) ?? (node.comfyClass === "LoadImage" ? (node.imgs?.[0]?.src ?? "") : "");
  }

  /** @param {Done} done */
  #whatWas({ of: [width, height], scale, cropped }) {
    const times = number(scale);
    const scaled = times === "1" ? "same_size" : scale > 1 ? "enlarged" : "made_smaller";
    const parts = [this.t("datasets.node.from_size", { width, height }), this.t(`datasets.node.${scaled}`, { times: scale > 1 ? times : number(1 / scale) })];
    return [...parts, cropped > 0 ? this.t("datasets.fit.cropped", { percent: percentText(cropped) }) : this.t("datasets.fit.whole")].join(" · ");
  }

  /** @param {string} text */
  #warn(text) {
    setAttribute(this.#warning, "hidden", text ? null : "");
    this.#warning.replaceChildren(...(text ? [icon("warning"), element("span", { text })] : []));
  }
}

/** @param {number} value with two digits behind the point at most */
const number = (value) => String(Number(value.toFixed(2)));
