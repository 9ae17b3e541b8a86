/** The candidates of a batch in a row; the one shown large is marked. */

import { element, setAttribute } from "../library/elements.js";

/** @typedef {import("./types.js").Gate} Gate */

export class GateStrip {
  #t;
  #choose;
  #shown = "";

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {(index: number) => void} choose
   */
  constructor(t, choose) {
    this.#t = t;
    this.#choose = choose;
    this.root = element("div", { class: "penstock-gate-strip", attributes: { role: "group", "aria-label": t("gates.batch"), hidden: "" } });
  }

  /**
   * @param {Gate} gate
   * @param {number} index
   * @param {(at: number) => string} small gives the URL of a small picture
   */
  show(gate, index, small) {
    setAttribute(this.root, "hidden", gate.count > 1 ? null : "");
    if (this.#shown !== gate.token) this.root.replaceChildren(...this.#made(gate, small));
    this.#shown = gate.token;
    for (const [at, one] of [...this.root.children].entries()) {
      setAttribute(one, "aria-current", at === index ? "true" : null);
      setAttribute(one, "tabindex", at === index ? 0 : -1);
    }
    if (gate.count > 1) scrollIntoRow(this.root, /** @type {HTMLElement} */ (this.root.children[index]));
  }

  /**
   * @param {Gate} gate
   * @param {(at: number) => string} small
   */
  #made({ count }, small) {
    if (count < 2) return [];
    return Array.from({ length: count }, (_, at) => {
      const picture = element("img", { attributes: { alt: "", src: small(at), loading: "lazy", decoding: "async", draggable: "false", width: 48, height: 48 } });
      const label = this.#t("gates.candidate", { number: at + 1, count });
      return element("button", { attributes: { type: "button", "aria-label": label }, on: { click: () => this.#choose(at) } }, picture);
    });
  }
}

/**
 * Only the row scrolls, never the page around it.
 * @param {HTMLElement} row
 * @param {HTMLElement} one
 */
function scrollIntoRow(row, one) {
  const [left, right] = [one.offsetLeft, one.offsetLeft + one.offsetWidth];
  if (left < row.scrollLeft) row.scrollLeft = left;
  else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth;
}
