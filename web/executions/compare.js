/**
 * `<penstock-execution-compare>`: two executions side by side, scene by scene: both scroll as one, because they are one
 * contact sheet.
 */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { SHEETS } from "./browser.js";
import { chooseExecution } from "./choose_execution.js";
import { ExecutionBook } from "./execution_book.js";
import { textOf, titleOf } from "./execution_names.js";
import { ProgressLine } from "./progress_line.js";
import { SheetView } from "./sheet_view.js";
import { tileSlider } from "./sheet_tools.js";

const SMALL = 128;

/**
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 *
 * @typedef {object} CompareOptions
 * @property {import("../library/host.js").Host} host
 * @property {[ExecutionKey, ExecutionKey]} keys
 * @property {(keys: [ExecutionKey, ExecutionKey]) => void} chosen others are to be compared
 * @property {(key: ExecutionKey) => void} open shows one of them
 * @property {boolean} [ownHelp] whether `?` is heard here, because the page has no help
 */

export class ExecutionCompare extends HTMLElement {
  #options = /** @type {CompareOptions | null} */ (null);
  #executions = /** @type {OpenExecution[]} */ ([]);
  #view = /** @type {SheetView | null} */ (null);
  #heads = /** @type {SideHead[]} */ ([]);
  #message = element("p", { class: "penstock-execution-note", attributes: { role: "status", hidden: "" } });
  #looks = false;
  #giveKeysBack = () => {};
  #onChange = () => this.#show();

  /** @param {CompareOptions} options */
  show(options) {
    this.disconnectedCallback();
    this.#giveKeysBack();
    this.#options = options;
    const { host, keys, ownHelp = false } = options;
    const book = ExecutionBook.of(host);
    this.#executions = keys.map((key) => book.execution(key));
    this.classList.add("penstock-texts", "penstock-executions", "penstock-compare");
    this.#view = new SheetView(host, book, { ownHelp });
    const { sheet, marked, steps } = this.#view;
    this.#giveKeysBack = ownUndoKeys(this, { undo: () => void steps.undo(), redo: () => void steps.redo() });
    this.#heads = this.#executions.map((execution, side) => new SideHead(host, book, execution, side, { choose: () => void this.#choose(side), open: () => options.open(execution.key) }));
    const swap = button(host.t("executions.swap"), () => options.chosen([keys[1], keys[0]]), { icon: icon("wipe"), class: "penstock-quiet" });
    const bar = element("header", { class: "penstock-compare-head" }, tileSlider(host.t, (tile) => (sheet.tile = tile)), this.#heads[0].root, swap, this.#heads[1].root);
    this.replaceChildren(bar, marked.root, sheet.root, this.#message);
    sheet.executions = this.#executions;
    void loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (this.#looks || !this.#options) return;
    this.#looks = true;
    for (const execution of new Set(this.#executions)) {
      execution.addEventListener("change", this.#onChange);
      execution.look();
    }
    this.#show();
  }

  disconnectedCallback() {
    if (!this.#looks) return;
    this.#looks = false;
    for (const execution of new Set(this.#executions)) {
      execution.removeEventListener("change", this.#onChange);
      execution.leave();
    }
  }

  /** The keyboard on the pictures. */
  focusSheet() {
    this.#view?.sheet.focusLast();
  }

  #show() {
    for (const head of this.#heads) head.show();
    this.#view?.update();
    const { t } = /** @type {CompareOptions} */ (this.#options).host;
    const none = this.#executions.every(({ about }) => !about);
    const loading = this.#executions.some(({ status }) => status === "loading");
    setAttribute(this.#view?.sheet.root ?? this, "hidden", none ? "" : null);
    setAttribute(this.#message, "hidden", none ? null : "");
    setText(this.#message, none ? t(loading ? "executions.loading" : "executions.missing") : "");
    this.dispatchEvent(new CustomEvent("penstock-execution", { detail: this.#executions[0] }));
  }

  /** @param {number} side that another execution is to take */
  async #choose(side) {
    const options = /** @type {CompareOptions} */ (this.#options);
    const { host, keys } = options;
    const other = await chooseExecution(host, ExecutionBook.of(host), { title: host.t("executions.choose_other"), beside: [keys[1 - side], keys[side]] });
    if (other) options.chosen(side === 0 ? [other, keys[1]] : [keys[0], other]);
  }
}

/** What stands above one of the two. */
class SideHead {
  #host;
  #book;
  #execution;
  #name;
  #note = element("span", { class: "penstock-execution-note" });
  #image = element("img", { attributes: { alt: "", decoding: "async" } });
  #progress;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {ExecutionBook} book
   * @param {OpenExecution} execution
   * @param {number} side
   * @param {{choose: () => void, open: () => void}} actions
   */
  constructor(host, book, execution, side, { choose, open }) {
    const { t } = (this.#host = host);
    this.#book = book;
    this.#execution = execution;
    this.#progress = new ProgressLine(t);
    this.#name = button("", choose, { showLabel: true, class: "penstock-text-button", title: t("executions.choose_other") });
    this.#name.append(icon("expand"));
    setAttribute(this.#name, "aria-haspopup", "dialog");
    const opens = button(t("page.open"), open, { icon: icon("forward"), class: "penstock-quiet" });
    const words = element("div", {}, element("div", { class: "penstock-compare-name" }, element("b", { text: ["A", "B"][side] }), this.#name, opens), this.#note, this.#progress.root);
    this.root = element("div", { class: "penstock-compare-side" }, this.#image, words);
  }

  show() {
    const { about, key, status } = this.#execution;
    const { t } = this.#host;
    const name = titleOf(about ?? key);
    setText(/** @type {HTMLElement} */ (this.#name.querySelector("span")), name);
    setText(this.#note, status === "missing" ? t("executions.missing") : `${key.story} · ${t("executions.job", { job: key.job })}`);
    setAttribute(this.#note, "title", textOf(key));
    setAttribute(this.#image, "src", this.#book.client.sourceUrl(key, SMALL));
    setAttribute(this.#progress.root, "hidden", about ? null : "");
    if (about) this.#progress.show(about);
  }
}

/** @returns {ExecutionCompare} */
export function makeExecutionCompare() {
  if (!customElements.get("penstock-execution-compare")) customElements.define("penstock-execution-compare", ExecutionCompare);
  return /** @type {ExecutionCompare} */ (document.createElement("penstock-execution-compare"));
}
