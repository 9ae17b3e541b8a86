/** `<penstock-run-tab>`: what runs now, the last runs, and one of them; in ComfyUI's sidebar. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { loadStyles } from "../../library/styles.js";
import { NowView } from "../now_view.js";
import { RunBook } from "../run_book.js";
import { RunDeeds } from "../run_deeds.js";
import { RunList } from "../run_list.js";
import { onRunKey, RunRow } from "../run_row.js";
import { RunView, VIEW_SHEETS } from "../run_view.js";
import { shortTime } from "../run_words.js";
import { ENDS } from "../types.js";

const NAME = "penstock-run-tab";
const RECENT = 30;
const MOST_COMPARED = 12;

/**
 * @typedef {import("../types.js").Run} Run
 * @typedef {import("../../library/comfyui/page.js").Page} Page
 */

export class RunTab extends HTMLElement {
  #page;
  #book;
  #deeds;
  #now;
  #list;
  #rows = /** @type {Map<string, RunRow>} */ (new Map());
  #recent = element("ul", { class: "penstock-run-rows" });
  #message = element("p", { class: "penstock-run-note" });
  #all;
  #one = element("div", { class: "penstock-run-tab-one", attributes: { hidden: "" } });
  #options;
  /** The runs that are to be compared, in the order in which they were chosen. */
  #chosen = /** @type {string[]} */ ([]);
  #chosenWords = element("span");
  #compare;
  #chosenBar;
  /** Which run was opened last: the focus goes back to it. */
  #last = "";
  #isWatching = false;
  #onChange = () => this.#now.show();

  /**
   * @param {Page} page
   * @returns {Promise<RunTab>} with its styles
   */
  static async create(page) {
    const sheets = [...VIEW_SHEETS.map((name) => new URL(`.${name}`, import.meta.url)), new URL("./run_tab.css", import.meta.url)];
    await loadStyles(sheets.map(({ href }) => href));
    if (!customElements.get(NAME)) customElements.define(NAME, RunTab);
    return new RunTab(page);
  }

