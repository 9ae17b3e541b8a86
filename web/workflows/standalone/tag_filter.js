/** The tags of workflows as buttons: one of them leaves the workflows that have it. */

import { button, element, setAttribute } from "../../library/elements.js";

export class TagFilter {
  tag;
  root;
  #host;
  #changed;
  #tags = /** @type {readonly {name: string, count: number}[]} */ ([]);
  #drawn = "";

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {string} tag the one that is chosen, empty for none
   * @param {() => void} changed
   */
  constructor(host, tag, changed) {
    this.tag = tag;
    this.#host = host;
    this.#changed = changed;
    this.root = element("div", { class: "penstock-tag-filter", attributes: { role: "group", "aria-label": host.t("workflows.tags") } });
  }

  /** @param {readonly {name: string, count: number}[]} tags */
  show(tags) {
    this.#tags = tags;
    if (this.tag && tags.length && !tags.some(({ name }) => name === this.tag)) this.tag = "";
    const drawn = JSON.stringify([tags, this.tag]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const at = [...this.root.children].indexOf(/** @type {Element} */ (document.activeElement));
    setAttribute(this.root, "hidden", tags.length ? null : "");
    this.root.replaceChildren(...tags.map((one) => this.#button(one)));
    if (at >= 0) /** @type {HTMLElement | undefined} */ (this.root.children[Math.min(at, tags.length - 1)])?.focus();
  }

  /** @param {string} tag empty for none; the chosen one is chosen no more */
  choose(tag) {
    this.tag = tag === this.tag ? "" : tag;
    this.show(this.#tags);
    this.#changed();
  }

  /** @param {{name: string, count: number}} tag */
  #button({ name, count }) {
    const one = button(name, () => this.choose(name), { class: "penstock-workflow-tag", title: this.#host.t("workflows.show_tag", { tag: name }) });
    one.append(element("span", { class: "penstock-count", text: String(count), attributes: { "aria-hidden": "true" } }));
    setAttribute(one, "aria-pressed", String(name === this.tag));
    return one;
  }
}
