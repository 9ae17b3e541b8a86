/** How the cells of a batch are looked at: one after the other or by two axes, large or small; and what is chosen. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { keep, kept } from "../library/page_storage.js";
import { labelled } from "./axis_editors.js";
import { chooser, hide, showOptions } from "./builder_seeds.js";

/** More than these are not compared at once. */
const MOST_COMPARED = 12;
const ROOM = 560;
const SIZE_KEY = "penstock.batches.size";
export const SIZES = /** @type {Record<string, number>} */ ({ small: 88, medium: 136, large: 224 });

/**
 * @typedef {import("./cell_places.js").Dimension} Dimension
 *
 * What the cells are laid out by. `x` and `y` are indexes in a cell's `at`, null for one after the other.
 * @typedef {{isTable: boolean, x: number | null, y: number | null, page: Map<number, number>, size: number}} Look
 */

/** Dispatches `change`. */
export class BatchTools extends EventTarget {
  #host;
  #dimensions = /** @type {Dimension[]} */ ([]);
  #isTable = /** @type {boolean | null} */ (null);
  #x;
  #y;
  #size;
  #flow;
  #table;
  #view;
  #axes = element("div", { class: "penstock-batch-axes" });
  #rest = element("div", { class: "penstock-batch-axes" });
  #pages = /** @type {Map<number, HTMLSelectElement>} */ (new Map());

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    const { t } = host;
    this.#host = host;
    this.#flow = button(t("batches.view_flow"), () => this.#turn(false));
    this.#table = button(t("batches.view_table"), () => this.#turn(true));
    this.#view = element("span", { class: "penstock-segments", attributes: { role: "group", "aria-label": t("batches.view") } }, this.#flow, this.#table);
    this.#x = chooser([], () => this.#chose(this.#x, this.#y));
    this.#y = chooser([], () => this.#chose(this.#y, this.#x));
    this.#axes.append(labelled(t("batches.across"), this.#x), labelled(t("batches.down"), this.#y));
    const words = { small: t("batches.small"), medium: t("batches.medium"), large: t("batches.large") };
    this.#size = chooser(Object.entries(words), (size) => {
      keep(SIZE_KEY, size);
      this.#tell();
    });
    this.#size.value = kept(SIZE_KEY) ?? "medium";
    if (!this.#size.value) this.#size.value = "medium";
    this.root = element("div", { class: "penstock-batch-tools" }, this.#view, this.#axes, this.#rest, labelled(t("batches.size"), this.#size));
  }

  /** @param {Dimension[]} dimensions */
  show(dimensions) {
    const isSame = JSON.stringify(dimensions) === JSON.stringify(this.#dimensions);
    this.#dimensions = dimensions;
    const names = dimensions.map(({ index, title }) => /** @type {[string, string]} */ ([String(index), title]));
    const none = /** @type {[string, string]} */ (["", this.#host.t("batches.no_axis")]);
    if (!isSame) {
      const [x, y] = [this.#x.value, this.#y.value];
      showOptions(this.#x, names);
      showOptions(this.#y, [none, ...names]);
      this.#x.value = this.#has(x) ? x : String(dimensions.at(-1)?.index ?? "");
      this.#y.value = this.#has(y) ? y : String(dimensions.length > 1 ? dimensions[0].index : "");
      this.#showPages();
    }
    hide(this.#view, dimensions.length < 1);
    this.showView();
  }

  /** @returns {Look} */
  get look() {
    // Until somebody chooses: a table where one shows everything, and has room.
    const isTable = this.#dimensions.length > 0 && (this.#isTable ?? (this.#dimensions.length === 2 && this.root.clientWidth >= ROOM));
    const number = (/** @type {string} */ text) => (text === "" ? null : Number(text));
    return { isTable, x: number(this.#x.value), y: number(this.#y.value), page: new Map([...this.#pages].map(([index, select]) => [index, Number(select.value)])), size: SIZES[this.#size.value] };
  }

  /** @param {string} index */
  #has(index) {
    return index !== "" && this.#dimensions.some((one) => String(one.index) === index);
  }

  /** @param {boolean} isTable */
  #turn(isTable) {
    this.#isTable = isTable;
    this.showView();
    this.#tell();
  }

  /**
   * The same axis is not both: the other one takes what is free.
   * @param {HTMLSelectElement} chosen
   * @param {HTMLSelectElement} other
   */
  #chose(chosen, other) {
    if (chosen.value === other.value) other.value = String(this.#dimensions.find(({ index }) => String(index) !== chosen.value)?.index ?? "");
    this.#showPages();
    this.#tell();
  }

  /** Of the axes that are neither across nor down one value is shown at a time. */
  #showPages() {
    const rest = this.#dimensions.filter(({ index }) => ![this.#x.value, this.#y.value].includes(String(index)));
    for (const index of [...this.#pages.keys()]) if (!rest.some((one) => one.index === index)) this.#pages.delete(index);
    for (const { index, labels } of rest) {
      const select = this.#pages.get(index) ?? chooser([], () => this.#tell());
      showOptions(select, labels.map((label, at) => /** @type {[string, string]} */ ([String(at), label])));
      if (!select.value) select.value = "0";
      this.#pages.set(index, select);
    }
    this.#rest.replaceChildren(...rest.map(({ index, title }) => labelled(title, /** @type {HTMLSelectElement} */ (this.#pages.get(index)))));
  }

  /** How cells are shown may depend on the room that there is. */
  showView() {
    const { isTable } = this.look;
    setAttribute(this.#flow, "aria-pressed", String(!isTable));
    setAttribute(this.#table, "aria-pressed", String(isTable));
    hide(this.#axes, !isTable);
    hide(this.#rest, !isTable || !this.#pages.size);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What stands below the cells while some of them are chosen. */
export class ChosenBar {
  #host;
  #words = element("span", { attributes: { role: "status" } });
  #compare;
  #retry;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{compare: (() => void) | null, retry: () => void, clear: () => void}} deeds
   */
  constructor(host, deeds) {
    const { t } = host;
    this.#host = host;
    this.#compare = button(t("batches.compare"), () => deeds.compare?.(), { icon: icon("compare"), showLabel: true, class: "penstock-button" });
    this.#retry = button(t("batches.retry"), deeds.retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    hide(this.#compare, !deeds.compare);
    const clear = button(t("batches.clear_chosen"), deeds.clear, { icon: icon("close"), class: "penstock-quiet" });
    this.root = element("div", { class: "penstock-batch-chosen", attributes: { hidden: "" } }, this.#words, this.#compare, this.#retry, clear);
  }

  /** @param {{count: number, comparable: number, retried: number}} chosen */
  show({ count, comparable, retried }) {
    hide(this.root, !count);
    setText(this.#words, this.#host.t("batches.chosen_cells", { count }));
    this.#compare.disabled = comparable < 2 || comparable > MOST_COMPARED;
    hide(this.#retry, !retried);
  }
}
