/** All batches: found by words, the last one first, and a workflow to begin another one with. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { WorkflowBook } from "../../workflows/workflow_book.js";
import { empty, failure } from "../../workflows/standalone/workflows_messages.js";
import { BatchBook } from "../batch_book.js";
import { BatchRows } from "../batch_rows.js";

const MOST_OFFERED = 20;
const PAUSE_MS = 200;

/**
 * @param {import("./pages.js").BatchApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function batchesPage(app) {
  const page = new BatchesPage(app);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("batches.new")],
    ["/", t("batches.search_batches")],
    ["↑ ↓", t("batches.keys.rows")],
    ["Enter", t("batches.keys.open")],
  ]);
  return {
    root: page.root,
    title: t("batches.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => page.begin() },
    shortcuts: () => [{ title: t("batches.title"), keys }],
    place: () => page.rows.linkOf(app.last.batch),
  };
}

class BatchesPage {
  #app;
  #book;
  #workflows;
  #search;
  #new;
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div");
  #more;
  #timer = 0;
  #closed = new AbortController();

  /** @param {import("./pages.js").BatchApp} app */
  constructor(app) {
    this.#app = app;
    const { host, last } = app;
    const { t } = host;
    this.#book = new BatchBook(host);
    this.#workflows = WorkflowBook.of(host);
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("batches.search_batches"), "aria-label": t("batches.search_batches"), autocomplete: "off", spellcheck: "false" },
      properties: { value: last.search },
      on: { input: () => this.#searched(PAUSE_MS), keydown: (event) => this.#onSearchKey(event) },
    });
    this.#new = button(t("batches.new"), () => this.begin(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    setAttribute(this.#new, "aria-haspopup", "menu");
    this.#more = button(t("batches.older"), () => void this.#book.more(), { class: "penstock-button" });
    this.rows = new BatchRows(host, { href: (batch) => `#/batches/${encodeURIComponent(batch)}` });
    this.rows.root.addEventListener("click", (event) => (last.batch = /** @type {Element} */ (event.target).closest("[data-batch]")?.getAttribute("data-batch") ?? ""));
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("batches.title") }), this.#count, search, this.#new);
    this.root = element("section", { class: "penstock-list-page penstock-batches-page" }, bar, this.#message, this.rows.root, element("div", { class: "penstock-batches-more" }, this.#more));
    this.#book.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    void this.#workflows.refresh();
    void this.#book.find(last.search);
    this.#show();
  }

  close() {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#book.close();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** Asks with which workflow. */
  begin() {
    const { host, go } = this.#app;
    const { t } = host;
    const items = this.#workflows.list.slice(0, MOST_OFFERED).map(({ id, name }) => ({ label: name, icon: icon("workflows"), run: () => go(`/batches/new/${encodeURIComponent(id)}`) }));
    const all = { label: items.length ? t("batches.other_workflow") : t("batches.import_workflow"), icon: icon("forward"), run: () => go("/workflows") };
    openMenu(host, { anchor: this.#new }, items.length ? [...items, null, all] : [all]);
  }

  #show() {
    const { list, status, hasMore, error } = this.#book;
    const { host } = this.#app;
    const { t } = host;
    setText(this.#count, list.length ? `${list.length}${hasMore ? "+" : ""}` : "");
    setAttribute(this.root, "aria-busy", status === "loading" ? "true" : null);
    this.rows.show(list);
    this.rows.root.hidden = !list.length;
    this.#more.hidden = !hasMore;
    const message = this.#messageFor(list.length > 0, status, error, t);
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  /**
   * @param {boolean} some
   * @param {string} status
   * @param {any} error
   * @param {import("../../library/strings.js").Translate} t
   * @returns {Node[]}
   */
  #messageFor(some, status, error, t) {
    if (status === "failed") return [failure(this.#app.host, error, () => void this.#book.refresh())];
    if (some) return [];
    if (status === "loading") return [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }))];
    if (this.#book.search) return [empty("search", t("batches.none_found"), t("batches.none_found_hint"), button(t("page.clear_search"), () => this.#clear(), { class: "penstock-button" }))];
    return [empty("workflows", t("batches.none"), t("batches.none_hint"), element("a", { class: "penstock-button", text: t("batches.choose_workflow"), attributes: { href: "#/workflows" } }))];
  }

  #clear() {
    this.#search.value = "";
    this.#searched(0);
    this.#search.focus();
  }

  /** @param {number} delay milliseconds */
  #searched(delay) {
    this.#app.last.search = this.#search.value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#book.find(this.#search.value.trim()), delay);
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.rows.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clear();
    else return;
    event.preventDefault();
  }
}
