/** `<penstock-batch-view>`: a batch as it goes on: counts, each cell with its state, what can be done, and how it ended. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { loadStyles } from "../library/styles.js";
import { RunBook } from "../runs/run_book.js";
import { BatchDeeds } from "./batch_deeds.js";
import { BatchHead } from "./batch_head.js";
import { BatchTools, ChosenBar } from "./batch_tools.js";
import { cellStatus } from "./batch_words.js";
import { valueText } from "./builder_preview.js";
import { CellGrid } from "./cell_grid.js";
import { flowLayout, tableLayout } from "./cell_layout.js";
import { CellPlaces, dimensionsOf } from "./cell_places.js";
import { OneBatch } from "./one_batch.js";

const TAG = "penstock-batch-view";
const CAPTION = 20;
const GAP = 8;
const HEAD_WIDTH = 96;
const RETRIED = ["failed", "cancelled", "lost"];

/**
 * @typedef {object} ViewOptions
 * @property {string} batch its id
 * @property {(run: string) => void} open shows one run
 * @property {((runs: string[]) => void) | null} compare shows several beside each other; null where nothing does
 * @property {() => void} [removed] it was deleted
 * @property {(batch: import("./types.js").Batch | null, error: any) => HTMLElement | null} [message] instead of it while it is not there
 */

/** Dispatches `penstock-title` with its title when it is known. */
export class BatchView extends HTMLElement {
  #host = /** @type {import("../library/host.js").Host} */ (/** @type {unknown} */ (null));
  #options = /** @type {ViewOptions} */ (/** @type {unknown} */ (null));
  #one = /** @type {OneBatch} */ (/** @type {unknown} */ (null));
  #parts = /** @type {{head: BatchHead, tools: BatchTools, grid: CellGrid, chosen: ChosenBar, deeds: BatchDeeds}} */ (/** @type {unknown} */ (null));
  #message = element("div", { class: "penstock-batch-message" });
  #away = element("p", { class: "penstock-builder-hint", attributes: { role: "status", hidden: "" } });
  #leave = () => {};
  #note = element("p", { class: "penstock-builder-hint", attributes: { role: "status" } });
  #body = element("div", { class: "penstock-batch-body" });
  #places = /** @type {CellPlaces | null} */ (null);
  #laid = "";
  #title = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {ViewOptions} options
   * @returns {Promise<BatchView>} with its styles
   */
  static async create(host, options) {
    await loadStyles(["./builder.css", "./batch_view.css", "./cells.css"].map((sheet) => new URL(sheet, import.meta.url).href));
    if (!customElements.get(TAG)) customElements.define(TAG, BatchView);
    const view = /** @type {BatchView} */ (document.createElement(TAG));
    view.#begin(host, options);
    return view;
  }

  get one() {
    return this.#one;
  }

  get deeds() {
    return this.#parts.deeds;
  }

  /** To be called when it is not shown any more. */
  close() {
    this.#leave();
    this.#one.close();
    this.#parts.grid.close();
  }

  focusCells() {
    this.#parts.grid.focusActive();
  }

