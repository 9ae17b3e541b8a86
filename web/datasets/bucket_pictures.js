/** The pictures of a bucket, each with what is kept of it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { PictureTiles } from "./picture_tiles.js";
import { openPicture } from "./picture_large.js";
import { shownPicture } from "./shown_picture.js";

const PAGE = 60;

/** @typedef {import("./types.js").Source} Source */

export class BucketPictures {
  #host;
  #client;
  #tiles;
  #heading = element("h3");
  #more;
  #asked = /** @type {{source: Source, options: import("./types.js").BucketOptions, bucket: {width: number, height: number}} | null} */ (null);
  #count = 0;
  #turn = 0;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   * @param {() => void} closed
   */
  constructor(host, client, closed) {
    this.#host = host;
    this.#client = client;
    const { t } = host;
    this.#tiles = new PictureTiles(t, { fits: true, open: (index) => void this.#openLarge(index) });
    this.#more = button(t("datasets.more"), () => void this.#read(), { class: "penstock-button" });
    const close = button(t("datasets.buckets.close"), closed, { icon: icon("close"), class: "penstock-quiet" });
    const hint = element("p", { class: "penstock-dataset-hint", text: t("datasets.buckets.kept_hint") });
    this.root = element("section", { class: "penstock-dataset-bucket-pictures", attributes: { hidden: "" } }, element("header", {}, this.#heading, close), hint, this.#tiles.root, this.#more);
  }

  /**
   * @param {Source} source
   * @param {import("./types.js").BucketOptions} options
   * @param {import("./types.js").BucketCount | null} bucket null hides them
   */
  show(source, options, bucket) {
    this.#turn += 1;
    this.#asked = bucket && { source, options, bucket: { width: bucket.width, height: bucket.height } };
    setAttribute(this.root, "hidden", bucket ? null : "");
    this.#tiles.show([]);
    this.#count = 0;
    if (!bucket) return;
    setText(this.#heading, this.#host.t("datasets.buckets.pictures", { width: bucket.width, height: bucket.height, count: bucket.images }));
    void this.#read();
  }

  async #read() {
    const turn = this.#turn;
    if (!this.#asked) return;
    const { source, options, bucket } = this.#asked;
    setAttribute(this.root, "aria-busy", "true");
    try {
      const { images, count } = await this.#client.fits(source, options, { bucket, start: this.#tiles.pictures.length, limit: PAGE });
      if (turn !== this.#turn) return;
      this.#count = count;
      this.#tiles.add(images.map((one) => shownPicture(this.#host.requests, this.#client, source, one)));
    } catch (error) {
      this.#host.toasts.showError(error);
    } finally {
      if (turn === this.#turn) setAttribute(this.root, "aria-busy", null);
      setAttribute(this.#more, "hidden", this.#tiles.pictures.length < this.#count ? null : "");
    }
  }

  /** @param {number} index */
  async #openLarge(index) {
    const last = await openPicture(this.#host, { pictures: () => this.#tiles.pictures, index, count: this.#count, more: () => this.#read() });
    this.#tiles.focus(last);
  }
}
