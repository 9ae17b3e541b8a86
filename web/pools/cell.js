/** One cell of the grid: the tile that selects, the label below it, the button that removes. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * What a cell asks of its grid. All are called with the slot as it is now.
 * @typedef {object} CellActions
 * @property {(slot: Slot) => void} select
 * @property {(slot: Slot) => void} remove
 * @property {(slot: Slot, label: string, cell: Cell) => void} label `slot` is as it was when the user began to type
 *
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("../library/strings.js").Translate} Translate
 */

export class Cell {
  /** @type {Slot | undefined} */
  slot;
  position = 0;
  #actions;
  #t;
  #thumbnailUrl;
  /** @type {Slot | null} what the label field was filled from when the user began to type */
  #editing = null;

  /**
   * @param {CellActions} actions
   * @param {Translate} t
   * @param {(slot: Slot) => string} thumbnailUrl
   */
  constructor(actions, t, thumbnailUrl) {
    this.#actions = actions;
    this.#t = t;
    this.#thumbnailUrl = thumbnailUrl;
    this.image = this.#makeImage();
    this.number = element("span", { class: "penstock-number" });
    this.mask = element("span", { class: "penstock-mask", attributes: { title: t("pools.has_mask"), hidden: "" } }, icon("mask"));
    this.tile = element(
      "button",
      { class: "penstock-tile", attributes: { type: "button" }, on: { click: () => this.slot && actions.select(this.slot) } },
      this.image,
      this.number,
      this.mask,
      element("span", { class: "penstock-check" }, icon("check")),
    );
    this.removeButton = button("", () => this.slot && actions.remove(this.slot), {
      icon: icon("close"),
      class: "penstock-remove",
    });
    this.input = this.#makeInput();
    this.root = element("div", { class: "penstock-cell", attributes: { role: "listitem" } }, this.tile, this.removeButton, this.input);
  }

  /**
   * Shows `slot`; undefined shows a placeholder until it is read.
   * @param {Slot | undefined} slot
   * @param {{position: number, count: number, selected: boolean, active: boolean}} place
   */
  show(slot, { position, count, selected, active }) {
    const before = this.slot;
    this.slot = slot;
    this.position = position;
    setText(this.number, String(position));
    setAttribute(this.root, "aria-posinset", position + 1);
    setAttribute(this.root, "aria-setsize", count);
    setAttribute(this.root, "data-slot-id", slot?.id);
    this.root.classList.toggle("penstock-selected", selected);
    setAttribute(this.tile, "aria-pressed", String(selected));
    for (const part of [this.tile, this.input, this.removeButton]) part.tabIndex = active ? 0 : -1;
    if (slot && slot !== before) this.#fill(slot, before);
    if (slot) this.#name(slot, position);
  }

  /** @param {boolean} busy while a label is on its way */
  setBusy(busy) {
    setAttribute(this.input, "aria-busy", busy);
  }

  /**
   * @param {Slot} slot
   * @param {Slot | undefined} before
   */
  #fill(slot, before) {
    if (slot.image_tag !== before?.image_tag || slot.id !== before?.id) {
      this.root.classList.remove("penstock-broken");
      this.image.src = this.#thumbnailUrl(slot);
    }
    setAttribute(this.mask, "hidden", slot.mask ? null : "");
    if (!this.#editing) this.input.value = slot.label;
    setAttribute(this.tile, "title", `${slot.label || slot.image} · ${slot.width} × ${slot.height}`);
  }

  /**
   * @param {Slot} slot
   * @param {number} position
   */
  #name(slot, position) {
    const mask = slot.mask ? `, ${this.#t("pools.has_mask")}` : "";
    setAttribute(this.tile, "aria-label", this.#t("pools.image_name", { position, label: slot.label }).trim() + mask);
    setAttribute(this.input, "aria-label", this.#t("pools.label_of", { position }));
    setAttribute(this.removeButton, "aria-label", this.#t("pools.remove_image", { position }));
    setAttribute(this.removeButton, "title", this.#t("pools.remove_image", { position }));
  }

  #makeImage() {
    return element("img", {
      class: "penstock-thumbnail",
      attributes: { loading: "lazy", decoding: "async", alt: "", draggable: "false", width: 96, height: 96 },
      on: {
        load: () => this.root.classList.add("penstock-loaded"),
        error: () => this.root.classList.add("penstock-broken"),
      },
    });
  }

  #makeInput() {
    return element("input", {
      class: "penstock-label",
      attributes: { type: "text", maxlength: 1000, placeholder: this.#t("pools.label"), autocomplete: "off", spellcheck: "false" },
      on: {
        focus: () => (this.#editing = this.slot ?? null),
        blur: () => this.#save(),
        keydown: (event) => this.#onKey(event),
      },
    });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") this.input.value = this.slot?.label ?? "";
    if ((event.key === "Enter" && !event.isComposing) || event.key === "Escape") this.tile.focus({ preventScroll: true });
  }

  #save() {
    const seen = this.#editing;
    this.#editing = null;
    const label = this.input.value.trim();
    if (!seen || label === seen.label) this.input.value = this.slot?.label ?? "";
    else this.#actions.label(seen, label, this);
  }
}
