/** Buckets drawn to shape: each as its rectangle, the fuller the darker; choosing one shows its pictures. */

import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { percentText } from "./dataset_words.js";
import { Roving } from "./roving.js";

const LONGEST_PX = 92;
const LEAST_TINT = 18;
const MOST_TINT = 74;
/** More than this share cut off is warned of. */
const MUCH = 0.2;

/** @typedef {import("./types.js").BucketCount} BucketCount */

export class BucketPlot {
  #t;
  #choose;
  #chosen = "";
  #roving;
  root = element("ul", { class: "penstock-dataset-buckets" });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {(bucket: BucketCount | null) => void} choose null: none is chosen any more
   */
  constructor(t, choose) {
    this.#t = t;
    this.#choose = choose;
    setAttribute(this.root, "aria-label", t("datasets.buckets.title"));
    this.#roving = new Roving(this.root);
  }

  /**
   * @param {readonly BucketCount[]} buckets
   * @param {number} most times that pictures may be enlarged
   */
  show(buckets, most) {
    const longest = Math.max(1, ...buckets.flatMap(({ width, height }) => [width, height]));
    const fullest = Math.max(1, ...buckets.map(({ images }) => images));
    if (!buckets.some((one) => keyOf(one) === this.#chosen)) this.#chosen = "";
    this.root.replaceChildren(...buckets.map((bucket) => this.#bucket(bucket, LONGEST_PX / longest, bucket.images / fullest, most)));
    this.#roving.settle();
  }

  /** @param {string} key of the one that is chosen; empty: none */
  mark(key) {
    this.#chosen = key;
    for (const one of this.root.querySelectorAll("button")) setAttribute(one, "aria-pressed", String(one.dataset.bucket === key));
  }

  /**
   * @param {BucketCount} bucket
   * @param {number} scale
   * @param {number} share
   * @param {number} most
   */
  #bucket(bucket, scale, share, most) {
    const { width, height, images, enlarged, cropped } = bucket;
    const t = this.#t;
    const drawn = element("span", { class: "penstock-dataset-shape", text: String(images) });
    Object.assign(drawn.style, { width: `${Math.max(26, width * scale)}px`, height: `${Math.max(22, height * scale)}px` });
    drawn.style.setProperty("--tint", `${Math.round(LEAST_TINT + (MOST_TINT - LEAST_TINT) * share)}%`);
    drawn.classList.toggle("penstock-dataset-full", share > 0.5);
    const size = element("strong", { text: `${width} × ${height}` });
    const isMuch = cropped > MUCH;
    const cut = element("small", { class: isMuch ? "penstock-dataset-warns" : "" }, ...(isMuch ? [icon("warning")] : []), cropped > 0 ? t("datasets.fit.cropped", { percent: percentText(cropped) }) : t("datasets.fit.whole"));
    const large = enlarged ? t("datasets.buckets.enlarged", { count: enlarged, times: most }) : "";
    const label = [t("datasets.buckets.name", { width, height }), t("datasets.images", { count: images }), large].filter(Boolean).join(", ");
    const key = keyOf(bucket);
    const attributes = { type: "button", "aria-label": label, "aria-pressed": String(key === this.#chosen), "data-bucket": key };
    const run = () => this.#toggle(bucket);
    return element("li", {}, element("button", { class: "penstock-dataset-bucket", attributes, on: { click: run } }, element("span", { class: "penstock-dataset-shapes" }, drawn), size, cut, large ? element("small", { text: large }) : null));
  }

  /** @param {BucketCount} bucket */
  #toggle(bucket) {
    const key = keyOf(bucket);
    const chosen = this.#chosen === key ? null : bucket;
    this.mark(chosen ? key : "");
    this.#choose(chosen);
  }
}

/** @param {{width: number, height: number}} bucket */
const keyOf = ({ width, height }) => `${width}x${height}`;
