/** A bar of how the cells of a batch stand: one segment for each state. */

import { element, setAttribute } from "../library/elements.js";
import { cellStatus, progressWords, STATUSES } from "./batch_words.js";

export class CountBar {
  #host;
  #segments = /** @type {Map<string, HTMLElement>} */ (new Map(STATUSES.map((status) => [status, element("span", { attributes: { "data-status": status } })])));

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    this.#host = host;
    this.root = element("div", { class: "penstock-counts", attributes: { role: "progressbar", "aria-valuemin": 0 } }, ...this.#segments.values());
  }

  /** @param {import("./types.js").Batch} batch */
  show(batch) {
    const { t } = this.#host;
    const { counts, total, title } = batch;
    const ended = total - counts.queued - counts.running;
    for (const [name, value] of Object.entries({ "aria-label": title || t("batches.one"), "aria-valuemax": total, "aria-valuenow": ended, "aria-valuetext": progressWords(t, batch) })) setAttribute(this.root, name, value);
    for (const status of STATUSES) {
      const segment = /** @type {HTMLElement} */ (this.#segments.get(status));
      segment.style.flexGrow = String(counts[status]);
      segment.hidden = !counts[status];
      setAttribute(segment, "title", `${cellStatus(t, status)}: ${counts[status]}`);
    }
  }
}
