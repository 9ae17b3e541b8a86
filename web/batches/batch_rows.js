/** Batches as lines: what each is called, how it goes, and when it began. */

import { element, setAttribute, setText } from "../library/elements.js";
import { ago } from "../workflows/standalone/times.js";
import { batchState, hasEnded, progressWords } from "./batch_words.js";
import { place } from "./builder_axes.js";
import { CountBar } from "./count_bar.js";

/** @typedef {import("./types.js").Batch} Batch */

export class BatchRows {
  #host;
  #open;
  #rows = /** @type {Map<string, BatchRow>} */ (new Map());
  root = element("ul", { class: "penstock-batch-rows" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{href?: (batch: string) => string, open?: (batch: string) => void}} ways rows are links, or buttons
   */
  constructor(host, ways) {
    this.#host = host;
    this.#open = ways;
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {readonly Batch[]} batches */
  show(batches) {
    const shown = new Set(batches.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!shown.has(id)) this.#rows.delete(id);
    const rows = batches.map((batch) => {
      const row = this.#rows.get(batch.id) ?? new BatchRow(this.#host, batch.id, this.#open);
      this.#rows.set(batch.id, row);
      row.show(batch);
      return row.root;
    });
    place(this.root, rows);
  }

  /** @param {string} batch */
  linkOf(batch) {
    return this.#rows.get(batch)?.link ?? null;
  }

  focusFirst() {
    /** @type {HTMLElement | null} */ (this.root.querySelector("a, button"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("a, button")]);
    const next = links[links.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + by];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}

class BatchRow {
  #host;
  #bar;
  #name = element("strong", { attributes: { dir: "auto" } });
  #status = element("span", { class: "penstock-batch-status" });
  #words = element("span", { class: "penstock-batch-row-words" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} id
   * @param {{href?: (batch: string) => string, open?: (batch: string) => void}} ways
   */
  constructor(host, id, { href, open }) {
    this.#host = host;
    this.#bar = new CountBar(host);
    // The words beside it say the same.
    for (const name of ["role", "aria-valuemin"]) this.#bar.root.removeAttribute(name);
    setAttribute(this.#bar.root, "aria-hidden", "true");
    const parts = [element("span", { class: "penstock-batch-row-head" }, this.#name, this.#status), this.#bar.root, this.#words];
    this.link = href ? element("a", { class: "penstock-batch-row", attributes: { href: href(id) } }, ...parts) : element("button", { class: "penstock-batch-row", attributes: { type: "button" }, on: { click: () => open?.(id) } }, ...parts);
    this.root = element("li", { attributes: { "data-batch": id } }, this.link);
  }

  /** @param {Batch} batch */
  show(batch) {
    const { t } = this.#host;
    setText(this.#name, batch.title || t("batches.one"));
    const { words, tone } = batchState(t, batch);
    setText(this.#status, words);
    this.#status.dataset.status = tone;
    this.#bar.show(batch);
    for (const name of ["aria-valuemax", "aria-valuenow", "aria-valuetext", "aria-label"]) this.#bar.root.removeAttribute(name);
    setText(this.#words, [progressWords(t, batch), ago(this.#host, hasEnded(batch) ? (batch.ended ?? batch.created) : batch.created)].join(" · "));
  }
}