  /** @param {Page} page */
  constructor(page) {
    super();
    const { host } = page;
    const { t } = host;
    this.#page = page;
    this.#book = RunBook.of(host);
    this.#deeds = new RunDeeds(host, this.#book);
    this.#options = { deeds: this.#deeds, href: () => "", open: (/** @type {Run} */ { id }) => void this.show(id) };
    this.#compare = button(t("runs.compare"), () => host.runs?.compare?.(this.#chosen), { icon: icon("compare"), showLabel: true, class: "penstock-button penstock-primary" });
    const none = button(t("runs.choose_none"), () => this.#chooseNone(), { icon: icon("close"), class: "penstock-quiet" });
    this.#chosenBar = element("div", { class: "penstock-gallery-chosen", attributes: { role: "status", hidden: "" } }, this.#chosenWords, none, this.#compare);
    this.#now = new NowView(host, this.#book, { ...this.#options, empty: () => [element("small", { text: t("run_tab.nothing_hint") })] });
    this.#list = new RunList(host);
    this.#list.addEventListener("change", () => this.#showRecent());
    this.#recent.setAttribute("aria-label", t("run_tab.recent"));
    this.#recent.addEventListener("keydown", (event) => this.#onRowKey(event));
    const note = element("p", { class: "penstock-run-note", text: t("run_tab.own_queue") });
    const recent = element("section", { attributes: { "aria-label": t("run_tab.recent") } }, element("h2", { text: t("run_tab.recent") }), this.#message, this.#recent, this.#chosenBar);
    this.#all = element("div", { class: "penstock-run-tab-all" }, this.#now.root, recent, this.#links(), note);
    this.classList.add("penstock-texts");
    this.append(this.#all, this.#one);
    // Letters open ComfyUI's panels, and Delete removes the selected node.
    this.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  }

  connectedCallback() {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#book.addEventListener("change", this.#onChange);
    this.#book.look();
    this.#now.show();
    void this.#list.find({ status: [...ENDS] });
  }

  disconnectedCallback() {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    this.#book.removeEventListener("change", this.#onChange);
    this.#book.leave();
  }

  /** @param {string} run empty for all */
  async show(run) {
    const { host } = this.#page;
    if (!run) return this.#back();
    this.#last = run;
    const back = button(host.t("run_tab.back"), () => this.#back(), { icon: icon("back"), showLabel: true, class: "penstock-text-button" });
    const view = await RunView.create({ host, run, removed: () => this.#back() });
    if (this.#last !== run) return undefined;
    this.#one.replaceChildren(back, view);
    this.#showOne(true);
    back.focus();
    return undefined;
  }

  #back() {
    const last = this.#last;
    this.#last = "";
    this.#showOne(false);
    this.#one.replaceChildren();
    /** @type {HTMLElement | null} */ (this.#all.querySelector(`[data-run="${CSS.escape(last)}"] [data-focus]`))?.focus();
  }

  /** @param {boolean} isOne */
  #showOne(isOne) {
    setAttribute(this.#one, "hidden", isOne ? null : "");
    setAttribute(this.#all, "hidden", isOne ? "" : null);
  }

  /** The standalone app has pages for all of them. */
  #links() {
    const { host, ownPage } = this.#page;
    const link = (/** @type {string} */ name, /** @type {string} */ path) => element("a", { class: "penstock-text-button", text: host.t(name), attributes: { href: `${ownPage}#/${path}`, target: "_blank" } });
    return ownPage ? element("p", { class: "penstock-run-tab-links" }, link("run_tab.open_page", "runs"), link("run_tab.open_gallery", "gallery")) : element("span");
  }

  #showRecent() {
    const { host } = this.#page;
    const { t } = host;
    const runs = this.#list.runs.slice(0, RECENT);
    const wanted = new Set(runs.map(({ id }) => id));
    const at = [...this.#recent.children].findIndex((row) => row.contains(document.activeElement));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.root.remove();
      this.#rows.delete(id);
    }
    for (const [place, run] of runs.entries()) {
      const row = this.#rows.get(run.id) ?? new RunRow(host, this.#book, { ...this.#options, compare: (one) => this.#choose(one), when: ({ created }) => shortTime(created) });
      this.#rows.set(run.id, row);
      row.show(run);
      row.root.toggleAttribute("data-chosen", this.#chosen.includes(run.id));
      if (this.#recent.children[place] !== row.root) this.#recent.insertBefore(row.root, this.#recent.children[place] ?? null);
    }
    this.#chosen = this.#chosen.filter((id) => wanted.has(id));
    this.#showChosen();
    if (at >= 0 && !this.#recent.contains(document.activeElement)) this.#focusRow(Math.min(at, runs.length - 1));
    const { status, error } = this.#list;
    const words = status === "failed" ? (error?.message ?? "") : status === "loading" ? t("runs.loading") : t("run_tab.none_recent");
    setAttribute(this.#message, "hidden", runs.length ? "" : null);
    setText(this.#message, words);
  }

  /** @param {Run} run */
  #choose({ id }) {
    this.#chosen = this.#chosen.includes(id) ? this.#chosen.filter((one) => one !== id) : [...this.#chosen, id];
    this.#showRecent();
  }

  #chooseNone() {
    const [first] = this.#chosen;
    this.#chosen = [];
    this.#showRecent();
    this.#focusRow(Math.max(0, this.#list.runs.findIndex(({ id }) => id === first)));
  }

  #showChosen() {
    const { t } = this.#page.host;
    const count = this.#chosen.length;
    setAttribute(this.#chosenBar, "hidden", count ? null : "");
    setText(this.#chosenWords, count === 1 ? t("runs.chosen_one") : t("runs.chosen", { count }));
    this.#compare.disabled = count < 2 || count > MOST_COMPARED;
  }

  /** @param {number} at */
  #focusRow(at) {
    const link = /** @type {HTMLElement | null} */ (this.#recent.children[at]?.querySelector("[data-focus]") ?? null);
    link?.focus();
    return link !== null;
  }

  /** @param {KeyboardEvent} event */
  #onRowKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = [...this.#recent.children].findIndex((row) => row.contains(/** @type {Node} */ (event.target)));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return void (this.#focusRow(at + step) && event.preventDefault());
    const run = this.#list.runs[at];
    if (run && onRunKey(this.#deeds, run, event, { compare: (one) => this.#choose(one) })) event.preventDefault();
  }
}
