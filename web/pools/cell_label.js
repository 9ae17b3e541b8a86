/** The label below an image: edited in place, saved when the user leaves it. */

import { element, setAttribute } from "../library/elements.js";

/**
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./types.js").Slot} Slot
 */

/** The tile is the way back: Enter and Escape lead there, so that the field itself is no stop of the Tab key. */
export class LabelField {
  #cell;
  #actions;
  /**
   * What the field was filled from when the user began to type, and how it showed that: a field shows no line breaks.
   * @type {{slot: Slot, shown: string} | null}
   */
  #editing = null;

  /**
   * @param {Cell} cell
   * @param {import("./cell.js").CellActions} actions
   * @param {import("../library/strings.js").Translate} t
   */
  constructor(cell, actions, t) {
    this.#cell = cell;
    this.#actions = actions;
    this.input = element("input", {
      class: "penstock-label",
      attributes: {
        type: "text",
        maxlength: 1000,
        placeholder: t("pools.label"),
        autocomplete: "off",
        spellcheck: "false",
        tabindex: -1,
      },
      on: {
        focus: () => this.#begin(),
        blur: () => this.#save(),
        keydown: (event) => this.#onKey(event),
      },
    });
  }

  /** Begins to edit, with everything selected. */
  edit() {
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  /**
   * What is being typed stays.
   * @param {Slot} slot
   */
  fill(slot) {
    if (!this.#editing) this.input.value = slot.label;
  }

  /** @param {boolean} busy while a label is on its way */
  setBusy(busy) {
    setAttribute(this.input, "aria-busy", busy);
  }

  /** Shows what is stored. */
  restore() {
    this.input.value = this.#cell.slot?.label ?? "";
  }

  #begin() {
    const { slot } = this.#cell;
    this.#editing = slot ? { slot, shown: this.input.value } : null;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.#editing = null;
    if (event.key === "Tab") {
      if (this.#actions.nextLabel(this.#cell, event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (event.key === "Escape" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      event.preventDefault();
      this.#cell.tile.focus({ preventScroll: true });
    }
  }

  #save() {
    const seen = this.#editing;
    this.#editing = null;
    const typed = this.input.value;
    if (!seen || typed === seen.shown) this.restore();
    else this.#actions.label(seen.slot, typed.trim(), this.#cell);
  }
}
