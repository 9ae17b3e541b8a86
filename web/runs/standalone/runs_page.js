/** The page of all runs: what runs and waits now, and below it what ran. */

import { element, setAttribute } from "../../library/elements.js";
import { topDialog } from "../../library/top_layer.js";
import { ownUndoKeys } from "../../library/undo_keys.js";
import { NowView } from "../now_view.js";
import { RunList } from "../run_list.js";
import { onRunKey, RunRow } from "../run_row.js";
import { shortTime } from "../run_words.js";
import { ENDS } from "../types.js";
import { WindowedGrid } from "../windowed_grid.js";
import { listMessage, nothing } from "./list_messages.js";
import { RunFilters } from "./run_filters.js";

const ROW_HEIGHT = 54;

/**
 * @param {import("./pages.js").RunApp} app
 * @param {URLSearchParams} asked
 * @returns {import("../../standalone/app.js").Page}
 */
export function runsPage(app, asked) {
  const page = new RunsPage(app, asked);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["/", t("runs.search")],
    ["Up Down", t("runs.keys.move")],
    ["Enter", t("runs.keys.open")],
    ["X", t("runs.cancel")],
    ["R", t("runs.retry")],
    ["A", t("runs.again")],
    ["Delete", t("runs.delete")],
    ["Ctrl+Z", t("undo")],
  ]);
  return { root: page.root, title: t("runs.title"), close: () => page.close(), keys: { "/": () => page.filters.focus() }, shortcuts: () => [{ title: t("runs.title"), keys }], place: () => page.lastRow() };
}

class RunsPage {
  #app;
  #now;
  #list;
  #grid;
  #rows = /** @type {WeakMap<HTMLElement, RunRow>} */ (new WeakMap());
  #message = element("div", { class: "penstock-run-message" });
  #said = "";
  #stop = new AbortController();

  /**
   * @param {import("./pages.js").RunApp} app
   * @param {URLSearchParams} asked
   */
  constructor(app, asked) {
    this.#app = app;
    const { host, book, deeds, go } = app;
    const { t } = host;
    const rowOptions = { deeds, href: (/** @type {{id: string}} */ { id }) => `#/runs/${encodeURIComponent(id)}`, open: (/** @type {{id: string}} */ { id }) => go(`/runs/${encodeURIComponent(id)}`) };
    const empty = () => [element("small", { text: t("runs.what_hint") }), element("a", { class: "penstock-button", text: t("runs.to_workflows"), attributes: { href: "#/workflows" } })];
    this.#now = new NowView(host, book, { ...rowOptions, empty });
    this.#list = new RunList(host);
    this.filters = new RunFilters(host, { path: "/runs", label: t("runs.search"), asked, statuses: [...ENDS], folds: true, changed: () => void this.#find(), down: () => this.#grid.focus(0) });
    this.#grid = new WindowedGrid({
      label: t("runs.history"),
      class: "penstock-run-history",
      layout: () => ({ columns: 1, height: ROW_HEIGHT }),
      keyOf: (at) => this.#list.runs[at].id,
      make: () => this.#makeRow({ ...rowOptions, when: ({ created }) => shortTime(created) }),
      update: (tile, at) => this.#rows.get(tile)?.show(this.#list.runs[at]),
      more: () => void this.#list.more(),
      onKey: (at, event) => this.#onKey(at, event),
    });
    const bar = element("div", { class: "penstock-list-bar penstock-run-history-bar" }, element("h2", { text: t("runs.history") }), this.filters.root);
    this.root = element("section", { class: "penstock-list-page penstock-runs-page" }, element("h1", { text: t("runs.title") }), this.#now.root, bar, this.#message, this.#grid.root);
    this.#listen();
  }

  close() {
    this.#stop.abort();
    this.#list.close();
    this.#grid.close();
    this.#app.book.leave();
  }

  lastRow() {
    return this.#grid.tile(this.#app.last.run);
  }

  #listen() {
    const { signal } = this.#stop;
    const { book, deeds } = this.#app;
    book.addEventListener("change", () => this.#now.show(), { signal });
    this.#list.addEventListener("change", () => this.#show(), { signal });
    const keys = { undo: () => void (topDialog() ?? deeds.undoRemove()), redo: () => {} };
    signal.addEventListener("abort", ownUndoKeys(document.body, keys));
    book.look();
    this.#now.show();
    void this.#find();
    this.#show();
  }

  #find() {
    const { filter } = this.filters;
    const { cells, ...wanted } = filter;
    return this.#list.find({ ...wanted, batch: wanted.batch || (cells ? "" : "-"), status: filter.status ?? [...ENDS] });
  }

  /** @param {import("../run_row.js").RowOptions} options */
  #makeRow(options) {
    const row = new RunRow(this.#app.host, this.#app.book, options);
    this.#rows.set(row.root, row);
    return row.root;
  }

  #show() {
    const { runs } = this.#list;
    const hadFocus = this.#grid.root.contains(document.activeElement);
    const at = this.#grid.current;
    this.#grid.show(runs.length);
    if (hadFocus && !this.#grid.root.contains(document.activeElement)) this.#grid.focus(at);
    const message = listMessage(this.#app.host, this.#list, { isNarrow: this.filters.isNarrow, empty: () => nothing("runs", this.#app.host.t("runs.none_yet"), this.#app.host.t("runs.none_yet_hint")), clear: () => this.filters.clear() });
    setAttribute(this.#grid.root, "aria-busy", this.#list.status === "loading" ? "true" : null);
    if (message.what === this.#said) return;
    this.#said = message.what;
    this.#message.replaceChildren(...message.nodes());
  }

  /**
   * @param {number} at
   * @param {KeyboardEvent} event
   */
  #onKey(at, event) {
    const run = this.#list.runs[at];
    if (event.key === "ArrowUp" && at === 0) {
      this.filters.focus();
      return true;
    }
    return run ? onRunKey(this.#app.deeds, run, event) : false;
  }
}
