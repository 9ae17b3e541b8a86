/** The batches in the tab: those of the open workflow, or all; and one of them with its cells. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openDialog } from "../../library/dialogs.js";
import { arriving } from "../../library/requests.js";
import { BatchBook } from "../batch_book.js";
import { BatchRows } from "../batch_rows.js";
import { BatchView } from "../batch_view.js";

export class TabBatches {
  #page;
  #kept;
  #book = /** @type {BatchBook | null} */ (null);
  #rows;
  #view = /** @type {BatchView | null} */ (null);
  #only;
  #onlyField;
  #message = element("div", { attributes: { role: "status" } });
  #more;
  #list;
  #one = element("div", { class: "penstock-batch-one", attributes: { hidden: "" } });
  #opened = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../../workflows/comfyui/kept_workflow.js").KeptWorkflow} kept
   */
  constructor(page, kept) {
    const { t } = page.host;
    this.#page = page;
    this.#kept = kept;
    this.#rows = new BatchRows(page.host, { open: (batch) => void this.open(batch) });
    this.#only = element("input", { attributes: { type: "checkbox" }, properties: { checked: true }, on: { change: () => this.#follow() } });
    this.#onlyField = element("label", { class: "penstock-axis-check", attributes: { hidden: "" } }, this.#only, t("batch_tab.only"));
    this.#more = button(t("batches.older"), () => void this.#book?.more(), { class: "penstock-button" });
    this.#list = element("div", { class: "penstock-batch-scroll" }, this.#onlyField, this.#message, this.#rows.root, this.#more);
    this.root = element("div", { class: "penstock-batch-list" }, this.#list, this.#one);
    kept.addEventListener("change", () => this.#follow());
  }

  /** It is on the screen. */
  watch() {
    if (this.#book) return void this.#book.refresh();
    this.#book = new BatchBook(this.#page.host, this.#which());
    this.#book.addEventListener("change", () => this.#show());
    this.#show();
    void this.#book.refresh();
    if (this.#opened && !this.#view) void this.open(this.#opened);
  }

  /** It is not on the screen any more. */
  unwatch() {
    this.#book?.close();
    this.#view?.close();
    [this.#book, this.#view] = [null, null];
  }

  /** @param {string} batch its id */
  async open(batch) {
    const { host } = this.#page;
    const { t } = host;
    this.#view?.close();
    this.#opened = batch;
    const options = { batch, open: (/** @type {string} */ run) => void this.#openRun(run), compare: this.#page.host.runs?.compare ?? null, removed: () => this.back() };
    const view = await BatchView.create(host, options);
    if (this.#opened !== batch) return view.close();
    this.#view = view;
    const title = element("strong", { attributes: { dir: "auto" } });
    view.addEventListener("penstock-title", (event) => title.replaceChildren(/** @type {CustomEvent} */ (event).detail));
    const back = button(t("batch_tab.back"), () => this.back(), { icon: icon("back"), class: "penstock-quiet" });
    const page = this.#page.ownPage ? button(t("batch_tab.open_page"), () => void window.open(`${this.#page.ownPage}#/batches/${encodeURIComponent(batch)}`), { icon: icon("forward"), class: "penstock-quiet" }) : null;
    this.#one.replaceChildren(element("div", { class: "penstock-batch-tab-head" }, back, title, page), element("div", { class: "penstock-batch-scroll" }, view));
    this.#turn(true);
    back.focus({ preventScroll: true });
    return undefined;
  }

  back() {
    const batch = this.#opened;
    this.#view?.close();
    [this.#view, this.#opened] = [null, ""];
    this.#one.replaceChildren();
    this.#turn(false);
    void this.#book?.refresh();
    this.#rows.linkOf(batch)?.focus();
  }

  /** @param {boolean} isOne */
  #turn(isOne) {
    setAttribute(this.#one, "hidden", isOne ? null : "");
    setAttribute(this.#list, "hidden", isOne ? "" : null);
  }

  #which() {
    const { one } = this.#kept;
    return one && this.#only.checked ? { workflow: one.id } : {};
  }

  #follow() {
    setAttribute(this.#onlyField, "hidden", this.#kept.one ? null : "");
    this.#book?.show(this.#which());
  }

  #show() {
    const book = this.#book;
    if (!book) return;
    const { t } = this.#page.host;
    const { list, status, error, hasMore } = book;
    this.#rows.show(list);
    this.#rows.root.hidden = !list.length;
    setAttribute(this.#more, "hidden", hasMore ? null : "");
    const spinner = () => element("div", { class: "penstock-batch-blank" }, element("span", { class: "penstock-spinner" }));
    const failed = () => this.#blank(error.message, error.hint ?? "", button(t("retry"), () => void book.refresh(), { class: "penstock-button" }));
    const message = status === "failed" ? [failed()] : list.length ? [] : status === "loading" ? [spinner()] : [this.#blank(t("batch_tab.none"), t("batch_tab.none_hint"))];
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  /**
   * @param {string} title
   * @param {string} hint
   * @param {HTMLElement} [action]
   */
  #blank(title, hint, action) {
    return element("div", { class: "penstock-batch-blank" }, icon("batches"), element("strong", { text: title }), element("p", { text: hint }), action);
  }

  /** @param {string} run its id */
  async #openRun(run) {
    const { host } = this.#page;
    try {
      const { RunView } = await arriving(import("../../runs/run_view.js"));
      const view = await RunView.create({ host, run, removed: () => dialog.close() });
      const dialog = openDialog(host, { title: host.t("batch_tab.picture"), content: view, wide: true });
    } catch (error) {
      host.toasts.showError(error);
    }
  }
}