  /**
   * @param {import("../library/host.js").Host} host
   * @param {ViewOptions} options
   */
  #begin(host, options) {
    this.#host = host;
    this.#options = options;
    this.#one = new OneBatch(host, options.batch);
    const deeds = new BatchDeeds(host, this.#one, options.removed ?? (() => {}));
    const look = () => this.#parts.tools.look;
    const head = new BatchHead(host, {
      pause: (paused) => void deeds.pause(paused),
      stop: (runningToo) => void deeds.stop(runningToo),
      retry: () => void deeds.retry(),
      open: options.open,
      more: () => deeds.items(look()),
    });
    const tools = new BatchTools(host);
    const { compare } = options;
    const grid = new CellGrid(host, this.#gridDeeds(deeds), () => this.#lay());
    const chosen = new ChosenBar(host, {
      compare: compare && (() => compare(this.#runs(grid.selected))),
      retry: () => void deeds.retry(grid.selected.filter((place) => this.#isRetried(place))).then(() => grid.clearSelection()),
      clear: () => {
        grid.clearSelection();
        grid.focusActive();
      },
    });
    this.#parts = { head, tools, grid, chosen, deeds };
    this.classList.add("penstock-texts", "penstock-batch-view");
    this.#body.append(head.root, this.#away, tools.root, this.#note, grid.root, chosen.root);
    this.replaceChildren(this.#message, this.#body);
    tools.addEventListener("change", () => this.#lay());
    this.#watchServers();
    this.#one.addEventListener("change", () => this.#show());
    this.#one.addEventListener("cells", (event) => this.#update(/** @type {CustomEvent} */ (event).detail));
    this.#show();
  }

  /**
   * @param {BatchDeeds} deeds
   * @returns {import("./cell_grid.js").GridDeeds}
   */
  #gridDeeds(deeds) {
    return {
      state: (place) => this.#state(place),
      open: (place) => this.#open(place),
      menu: (place, at) => this.#openMenu(place, at),
      shown: (places) => this.#shown(places),
      selected: () => this.#showChosen(),
      keys: { R: (place) => void (this.#isRetried(place) && deeds.retry([place])) },
    };
  }

  #watchServers() {
    const book = RunBook.of(this.#host);
    const show = () => this.#showServers();
    book.addEventListener("change", show);
    book.look();
    this.#leave = () => {
      this.#leave = () => {};
      book.removeEventListener("change", show);
      book.leave();
    };
  }

  /** Where no server can be reached its runs wait, and no estimate holds. */
  #showServers() {
    const { batch } = this.#one;
    const { t } = this.#host;
    const servers = RunBook.of(this.#host).queue?.servers ?? [];
    const isAway = batch?.status === "running" && servers.length > 0 && servers.every(({ status }) => status !== "online");
    const [first] = servers;
    const words = !isAway ? "" : servers.length === 1 ? t("batches.server_away", { server: first.title, reason: first.reason }) : t("batches.servers_away");
    setText(this.#away, words);
    setAttribute(this.#away, "hidden", words ? null : "");
    if (batch) this.#parts.head.show(isAway ? { ...batch, seconds_left: null } : batch);
  }

  #show() {
    const { batch, status, error } = this.#one;
    const isThere = batch !== null && status !== "failed";
    setAttribute(this, "aria-busy", status === "loading" ? "true" : null);
    this.#body.hidden = !isThere;
    this.#message.replaceChildren(...(isThere ? [] : [this.#options.message?.(batch, status === "failed" ? error : null) ?? this.#waiting()]));
    if (!batch || !isThere) return;
    if (batch.title !== this.#title) {
      this.#title = batch.title;
      this.dispatchEvent(new CustomEvent("penstock-title", { detail: batch.title, bubbles: true }));
    }
    const { t } = this.#host;
    this.#showServers();
    this.#parts.tools.show(dimensionsOf(batch, { repetition: t("batches.repetition"), times: (number) => t("batches.time", { number }) }));
    const laid = JSON.stringify([batch.total, batch.runs, batch.groups.length]);
    if (laid === this.#laid) return;
    this.#laid = laid;
    this.#places = new CellPlaces(batch);
    this.#lay();
  }

  #waiting() {
    return element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }));
  }

  /** @param {Set<number>} places */
  #update(places) {
    if (this.#places && !this.#places.isWhole) {
      this.#places.learn(this.#one.known);
      if (this.#parts.tools.look.isTable) this.#lay();
    }
    this.#parts.grid.update(places);
    this.#parts.head.showReasons(this.#reasons);
    this.#showChosen();
  }

  #lay() {
    const { batch } = this.#one;
    const { grid, tools } = this.#parts;
    if (!batch || !this.isConnected || !grid.width) return;
    const look = tools.look;
    tools.showView();
    const tile = { width: look.size, height: look.size + CAPTION, gap: GAP };
    if (look.isTable && look.x !== null) this.#layTable(batch, look, tile);
    else grid.show(flowLayout(batch.total, grid.width, tile), batch.total);
    const isPartial = look.isTable && this.#places?.isWhole === false;
    setText(this.#note, isPartial ? this.#host.t("batches.partial") : "");
    this.#note.hidden = !isPartial;
  }

  /**
   * @param {import("./types.js").Batch} batch
   * @param {import("./batch_tools.js").Look} look
   * @param {import("./cell_layout.js").Tile} tile
   */
  #layTable(batch, look, tile) {
    const { t } = this.#host;
    const places = /** @type {CellPlaces} */ (this.#places);
    const dimensions = dimensionsOf(batch, { repetition: t("batches.repetition"), times: (number) => t("batches.time", { number }) });
    const labels = (/** @type {number | null} */ index) => dimensions.find((one) => one.index === index)?.labels ?? [""];
    const [columns, rows] = [labels(look.x), labels(look.y)];
    const spot = (/** @type {number} */ column, /** @type {number} */ row) => {
      const at = places.origin;
      for (const [index, value] of look.page) at[index] = value;
      if (look.x !== null) at[look.x] = column;
      if (look.y !== null) at[look.y] = row;
      return places.place(at);
    };
    // Which of a sampled space are there is known when all of them are.
    if (!places.isWhole) this.#one.want(Array.from({ length: batch.total }, (_, place) => place));
    const headWidth = look.y === null ? 0 : Math.min(HEAD_WIDTH, Math.round(this.#parts.grid.width / 5));
    this.#parts.grid.show(tableLayout({ columns: columns.length, rows: rows.length, place: spot, tile }), batch.total, { columns, rows: look.y === null ? [] : rows, headWidth });
  }

  /** @param {number[]} places */
  #shown(places) {
    const isLearning = this.#parts?.tools.look.isTable && this.#places?.isWhole === false;
    if (!isLearning) this.#one.want(places);
  }

  /** @param {number} place */
  #state(place) {
    const { t } = this.#host;
    const cell = this.#one.cell(place);
    const words = cell ? cellStatus(t, cell.status) : t("batches.cell_unknown");
    const { axes, rest } = cell ? this.#varied(cell) : { axes: [], rest: [] };
    const shown = (/** @type {{label: string}[]} */ ...parts) => parts.map(({ label }) => label.replaceAll(/\s+/g, " ")).join(" · ") || `#${place + 1}`;
    const spoken = shown(...axes, ...rest);
    // What stands at the edges of a table is not said in each of its cells.
    const caption = this.#parts.tools.look.isTable ? shown(...rest) : spoken;
    const title = [...axes, ...rest].map(({ name, text }) => `${name}: ${text}`).join("\n");
    return { cell, progress: this.#one.progressOf(place), caption, spoken, title, status: words };
  }

  /**
   * What differs among the cells: by axis, as the axis calls its values, and the rest, as seeds.
   * @param {import("./types.js").Cell} cell
   */
  #varied({ values, at }) {
    const left = { ...values };
    const axes = (this.#one.batch?.groups ?? []).flatMap((group, index) =>
      group.map(({ addresses, title: name, labels }) => {
        const text = valueText(values[addresses[0]]);
        for (const address of addresses) delete left[address];
        return { name, text, label: labels[(at[index] ?? 0) % labels.length] ?? text };
      }),
    );
    const rest = Object.entries(left).map(([name, value]) => ({ name, text: valueText(value), label: valueText(value) }));
    return { axes, rest };
  }

  /** Why cells failed, the most frequent reason first; of those that are known. */
  get #reasons() {
    const reasons = /** @type {Map<string, {message: string, count: number, run: string}>} */ (new Map());
    for (const { status, error, run } of this.#one.known) {
      if (status !== "failed" || !error) continue;
      const known = reasons.get(error) ?? { message: error, count: 0, run };
      reasons.set(error, { ...known, count: known.count + 1 });
    }
    return [...reasons.values()].sort((one, other) => other.count - one.count);
  }

  /** @param {number} place */
  #open(place) {
    const cell = this.#one.cell(place);
    if (cell) this.#options.open(cell.run);
  }

  /** @param {number} place */
  #isRetried(place) {
    return RETRIED.includes(this.#one.cell(place)?.status ?? "");
  }

  /** @param {number[]} places */
  #runs(places) {
    return places.flatMap((place) => this.#one.cell(place)?.run ?? []);
  }

  #showChosen() {
    const { grid, chosen } = this.#parts;
    const { selected } = grid;
    const comparable = selected.filter((place) => this.#one.cell(place)?.outputs).length;
    chosen.show({ count: selected.length, comparable, retried: selected.filter((place) => this.#isRetried(place)).length });
  }

  /**
   * @param {number} place
   * @param {any} at
   */
  #openMenu(place, at) {
    const { t } = this.#host;
    const { grid, deeds } = this.#parts;
    const cell = this.#one.cell(place);
    if (!cell) return;
    const { outputs, run, status } = cell;
    const isSelected = grid.selected.includes(place);
    openMenu(this.#host, at, [
      { label: t("batches.open_run"), icon: icon("forward"), keys: "Enter", run: () => this.#options.open(run) },
      { label: t("batches.open_picture"), icon: icon("images"), disabled: !outputs, run: () => void window.open(this.#one.client.pictureUrl(outputs?.url ?? ""), "_blank", "noopener") },
      { label: isSelected ? t("batches.unselect") : t("batches.select_it"), icon: icon("check"), keys: "Space", run: () => grid.toggle(place) },
      null,
      { label: t("batches.retry"), icon: icon("refresh"), keys: "R", disabled: !this.#isRetried(place), run: () => void deeds.retry([place]) },
      { label: t("batches.cancel_run"), icon: icon("close"), disabled: !["queued", "running"].includes(status), run: () => void deeds.cancelRun(run) },
    ]);
  }
}
