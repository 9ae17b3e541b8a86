/**
 * `<penstock-execution-browser>`: one execution: how far it is, its contact sheet, its videos; the same element on the
 * standalone page and in a dialog over ComfyUI's graph.
 */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { loadStyles } from "../library/styles.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { copyText } from "../library/clipboard.js";
import { BrowserHead } from "./browser_head.js";
import { deleteExecution, deleteFiles, restore } from "./execution_actions.js";
import { ExecutionBook } from "./execution_book.js";
import { imagesDirOf, sameKey } from "./execution_names.js";
import { SheetView } from "./sheet_view.js";
import { tileSlider } from "./sheet_tools.js";
import { VideoList } from "./video_list.js";

export const SHEETS = ["./browser.css", "./browser_parts.css", "./sheet.css"];

/**
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 *
 * @typedef {object} BrowserOptions
 * @property {import("../library/host.js").Host} host
 * @property {ExecutionKey} execution
 * @property {(other: ExecutionKey) => void} compare shows both side by side
 * @property {() => void} [gone] the user deleted it
 * @property {() => void} [all] shows the list of all
 * @property {boolean} [ownMenu] false: the page has a button that calls `openMenu`
 * @property {boolean} [ownHelp] whether `?` is heard here, because the page has no help
 */

export class ExecutionBrowser extends HTMLElement {
  #options = /** @type {BrowserOptions | null} */ (null);
  #book = /** @type {ExecutionBook | null} */ (null);
  #execution = /** @type {import("./open_execution.js").OpenExecution | null} */ (null);
  #head = /** @type {BrowserHead | null} */ (null);
  #view = /** @type {SheetView | null} */ (null);
  #videos = /** @type {VideoList | null} */ (null);
  #tabs = element("div", { class: "penstock-execution-tabs", attributes: { role: "tablist", hidden: "" } });
  #message = element("div", { class: "penstock-execution-message", attributes: { hidden: "" } });
  #tab = /** @type {"pictures" | "videos"} */ ("pictures");
  #looks = false;
  #giveKeysBack = () => {};
  #onChange = () => this.#show();

