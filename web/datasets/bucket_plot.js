/** Buckets drawn to shape: each as its rectangle, the fuller the darker; choosing one shows its pictures. */

import { element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { rowAfter } from "./folder_rows.js";
import { percentText } from "./dataset_words.js";

const LONGEST_PX = 92;
const LEAST_TINT = 18;
const MOST_TINT = 74;

/** @typedef {import("./types.js").BucketCount} BucketCount */

export class BucketPlot {
  #t;
  #choose;
  #chosen = "";
  root = element("ul", { class: "penstock-dataset-buckets" });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {(bucket: BucketCount | null) => void} choose null: none is chosen any more
   */
  constructor(t, choose) {
    this.#t = t;
    this.#choose = choose;
    setAttribute(this.root, "aria-label", t("datasets.buckets.title"));
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {readonly BucketCount[]} buckets */
  show(buckets) {
    const longest = Math.max(1, ...buckets.flatMap(({ width, height }) => [width, height]));
    const most = Math.max(1, ...buckets.map(({ images }) => images));
    if (!buckets.some((one) => keyOf(one) === this.#chosen)) this.#chosen = "";
    this.root.replaceChildren(...buckets.map((bucket) => this.#bucket(bucket, LONGEST_PX / longest, bucket.images / most)));
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
   */
  #bucket(bucket, scale, share) {
    const { width, height, images, enlarged, cropped } = bucket;
    const t = this.#t;
    const drawn = element("span", { class: "penstock-dataset-shape", text: String(images) });
    Object.assign(drawn.style, { width: `${Math.max(26, width * scale)}px`, height: `${Math.max(22, height * scale)}px` });
    drawn.style.setProperty("--tint", `${Math.round(LEAST_TINT + (MOST_TINT - LEAST_TINT) * share)}%`);
    drawn.classList.toggle("penstock-dataset-full", share > 0.5);
    const size = element("strong", { text: `${width} × ${height}` });
    const cut = element("small", { text: cropped > 0 ? t("datasets.fit.cropped", { percent: percentText(cropped) }) : t("datasets.fit.whole") });
    const warns = enlarged ? [element("small", { class: "penstock-dataset-warns" }, icon("warning"), t("datasets.buckets.enlarged", { count: enlarged }))] : [];
    const label = [t("datasets.buckets.name", { width, height }), t("datasets.images", { count: images }), enlarged ? t("datasets.buckets.enlarged", { count: enlarged }) : ""].filter(Boolean).join(", ");
    const key = keyOf(bucket);
    const attributes = { type: "button", "aria-label": label, "aria-pressed": String(key === this.#chosen), "data-bucket": key };
    const run = () => this.#toggle(bucket);
    return element("li", {}, element("button", { class: "penstock-dataset-bucket", attributes, on: { click: run } }, element("span", { class: "penstock-dataset-shapes" }, drawn), size, cut, ...warns));
  }

  /** @param {BucketCount} bucket */
  #toggle(bucket) {
    const key = keyOf(bucket);
    const chosen = this.#chosen === key ? null : bucket;
    this.mark(chosen ? key : "");
    this.#choose(chosen);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const all = [...this.root.querySelectorAll("button")];
    const next = rowAfter(event.key, all, all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)));
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** @param {{width: number, height: number}} bucket */
const keyOf = ({ width, height }) => `${width}x${height}`;
