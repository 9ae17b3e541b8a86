/** What acts on a contact sheet as a whole: the size of its pictures, and what can be done with those that are marked. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { keep, kept } from "../library/page_storage.js";

const KEPT_AS = "penstock.executions.tile";
const SIZES = { least: 72, most: 360, first: 168 };

/**
 * A slider that the page remembers.
 * @param {import("../library/strings.js").Translate} t
 * @param {(tile: number) => void} changed
 */
export function tileSlider(t, changed) {
  const size = keptTile();
  const attributes = { type: "range", min: SIZES.least, max: SIZES.most, step: 8, value: size, "aria-label": t("executions.size"), title: t("executions.size") };
  const slider = element("input", { class: "penstock-sheet-size", attributes });
  slider.addEventListener("input", () => (keep(KEPT_AS, slider.value), changed(Number(slider.value))));
  return slider;
}

/** @returns {number} the width of a picture that was chosen last */
export function keptTile() {
  const size = Number(kept(KEPT_AS) ?? SIZES.first);
  return size >= SIZES.least && size <= SIZES.most ? size : SIZES.first;
}

/** The line that tells how many are marked, and what can be done with them. */
export class MarkedBar {
  #t;
  #text = element("span", { attributes: { role: "status" } });

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {{remove: () => void, clear: () => void}} actions
   */
  constructor(t, { remove, clear }) {
    this.#t = t;
    const removes = button(t("executions.delete_marked"), remove, { icon: icon("trash"), showLabel: true, class: "penstock-button" });
    const clears = button(t("executions.clear_marks"), clear, { class: "penstock-text-button" });
    this.root = element("div", { class: "penstock-sheet-marked", attributes: { hidden: "" } }, this.#text, removes, clears);
  }

  /** @param {number} count */
  show(count) {
    setAttribute(this.root, "hidden", count ? null : "");
    setText(this.#text, count ? this.#t("executions.marked", { count }) : "");
  }
}
