/** What stands around the image in the zoom view: where one is, what it is, and a button for everything. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {import("./zoom_keys.js").ZoomActions & {actual: () => void, opacity: (share: number) => void}} ControlActions
 * @typedef {{slot: Slot | undefined, position: number, count: number, selected: boolean, overlay: boolean}} Shown
 */

export class ZoomControls {
  #t;
  #place = element("strong", { class: "penstock-zoom-place" });
  #details = element("span", { class: "penstock-zoom-details" });
  #scale = element("span", { class: "penstock-zoom-scale" });

  /**
   * @param {Translate} t
   * @param {ControlActions} actions
   * @param {HTMLElement} label the field of the label
   */
  constructor(t, actions, label) {
    this.#t = t;
    const key = keyButton;
    this.select = this.#makeSelect(actions.select);
    this.overlay = key(t("zoom.overlay"), "O", "eye", actions.toggleMask);
    this.opacity = this.#makeOpacity(actions.opacity);
    this.changing = [
      this.select,
      key(t("zoom.paint"), "M", "brush", actions.paint),
      key(t("zoom.duplicate"), "D", "duplicate", actions.duplicate),
      key(t("zoom.remove"), "Delete", "trash", actions.remove),
    ];
    this.previous = stepButton(t("zoom.previous"), "back", () => actions.step(-1));
    this.next = stepButton(t("zoom.next"), "forward", () => actions.step(1));
    const mask = element("div", { class: "penstock-zoom-group" }, this.overlay, this.opacity);
    const view = element(
      "div",
      { class: "penstock-zoom-group" },
      this.#scale,
      key(t("zoom.fit"), "0", "fit", actions.fit),
      button(t("zoom.actual_short"), actions.actual, { class: "penstock-quiet penstock-zoom-actual", title: `${t("zoom.actual")} (1)` }),
    );
    const change = element("div", { class: "penstock-zoom-group" }, ...this.changing);
    this.mask = mask;
    this.head = element(
      "div",
      { class: "penstock-zoom-head" },
      this.#place,
      this.#details,
      key(t("zoom.help"), "?", "keyboard", actions.help),
      key(t("close"), "Z", "close", actions.close),
    );
    this.foot = element("div", { class: "penstock-zoom-foot" }, label, mask, view, change);
  }

  /** @param {Shown} shown */
  show({ slot, position, count, selected, overlay }) {
    const t = this.#t;
    setText(this.#place, t("zoom.place", { number: position + 1, count }));
    setText(this.#details, slot ? details(t, slot, position) : "");
    setAttribute(this.#details, "title", slot?.image);
    this.select.classList.toggle("penstock-zoom-chosen", selected);
    setText(/** @type {Element} */ (this.select.querySelector("span")), t(selected ? "zoom.selected" : "zoom.select"));
    setAttribute(this.overlay, "aria-pressed", String(overlay));
    setAttribute(this.mask, "hidden", slot?.mask ? null : "");
    setAttribute(this.opacity, "hidden", overlay ? null : "");
    for (const one of this.changing) one.disabled = !slot;
    // They stay focusable at the ends: a button that is disabled under the finger would lose the keys.
    setAttribute(this.previous, "aria-disabled", position <= 0 ? "true" : null);
    setAttribute(this.next, "aria-disabled", position >= count - 1 ? "true" : null);
  }

  /** @param {number} scale */
  zoomed(scale) {
    setText(this.#scale, this.#t("zoom.scale", { percent: Math.round(scale * 100) }));
  }

  /** @param {() => void} run */
  #makeSelect(run) {
    const label = this.#t("zoom.select");
    const made = button(label, run, { icon: icon("check"), showLabel: true, class: "penstock-button penstock-zoom-select", title: `${label} (Enter)` });
    setAttribute(made, "aria-keyshortcuts", "Enter");
    return made;
  }

  /** @param {(share: number) => void} changed */
  #makeOpacity(changed) {
    const slider = element("input", {
      class: "penstock-zoom-opacity",
      attributes: { type: "range", min: 5, max: 100, step: 5, "aria-label": this.#t("zoom.opacity"), title: this.#t("zoom.opacity") },
      on: { input: () => changed(Number(slider.value) / 100) },
    });
    return slider;
  }
}

/**
 * @param {Translate} t
 * @param {Slot} slot
 * @param {number} position
 */
function details(t, { image, width, height }, position) {
  return [image, t("zoom.size", { width, height }), t("zoom.index", { position })].join(" · ");
}

/**
 * @param {string} label
 * @param {string} key
 * @param {Parameters<typeof icon>[0]} drawing
 * @param {() => void} run
 */
function keyButton(label, key, drawing, run) {
  const made = button(label, run, { icon: icon(drawing), class: "penstock-quiet penstock-zoom-button", title: `${label} (${key})` });
  setAttribute(made, "aria-keyshortcuts", key);
  return made;
}

/**
 * @param {string} label
 * @param {Parameters<typeof icon>[0]} drawing
 * @param {() => void} run
 */
function stepButton(label, drawing, run) {
  return button(label, run, { icon: icon(drawing), class: "penstock-zoom-step" });
}
