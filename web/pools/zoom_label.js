/** The label of the image shown, edited in place. */

import { element } from "../library/elements.js";

/** @typedef {import("./types.js").Slot} Slot */

const MOST_LETTERS = 1000;

export class ZoomLabel {
  #slot = /** @type {Slot | undefined} */ (undefined);
  /**
   * What the field was filled from when the user began to type, and how it showed that: a field shows no line breaks.
   * @type {{slot: Slot, shown: string} | null}
   */
  #editing = null;
  #save;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {object} actions
   * @param {(slot: Slot, label: string) => Promise<unknown>} actions.save
   * @param {() => void} actions.done the keyboard goes back to the image
   */
  constructor(t, { save, done }) {
    this.#save = save;
    this.input = element("input", {
      class: "penstock-zoom-label",
      attributes: { type: "text", maxlength: MOST_LETTERS, placeholder: t("pools.label"), "aria-label": t("pools.label"), autocomplete: "off", spellcheck: "false" },
      on: {
        focus: () => this.#begin(),
        blur: () => void this.#leave(),
        keydown: (event) => this.#onKey(event, done),
      },
    });
  }

  edit() {
    this.input.focus();
    this.input.select();
  }

  /** @param {Slot | undefined} slot */
  show(slot) {
    const other = slot?.id !== this.#slot?.id;
    if (this.#editing && other) void this.#leave();
    this.#slot = slot;
    this.input.disabled = !slot;
    if (!this.#editing) this.input.value = slot?.label ?? "";
    if (other && document.activeElement === this.input) this.#begin();
  }

  #begin() {
    const slot = this.#slot;
    this.#editing = slot ? { slot, shown: this.input.value } : null;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {() => void} done
   */
  #onKey(event, done) {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") this.#editing = null;
    done();
  }

  async #leave() {
    const seen = this.#editing;
    const typed = this.input.value;
    this.#editing = null;
    this.input.value = this.#slot?.label ?? "";
    if (!seen || typed === seen.shown) return;
    const label = typed.trim();
    if (seen.slot.id === this.#slot?.id) this.input.value = label;
    await this.#save(seen.slot, label);
    if (!this.#editing) this.input.value = this.#slot?.label ?? "";
  }
}
