/** One cell of the grid: the tile that selects, its tools, and the label below it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { LabelField } from "./cell_label.js";

/**
 * What a cell asks of its grid. A cell without a slot (not read yet) asks nothing.
 * @typedef {object} CellActions
 * @property {(cell: ShownCell, event: MouseEvent) => void} press the tile was clicked
 * @property {(cell: ShownCell) => void} zoom
 * @property {(cell: ShownCell) => void} paint
 * @property {(cell: ShownCell) => void} remove
 * @property {(slot: Slot, label: string, cell: Cell) => void} label `slot` is as it was when the user began to type
 * @property {(cell: Cell, step: 1 | -1) => boolean} nextLabel goes on to label a neighbour; false where there is none
 *
 * @typedef {Cell & {slot: Slot}} ShownCell
 * @typedef {{position: number, count: number, selected: boolean, marked: boolean, active: boolean, forced: boolean, grabbed: boolean}} CellState
 * `forced`: the node's index takes this one; `grabbed`: it is being dragged
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
  #state = /** @type {CellState | null} */ (null);

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
    this.number = element("span");
    this.tile = this.#makeTile();
    this.label = new LabelField(this, actions, t);
    this.paintButton = this.#tool("brush", "penstock-paint", "paint");
    this.removeButton = this.#tool("close", "penstock-remove", "remove");
    this.tools = [this.paintButton, this.removeButton];
    this.root = element("div", { class: "penstock-cell", attributes: { role: "listitem" } }, this.tile, ...this.tools, this.label.input);
  }

  /**
   * Shows `slot`; undefined shows a placeholder until it is read. What is the same as before costs nothing.
   * @param {Slot | undefined} slot
   * @param {CellState} state
   */
  show(slot, state) {
    const before = this.slot;
    if (slot === before && this.#state && same(this.#state, state)) return;
    this.slot = slot;
    this.position = state.position;
    this.#state = state;
    setText(this.number, String(state.position));
    setAttribute(this.root, "aria-posinset", state.position + 1);
    setAttribute(this.root, "aria-setsize", state.count);
    setAttribute(this.root, "data-slot-id", slot?.id);
    for (const name of /** @type {const} */ (["selected", "marked", "forced", "grabbed"])) {
      this.root.classList.toggle(`penstock-${name}`, state[name]);
    }
    setAttribute(this.tile, "aria-pressed", String(state.selected));
    for (const part of [this.tile, ...this.tools]) part.tabIndex = state.active ? 0 : -1;
    if (slot && slot !== before) this.#fill(slot, before);
    if (slot) this.#name(slot, state);
  }

  /** @returns {this is ShownCell} */
  isRead() {
    return this.slot !== undefined;
  }

  get isBroken() {
    return this.root.classList.contains("penstock-broken");
  }

  /** Asks for the picture again, after it could not be loaded. */
  reload() {
    if (!this.slot || !this.isBroken) return;
    this.root.classList.remove("penstock-broken");
    this.image.removeAttribute("src");
    this.image.src = this.#thumbnailUrl(this.slot);
  }

  /**
   * @param {Slot} slot
   * @param {Slot | undefined} before
   */
  #fill(slot, before) {
    if (slot.image_tag !== before?.image_tag || slot.id !== before?.id) {
      this.root.classList.remove("penstock-broken", "penstock-loaded");
      this.image.src = this.#thumbnailUrl(slot);
    }
    this.root.classList.toggle("penstock-masked", !!slot.mask);
    this.label.fill(slot);
    setAttribute(this.tile, "title", `${slot.label || slot.image} · ${slot.width} × ${slot.height}`);
  }

  /**
   * @param {Slot} slot
   * @param {CellState} state
   */
  #name(slot, { position, marked, forced }) {
    const t = this.#t;
    const states = [slot.mask && t("pools.has_mask"), marked && t("pools.is_marked"), forced && t("pools.is_forced"), this.isBroken && t("pools.is_broken")];
    const name = t("pools.image_name", { position, label: slot.label }).trim();
    setAttribute(this.tile, "aria-label", [name, ...states.filter(Boolean)].join(", "));
    setAttribute(this.label.input, "aria-label", t("pools.label_of", { position }));
    nameTool(this.removeButton, t("pools.remove_image", { position }));
    nameTool(this.paintButton, t("pools.paint_image", { position }));
  }

  #makeTile() {
    const t = this.#t;
    return element(
      "button",
      {
        class: "penstock-tile",
        attributes: { type: "button", "aria-keyshortcuts": "Enter Space F2 Delete Z M Shift+F10 ?" },
        on: {
          click: (event) => this.isRead() && this.#actions.press(this, event),
          dblclick: (event) => this.isRead() && !event.ctrlKey && !event.metaKey && !event.shiftKey && this.#actions.zoom(this),
        },
      },
      this.image,
      element("span", { class: "penstock-number" }, icon("check"), this.number),
      element("span", { class: "penstock-mask", attributes: { title: t("pools.has_mask") } }, icon("mask")),
      element("span", { class: "penstock-check" }, icon("check")),
      element("span", { class: "penstock-force" }, icon("pin")),
      element("span", { class: "penstock-reload" }, icon("refresh"), element("span", { text: t("pools.not_loaded") })),
    );
  }

  /**
   * @param {"brush" | "close"} shape
   * @param {string} className
   * @param {"paint" | "remove"} action
   */
  #tool(shape, className, action) {
    const press = () => this.isRead() && this.#actions[action](this);
    return button("", press, { icon: icon(shape), class: `penstock-tool ${className}` });
  }

  /** @param {"penstock-loaded" | "penstock-broken"} how the picture came */
  #came(how) {
    this.root.classList.add(how);
    if (this.slot && this.#state) this.#name(this.slot, this.#state);
  }

  #makeImage() {
    return element("img", {
      class: "penstock-thumbnail",
      attributes: { decoding: "async", alt: "", draggable: "false", width: 96, height: 96 },
      on: {
        load: () => this.#came("penstock-loaded"),
        error: () => this.#came("penstock-broken"),
      },
    });
  }
}

/**
 * @param {HTMLElement} tool
 * @param {string} name
 */
function nameTool(tool, name) {
  setAttribute(tool, "aria-label", name);
  setAttribute(tool, "title", name);
}

/**
 * @param {CellState} one
 * @param {CellState} other
 */
function same(one, other) {
  return /** @type {(keyof CellState)[]} */ (Object.keys(one)).every((key) => one[key] === other[key]);
}
