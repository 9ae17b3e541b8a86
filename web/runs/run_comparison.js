/** Runs side by side: their pictures, zoomed and moved as one, and what differs in their values. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { picturesOf } from "./gallery.js";
import { PictureStage } from "./picture_stage.js";
import { RunBook } from "./run_book.js";
import { namesOf } from "./run_values.js";
import { valueText } from "./run_words.js";
import { nothing } from "./standalone/list_messages.js";

const MOST = 12;

/** Beside the library's and those of `RunView`. */
export const COMPARISON_SHEETS = ["./runs.css", "./pictures.css", "./run_comparison.css"];

/**
 * @typedef {import("./types.js").Run} Run
 *
 * @typedef {object} ComparisonOptions
 * @property {"h1" | "h2"} [heading]
 * @property {Node} [before] stands before the heading
 * @property {Node} [after] stands last in the bar
 * @property {(run: string) => string} [href] where a run has a page
 * @property {(run: string) => void} [open] shows one of them, where it has none
 * @property {(runs: Run[]) => void} [shown] they are there
 * @property {() => Node[]} [instead] what is offered where there is nothing to compare
 */

export class RunComparison {
  #host;
  #client;
  #ids;
  #options;
  #sides = /** @type {Side[]} */ ([]);
  #stages = element("div", { class: "penstock-run-compare-stages" });
  #table = element("table", { class: "penstock-run-compare-values" });
  #all = false;
  #toggle;
  #note = element("p", { class: "penstock-run-note", attributes: { role: "status" } });
  #message = element("div", { class: "penstock-run-message" });
  #missing = 0;
  #isCut;
  #closed = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {readonly string[]} ids of the runs
   * @param {ComparisonOptions} options
   */
  constructor(host, ids, options) {
    this.#host = host;
    this.#client = RunBook.of(host).client;
    this.#ids = ids.slice(0, MOST);
    this.#isCut = ids.length > MOST;
    this.#options = options;
    const { t } = host;
    this.#toggle = button(t("runs.only_differences"), () => this.toggle(), { class: "penstock-button" });
    const bar = element("div", { class: "penstock-run-compare-bar" }, options.before ?? null, element(options.heading ?? "h1", { text: t("runs.comparison") }), this.#toggle, options.after ?? null);
    const scroll = element("div", { class: "penstock-run-compare-table", attributes: { tabindex: 0, role: "region", "aria-label": t("runs.values") } }, this.#table);
    this.root = element("section", { class: "penstock-run-compare-runs penstock-texts" }, bar, this.#message, this.#note, scroll, this.#stages);
    this.#showParts(false);
    void this.#read();
  }

  close() {
    this.#closed = true;
    for (const side of this.#sides) side.close();
  }

  toggle() {
    this.#all = !this.#all;
    void this.#showValues();
  }

  async #read() {
    const { t } = this.#host;
    this.#message.replaceChildren(element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" })));
    const read = await Promise.all(this.#ids.map((id) => this.#client.get(id).then((run) => ({ run, problem: null }), (problem) => ({ run: null, problem }))));
    if (this.#closed) return;
    const failed = read.flatMap(({ problem }) => (problem && problem.status !== 404 ? [problem] : []));
    const runs = read.flatMap(({ run }) => (run ? [run] : []));
    const retry = () => button(t("retry"), () => void this.#read(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    const missing = this.#ids.length - runs.length;
    this.#message.replaceChildren(
      ...(failed.length ? [nothing("warning", failed[0].message, failed[0].hint, retry())] : runs.length < 2 ? [nothing("compare", missing ? t("runs.compare_missing", { count: missing }) : t("runs.compare_none"), missing ? "" : t("runs.compare_none_hint"), ...(this.#options.instead?.() ?? []))] : []),
    );
    const isThere = !failed.length && runs.length > 1;
    this.#showParts(isThere);
    if (isThere) this.#show(runs, missing);
    if (isThere) this.#options.shown?.(runs);
  }

  /** @param {boolean} isThere */
  #showParts(isThere) {
    for (const part of [this.#stages, this.#table, this.#toggle, this.#note]) setAttribute(part, "hidden", isThere ? null : "");
  }

  /**
   * @param {Run[]} runs
   * @param {number} missing
   */
  #show(runs, missing) {
    this.#missing = missing;
    for (const side of this.#sides) side.close();
    this.#sides = runs.map((run, at) => new Side(this.#host, this.#client, run, at, this.#options));
    for (const side of this.#sides) side.stage.moved = (place) => this.#sides.forEach((other) => other !== side && other.stage.follow(place));
    this.#stages.style.setProperty("--columns", String(Math.min(runs.length, runs.length > 4 ? 3 : runs.length === 4 ? 2 : runs.length)));
    this.#stages.replaceChildren(...this.#sides.map(({ root }) => root));
    void this.#showValues();
  }

  async #showValues() {
    const { t } = this.#host;
    const runs = this.#sides.map(({ run }) => run);
    const names = new Map((await Promise.all(runs.map((run) => namesOf(this.#host, run)))).flatMap((map) => [...map]));
    if (this.#closed) return;
    const addresses = [...new Set(runs.flatMap((run) => Object.keys(valuesOf(run))))];
    const rows = addresses.map((address) => ({ address, texts: runs.map((run) => (Object.hasOwn(valuesOf(run), address) ? valueText(valuesOf(run)[address]) : null)) }));
    const different = rows.filter(({ texts }) => new Set(texts).size > 1);
    const shown = this.#all ? rows : different;
    setAttribute(this.#toggle, "aria-pressed", String(!this.#all));
    const said = different.length ? t("runs.differences", { count: different.length }) : t("runs.no_differences");
    const missing = this.#missing ? t("runs.compare_missing", { count: this.#missing }) : "";
    setText(this.#note, [said, missing, this.#isCut ? t("runs.compare_most", { count: MOST }) : ""].filter(Boolean).join(" "));
    setAttribute(this.#table, "hidden", shown.length ? null : "");
    const head = element("tr", {}, element("th", { text: t("runs.parameter"), attributes: { scope: "col" } }), ...runs.map((_, at) => element("th", { text: letterOf(at), attributes: { scope: "col" } })));
    const cells = (/** @type {(string | null)[]} */ texts) => texts.map((text) => element("td", { text: text ?? "–", attributes: { dir: "auto" } }));
    const line = ({ address = "", texts = /** @type {(string | null)[]} */ ([]) }) => element("tr", { attributes: { "data-differs": new Set(texts).size > 1 ? "" : null } }, element("th", { text: names.get(address) ?? address, attributes: { scope: "row", title: address, dir: "auto" } }), ...cells(texts));
    this.#table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...shown.map(line)));
  }
}

class Side {
  #client;
  #pictures;
  #at = 0;
  #of = element("small");
  #next;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_client.js").RunClient} client
   * @param {Run} run
   * @param {number} at
   * @param {ComparisonOptions} options
   */
  constructor(host, client, run, at, { href, open }) {
    const { t } = host;
    this.run = run;
    this.#client = client;
    this.#pictures = picturesOf(run);
    const title = run.title || t("runs.unnamed");
    const name = run.batch ? `${title} · ${t("runs.cell", { place: run.place + 1 })}` : title;
    this.stage = new PictureStage(t, { label: `${letterOf(at)}: ${name}` });
    this.#next = button(t("runs.following"), () => this.#show(this.#at + 1), { icon: icon("forward"), class: "penstock-quiet" });
    const attributes = { href: href?.(run.id) ?? null, type: href ? null : "button", dir: "auto" };
    const link = element(href ? "a" : "button", { class: "penstock-run-compare-name", text: name, attributes, on: open ? { click: () => open(run.id) } : {} });
    this.root = element("figure", { class: "penstock-run-compare-side" }, element("figcaption", {}, element("b", { text: letterOf(at) }), link, this.#of, this.#next), this.stage.root);
    this.#show(0);
  }

  close() {
    this.stage.close();
  }

  /** @param {number} at */
  #show(at) {
    const { length } = this.#pictures;
    this.#at = length ? at % length : 0;
    const output = this.#pictures[this.#at]?.output;
    this.stage.show(output ? this.#client.outputUrl(output) : "", output?.name ?? "");
    setText(this.#of, length > 1 ? `${this.#at + 1} / ${length}` : "");
    setAttribute(this.#next, "hidden", length > 1 ? null : "");
  }
}

/** @param {Run} run */
const valuesOf = ({ parameters_used: used, values }) => used ?? values;

/** @param {number} at */
const letterOf = (at) => String.fromCharCode(65 + at);