  /** @param {BrowserOptions} options */
  show(options) {
    this.disconnectedCallback();
    this.#giveKeysBack();
    this.#options = options;
    const { host, execution, ownHelp = false, ownMenu = true } = options;
    const book = (this.#book = ExecutionBook.of(host));
    this.#execution = book.execution(execution);
    this.classList.add("penstock-texts", "penstock-executions");
    this.#view = new SheetView(host, book, { ownHelp });
    const { sheet, marked, steps } = this.#view;
    this.#giveKeysBack = ownUndoKeys(this, { undo: () => void steps.undo(), redo: () => void steps.redo() });
    this.#head = new BrowserHead(
      host,
      book.client,
      { compare: () => void this.compare(), more: ownMenu ? (anchor) => this.openMenu(anchor) : null, openNewest: () => this.#openNewest() },
      tileSlider(host.t, (tile) => (sheet.tile = tile)),
    );
    this.#videos = new VideoList(host, book.client, (name) => void steps.run(() => deleteFiles(host, book, execution, [name])));
    setAttribute(this.#tabs, "aria-label", host.t("executions.what"));
    this.#tabs.addEventListener("keydown", (event) => this.#onTabKey(event));
    this.replaceChildren(this.#head.root, this.#tabs, marked.root, sheet.root, this.#videos.root, this.#message);
    sheet.executions = [this.#execution];
    void loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (!this.#execution || this.#looks) return;
    this.#looks = true;
    this.#execution.addEventListener("change", this.#onChange);
    this.#execution.look();
    this.#show();
  }

  disconnectedCallback() {
    if (!this.#looks || !this.#execution) return;
    this.#looks = false;
    this.#videos?.stop();
    this.#execution.removeEventListener("change", this.#onChange);
    this.#execution.leave();
  }

  /** The keyboard on the pictures. */
  focusSheet() {
    this.#view?.sheet.focusLast();
  }

  /** Asks for another execution to show beside this one. */
  async compare() {
    if (!this.#options || !this.#book || !this.#execution) return;
    const { host, compare } = this.#options;
    const { chooseExecution } = await import("./choose_execution.js");
    const other = await chooseExecution(host, this.#book, { title: host.t("executions.compare_with"), beside: [this.#execution.key] });
    if (other) compare(other);
  }

  #show() {
    const [execution, options] = [this.#execution, this.#options];
    if (!execution || !options) return;
    const { about, videos, status } = execution;
    this.#head?.show(execution);
    this.#view?.update();
    this.#videos?.show(execution);
    if (videos.length === 0) this.#tab = "pictures";
    this.#showTabs(execution);
    setAttribute(this, "aria-busy", status === "loading" ? "true" : null);
    const isBlank = !about || (execution.images.length === 0 && about.scenes.length === 0);
    setAttribute(this.#view?.sheet.root ?? this, "hidden", isBlank || this.#tab !== "pictures" ? "" : null);
    setAttribute(this.#videos?.root ?? this, "hidden", this.#tab === "videos" ? null : "");
    this.#say(about ? (isBlank && this.#tab === "pictures" ? "empty" : "") : status);
    this.dispatchEvent(new CustomEvent("penstock-execution", { detail: execution }));
  }

  /** @param {import("./open_execution.js").OpenExecution} execution */
  #showTabs({ images, videos }) {
    const { t } = /** @type {BrowserOptions} */ (this.#options).host;
    setAttribute(this.#tabs, "hidden", videos.length ? null : "");
    const made = /** @type {const} */ ([
      ["pictures", t("executions.pictures", { count: images.length })],
      ["videos", t("executions.videos_count", { count: videos.length })],
    ]);
    if (this.#tabs.childElementCount === 0) {
      this.#tabs.append(...made.map(([name]) => element("button", { attributes: { type: "button", role: "tab", "data-tab": name }, on: { click: () => this.#open(name) } })));
    }
    for (const [at, [name, text]] of made.entries()) {
      const tab = /** @type {HTMLElement} */ (this.#tabs.children[at]);
      setText(tab, text);
      setAttribute(tab, "aria-selected", String(name === this.#tab));
      tab.tabIndex = name === this.#tab ? 0 : -1;
    }
  }

  /** @param {"pictures" | "videos"} tab */
  #open(tab) {
    this.#tab = tab;
    if (tab !== "videos") this.#videos?.stop();
    this.#show();
  }

  /** @param {KeyboardEvent} event */
  #onTabKey(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
    this.#open(this.#tab === "pictures" ? "videos" : "pictures");
    /** @type {HTMLElement | null} */ (this.#tabs.querySelector("[aria-selected=true]"))?.focus();
  }

  #openNewest() {
    const newest = this.#execution?.newest;
    if (newest) void this.#view?.open(0, newest);
  }

  /** @param {HTMLElement} anchor */
  openMenu(anchor) {
    const [execution, options] = [this.#execution, this.#options];
    if (!execution || !options) return;
    const { host } = options;
    const { t } = host;
    openMenu(host, { anchor }, [
      { label: t("executions.copy_id"), icon: icon("clipboard"), run: () => void copyText(host, execution.key.exec_id) },
      { label: t("executions.copy_folder"), icon: icon("clipboard"), run: () => void copyText(host, imagesDirOf(execution.key)) },
      { label: t("executions.reload"), icon: icon("refresh"), run: () => (this.#view?.sheet.reloadBroken(), void execution.refresh()) },
      { label: t("executions.deleted_files"), icon: icon("trash"), run: () => void this.#openDeleted() },
      null,
      { label: t("executions.delete"), icon: icon("trash"), danger: true, run: () => void this.#delete() },
    ]);
  }

  async #openDeleted() {
    const [options, book, execution] = [this.#options, this.#book, this.#execution];
    const { openDeletedFiles } = await import("./deleted_files.js");
    if (options && book && execution) await openDeletedFiles(options.host, book, execution.key);
  }

  async #delete() {
    const [options, book, execution] = [this.#options, this.#book, this.#execution];
    if (!options || !book || !execution) return;
    if (await deleteExecution(options.host, book, execution.key, () => void execution.refresh())) options.gone?.();
  }

  /** @param {"loading" | "ready" | "missing" | "failed" | "empty" | ""} what */
  #say(what) {
    if (this.#message.dataset.said === what) return;
    this.#message.dataset.said = what;
    setAttribute(this.#message, "hidden", what ? null : "");
    this.#message.replaceChildren(...this.#words(what));
  }

  /**
   * @param {string} what
   * @returns {Node[]}
   */
  #words(what) {
    const { host } = /** @type {BrowserOptions} */ (this.#options);
    const { t } = host;
    const error = this.#execution?.error;
    if (what === "loading") return [element("span", { class: "penstock-spinner" }), element("p", { text: t("executions.loading") })];
    if (what === "missing") return [icon("executions"), element("strong", { text: t("executions.missing") }), element("p", { text: t("executions.missing_hint") }), element("div", { class: "penstock-execution-ways" }, this.#restoreButton(), this.#allButton(), this.#retryButton())];
    if (what === "failed") return [icon("warning"), element("strong", { text: error?.message ?? "" }), element("p", { text: error?.hint ?? "" }), this.#retryButton()];
    return what === "empty" ? [icon("images"), element("strong", { text: t("executions.no_pictures") }), element("p", { text: t("executions.no_pictures_hint") })] : [];
  }

  #retryButton() {
    const { t } = /** @type {BrowserOptions} */ (this.#options).host;
    return button(t("retry"), () => void this.#execution?.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  }

  #allButton() {
    const { host, all } = /** @type {BrowserOptions} */ (this.#options);
    return all ? button(host.t("executions.all"), all, { icon: icon("executions"), showLabel: true, class: "penstock-button" }) : null;
  }

  /** Shown where it is in the trash. */
  #restoreButton() {
    const { t } = /** @type {BrowserOptions} */ (this.#options).host;
    const made = button(t("executions.restore"), () => void this.#restore(), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    made.hidden = true;
    void this.#trashed().then((trash) => (made.hidden = !trash));
    return made;
  }

  async #trashed() {
    const answer = await this.#book?.client.deleted().catch(() => null);
    return answer?.deleted.find((one) => one.names.length === 0 && sameKey(one.key, this.#execution?.key))?.trash;
  }

  async #restore() {
    const trash = await this.#trashed();
    const [options, book] = [this.#options, this.#book];
    if (trash && options && book) await restore(options.host, book, trash, () => void this.#execution?.refresh());
  }
}

/** @returns {ExecutionBrowser} */
export function makeExecutionBrowser() {
  if (!customElements.get("penstock-execution-browser")) customElements.define("penstock-execution-browser", ExecutionBrowser);
  return /** @type {ExecutionBrowser} */ (document.createElement("penstock-execution-browser"));
}
