/** What runs and waits now, the servers, and what stops it all. Used by the page of runs and by ComfyUI's sidebar. */

import { openDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { onRunKey, RunRow } from "./run_row.js";
import { ServerLines } from "./server_lines.js";

/** So many are queued again by Undo; before more are stopped it is asked. */
const MOST_UNDONE = 100;

/**
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./run_book.js").RunBook} RunBook
 */

export class NowView {
  #host;
  #book;
  #options;
  #rows = /** @type {Map<string, RunRow>} */ (new Map());
  #list = element("ul", { class: "penstock-run-rows" });
  #more = element("p", { class: "penstock-run-note", attributes: { hidden: "" } });
  #message = element("div", { class: "penstock-run-message" });
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #stop;
  #servers;
  #said = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {RunBook} book
   * @param {Omit<import("./run_row.js").RowOptions, "when"> & {empty: () => Node[]}} options `empty` says what a run is
   */
  constructor(host, book, options) {
    const { t } = host;
    this.#host = host;
    this.#book = book;
    this.#options = options;
    this.#servers = new ServerLines(host);
    this.#stop = button(t("runs.stop"), () => this.#openStop(), { icon: icon("stop"), showLabel: true, class: "penstock-button" });
    this.#stop.setAttribute("aria-haspopup", "menu");
    this.#list.setAttribute("aria-label", t("runs.now"));
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    const head = element("div", { class: "penstock-run-now-head" }, element("h2", { text: t("runs.now") }), this.#count, this.#stop);
    this.root = element("div", { class: "penstock-run-now" }, element("section", { attributes: { "aria-label": t("runs.now") } }, head, this.#message, this.#list, this.#more), this.#servers.root);
  }

  show() {
    const { queue, status, running, waiting } = this.#book;
    const { t } = this.#host;
    const runs = [...running, ...waiting].map((id) => this.#book.get(id)).filter((run) => run !== null);
    const waits = queue ? queue.waiting.reduce((sum, { count }) => sum + count, 0) + queue.on_servers : 0;
    const runningCount = queue?.running ?? 0;
    setText(this.#count, queue && (runningCount || waits || queue.held) ? this.#countText(runningCount, waits, queue.held) : "");
    setAttribute(this.#stop, "hidden", runs.length ? null : "");
    this.#showRows(runs);
    const hidden = Math.max(0, waits + (queue?.held ?? 0) - waiting.length);
    setAttribute(this.#more, "hidden", hidden ? null : "");
    setText(this.#more, hidden ? t("runs.more_wait", { count: hidden }) : "");
    this.#servers.show(queue?.servers ?? null);
    this.#say(status === "ready" ? (runs.length ? "" : "empty") : status);
  }

  /**
   * @param {number} running
   * @param {number} waiting
   * @param {number} held
   */
  #countText(running, waiting, held) {
    const { t } = this.#host;
    return [t("runs.count_running", { count: running }), t("runs.count_waiting", { count: waiting }), held ? t("runs.count_held", { count: held }) : ""].filter(Boolean).join(" · ");
  }

  /** @param {Run[]} runs */
  #showRows(runs) {
    const wanted = new Set(runs.map(({ id }) => id));
    const focused = this.#list.contains(document.activeElement) ? [...this.#list.children].findIndex((row) => row.contains(document.activeElement)) : -1;
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.root.remove();
      this.#rows.delete(id);
    }
    for (const [at, run] of runs.entries()) {
      const row = this.#rows.get(run.id) ?? new RunRow(this.#host, this.#book, this.#options);
      this.#rows.set(run.id, row);
      row.show(run);
      if (this.#list.children[at] !== row.root) this.#list.insertBefore(row.root, this.#list.children[at] ?? null);
    }
    if (focused >= 0 && !this.#list.contains(document.activeElement)) this.#focus(Math.min(focused, runs.length - 1));
  }

  /** @param {number} at */
  #focus(at) {
    const link = /** @type {HTMLElement | null} */ (this.#list.children[at]?.querySelector("[data-focus]"));
    link?.focus();
    return Boolean(link);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = [...this.#list.children].findIndex((row) => row.contains(/** @type {Node} */ (event.target)));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return void (this.#focus(at + step) && event.preventDefault());
    const run = this.#book.get(/** @type {HTMLElement} */ (this.#list.children[at])?.dataset.run ?? "");
    if (run && onRunKey(this.#options.deeds, run, event)) event.preventDefault();
  }

  #openStop() {
    const { t } = this.#host;
    openMenu(this.#host, { anchor: this.#stop }, [
      { label: t("runs.stop_waiting"), icon: icon("stop"), run: () => void this.#ask(true) },
      { label: t("runs.stop_all"), icon: icon("stop"), danger: true, run: () => void this.#ask(false) },
    ]);
  }

  /** @param {boolean} keepRunning */
  async #ask(keepRunning) {
    const { t } = this.#host;
    const { queue } = this.#book;
    const count = queue ? queue.waiting.reduce((sum, one) => sum + one.count, 0) + queue.on_servers + queue.held + (keepRunning ? 0 : queue.running) : 0;
    if (count <= MOST_UNDONE) return this.#stopIt(keepRunning);
    const stop = { label: t("runs.stop_count", { count }), primary: true, danger: true, run: () => this.#stopIt(keepRunning) };
    openDialog(this.#host, { title: t("runs.stop"), content: element("p", { text: t("runs.stop_sure", { count }) }), className: "penstock-dialog-small", actions: [{ label: t("library.cancel"), run: () => {} }, stop] });
    return undefined;
  }

  /** @param {boolean} keepRunning */
  async #stopIt(keepRunning) {
    const { t, toasts } = this.#host;
    const { client } = this.#book;
    try {
      const status = /** @type {import("./types.js").RunStatus[]} */ (keepRunning ? ["queued"] : ["queued", "running"]);
      const { runs } = await client.list({ status, oldestFirst: true }, { limit: MOST_UNDONE + 1 });
      const { cancelled } = await client.stop(keepRunning);
      const again = runs.length <= MOST_UNDONE ? { label: t("undo"), run: () => void this.#queueAgain(runs) } : undefined;
      toasts.show({ message: t("runs.stopped", { count: cancelled }), severity: "success", action: again });
    } catch (error) {
      toasts.showError(error);
    }
    await this.#book.refresh();
  }

  /** @param {Run[]} runs in the order in which they waited */
  async #queueAgain(runs) {
    try {
      // One that has completed meanwhile cannot be and need not be sent again.
      for (const { id } of runs) await this.#book.client.retry(id).catch((error) => error.status === 409 || Promise.reject(error));
    } catch (error) {
      this.#host.toasts.showError(error);
    }
    await this.#book.refresh();
  }

  /** @param {"loading" | "failed" | "empty" | ""} what */
  #say(what) {
    if (what === this.#said) return;
    this.#said = what;
    const { t } = this.#host;
    const { error } = this.#book;
    const retry = () => button(t("retry"), () => void this.#book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    const words = {
      "": () => [],
      loading: () => [element("p", { class: "penstock-run-note" }, element("span", { class: "penstock-spinner" }), element("span", { text: t("runs.loading") }))],
      failed: () => [element("div", { class: "penstock-run-nothing", attributes: { role: "alert" } }, icon("warning"), element("p", { text: error.message }), element("small", { text: error.hint }), retry())],
      empty: () => [element("div", { class: "penstock-run-nothing" }, element("p", { text: t("runs.nothing_now") }), ...this.#options.empty())],
    }[what];
    this.#message.replaceChildren(...words());
  }
}
