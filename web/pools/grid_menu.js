/** The menu of an image, of the marked images, and of the pool. */

import { takesText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { arriving } from "../library/requests.js";
import { dataItems } from "./data_items.js";
import { canCopyPictures, copyPicture, downloadPicture } from "./pictures.js";

/**
 * @typedef {import("./cell.js").ShownCell} ShownCell
 * @typedef {import("./grid.js").PoolGrid} PoolGrid
 * @typedef {import("../library/menu.js").MenuItem} MenuItem
 */

export class GridMenu {
  #grid;
  #actions;
  #help;

  /**
   * @param {PoolGrid} grid
   * @param {import("./grid_actions.js").GridActions} actions
   * @param {() => void} help
   */
  constructor(grid, actions, help) {
    this.#grid = grid;
    this.#actions = actions;
    this.#help = help;
  }

  /**
   * Neither the browser's menu nor ComfyUI's appears, but text fields keep theirs.
   * @param {MouseEvent} event
   * @param {boolean} touching a finger that rests decides by itself what it means
   */
  onContextMenu(event, touching) {
    event.stopPropagation();
    if (takesText(event.target)) return;
    event.preventDefault();
    const cell = this.#grid.cells.cellOf(event.target);
    if (!touching && cell?.isRead()) this.open(cell, { x: event.clientX, y: event.clientY });
  }

  /**
   * @param {ShownCell} cell
   * @param {{x: number, y: number}} point in the window
   */
  open(cell, point) {
    cell.tile.focus({ preventScroll: true });
    this.#open(point, () => this.#items(cell));
  }

  /**
   * By key: on the image.
   * @param {ShownCell} cell
   */
  openAt(cell) {
    this.#open({ anchor: cell.tile }, () => this.#items(cell));
  }

  /**
   * For everybody without a keyboard: the image that the keyboard would be on.
   * @param {HTMLElement} anchor
   */
  openBelow(anchor) {
    const cell = this.#grid.cells.cellAt(this.#grid.cells.active);
    this.#open({ anchor }, () => [...(cell?.isRead() ? this.#items(cell) : this.#forAll()), null, this.#helpItem()]);
  }

  /**
   * @param {{anchor: HTMLElement} | {x: number, y: number}} place
   * @param {() => (MenuItem | null)[]} items
   */
  #open(place, items) {
    const { host } = this.#grid;
    const opened = arriving(import("../library/menu.js")).then(({ openMenu }) => openMenu(host, place, items()));
    opened.catch((error) => host.toasts.showError(error));
  }

  /** @param {ShownCell} cell */
  #items(cell) {
    const ids = this.#actions.idsOf(cell);
    const alone = ids.length === 1;
    const parts = [alone ? this.#forOne(cell) : [], this.#forMany(cell, ids), alone ? this.#pictures(cell) : [], this.#moves(cell), this.#forAll()];
    const extras = this.#grid.menuExtras?.() ?? [];
    return separated([...parts, this.#data(ids), extras, [this.#removal(cell, ids)]]);
  }

  /**
   * @param {ShownCell} cell
   * @returns {MenuItem[]}
   */
  #forOne(cell) {
    const { t } = this.#grid.host;
    const { slot } = cell;
    return [
      { label: t("pools.menu.select"), icon: icon("check"), keys: "Enter", run: () => this.#actions.select(cell) },
      { label: t("pools.menu.zoom"), icon: icon("zoom"), keys: "Z", run: () => void this.#actions.zoom(cell) },
      { label: t(slot.mask ? "pools.menu.edit_mask" : "pools.menu.paint"), icon: icon("brush"), keys: "M", run: () => this.#actions.paint(cell) },
      ...this.#maskEditor(cell),
      ...(slot.mask ? [{ label: t("pools.menu.clear_mask"), icon: icon("eraser"), run: () => void this.#grid.commands?.clearMask(slot) }] : []),
      { label: t("pools.menu.label"), icon: icon("label"), keys: "F2", run: () => this.#actions.editLabel(cell) },
    ];
  }

  /**
   * @param {ShownCell} cell
   * @returns {MenuItem[]}
   */
  #maskEditor({ slot }) {
    const { host, commands } = this.#grid;
    if (!host.maskEditor) return [];
    const { whyNot } = host.maskEditor;
    // Where it is impossible, choosing it says why.
    const run = () => (whyNot ? void host.toasts.show({ message: whyNot }) : void commands?.paintElsewhere(slot));
    return [{ label: host.t("pools.menu.mask_editor"), icon: icon("mask"), run }];
  }

  /**
   * @param {ShownCell} cell
   * @param {string[]} ids
   * @returns {MenuItem[]}
   */
  #forMany(cell, ids) {
    const [{ t }, { marks }] = [this.#grid.host, this.#grid];
    const marked = marks.has(cell.slot.id);
    return [
      { label: t("pools.menu.duplicate"), icon: icon("duplicate"), keys: "D", run: () => this.#actions.duplicate(ids) },
      { label: t("pools.menu.copy_to"), icon: icon("send"), run: () => this.#actions.copyToPool(ids) },
      { label: t(marked ? "pools.menu.unmark" : "pools.menu.mark"), icon: icon("tick"), keys: "Space", run: () => this.#actions.mark(cell) },
    ];
  }

  /**
   * @param {ShownCell} cell
   * @returns {MenuItem[]}
   */
  #pictures({ slot }) {
    const { host, pool } = this.#grid;
    if (!pool) return [];
    const url = pool.client.imageUrl(slot);
    return [
      { label: host.t("pools.menu.copy_picture"), icon: icon("clipboard"), disabled: !canCopyPictures(), run: () => void copyPicture(host, url, this.#grid) },
      { label: host.t("pools.menu.download"), icon: icon("download"), run: () => downloadPicture(url, slot.image) },
    ];
  }

  /**
   * @param {ShownCell} cell
   * @returns {MenuItem[]}
   */
  #moves(cell) {
    const { t } = this.#grid.host;
    return [
      { label: t("pools.menu.to_start"), icon: icon("start"), keys: "Alt+Home", run: () => this.#actions.moveBy(cell, "start") },
      { label: t("pools.menu.to_end"), icon: icon("end"), keys: "Alt+End", run: () => this.#actions.moveBy(cell, "end") },
    ];
  }

  /** @returns {MenuItem[]} */
  #forAll() {
    const { marks, pool, host } = this.#grid;
    const all = marks.size > 0 && marks.size === pool?.state.count;
    return [{ label: host.t(all ? "pools.menu.mark_none" : "pools.menu.mark_all"), icon: icon("images"), keys: "Ctrl+A", run: () => this.#actions.markAll() }];
  }

  /**
   * The marked images as a training folder, or the pool.
   * @param {string[]} ids
   */
  #data(ids) {
    const { host, pool, marks } = this.#grid;
    return pool ? dataItems(host, pool.id, marks.has(ids[0]) ? ids : null) : [];
  }

  /**
   * @param {ShownCell} cell
   * @param {string[]} ids
   * @returns {MenuItem}
   */
  #removal(cell, ids) {
    const label = this.#grid.host.t("pools.menu.remove_count", { count: ids.length });
    return { label, icon: icon("trash"), keys: "Delete", danger: true, run: () => void this.#actions.removeIds(ids, cell) };
  }

  /** @returns {MenuItem} */
  #helpItem() {
    return { label: this.#grid.host.t("pools.keys.help"), icon: icon("keyboard"), keys: "?", run: this.#help };
  }
}

/**
 * One list with a line between the groups.
 * @param {(MenuItem | null)[][]} groups
 * @returns {(MenuItem | null)[]}
 */
function separated(groups) {
  return groups.filter((group) => group.length).flatMap((group, place) => (place ? [null, ...group] : group));
}
