/**
 * `<penstock-run-view>`: one run: how far it is, its nodes in time, a live preview, what it made and with which values.
 */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { RunBook } from "./run_book.js";
import { RunDeeds } from "./run_deeds.js";
import { RunHead } from "./run_head.js";
import { RunOutputs } from "./run_outputs.js";
import { RunProblem } from "./run_problem.js";
import { RunTimeline } from "./run_timeline.js";
import { RunValues } from "./run_values.js";

const TAG = "penstock-run-view";
const NOT_FOUND = 404;
export const VIEW_SHEETS = ["./run_view.css", "./runs.css", "./pictures.css"];

/**
 * @typedef {object} ViewOptions
 * @property {import("../library/host.js").Host} host
 * @property {string} run its id
 * @property {"h1" | "h2"} [heading]
 * @property {() => void} [removed] it was deleted
 */

/** Dispatches `penstock-title` with its title when it is known. */
export class RunView extends HTMLElement {
  #options = /** @type {ViewOptions} */ (/** @type {unknown} */ (null));
  #book = /** @type {RunBook} */ (/** @type {unknown} */ (null));
  #parts = /** @type {Parts} */ (/** @type {unknown} */ (null));
  #message = element("div", { class: "penstock-run-message" });
  #body = element("div", { class: "penstock-run-body" });
  #watched = false;
  #said = "";
  #title = "";
  #clock = 0;
  /** It was asked for what was deleted, and there is nothing. */
  #isUnknown = false;
  #onChange = (/** @type {Event} */ event) => void (/** @type {CustomEvent} */ (event).detail.runs.has(this.#options.run) && this.#show());

  /**
   * @param {ViewOptions} options
   * @returns {Promise<RunView>} with its styles
   */
  static async create(options) {
    await loadStyles(VIEW_SHEETS.map((name) => new URL(name, import.meta.url).href));
    if (!customElements.get(TAG)) customElements.define(TAG, RunView);
    const view = /** @type {RunView} */ (document.createElement(TAG));
    view.#start(options);
    return view;
  }

  /** The run as it is now, null while it is not known. */
  get run() {
    return this.#book.get(this.#options.run);
  }

  get deeds() {
    return this.#parts.deeds;
  }

  connectedCallback() {
    if (this.#watched) return;
    this.#watched = true;
    this.#book.addEventListener("change", this.#onChange);
    this.#book.watch(this.#options.run);
    this.#book.look();
    this.#clock = window.setInterval(() => this.#parts.head.tick(), 1000);
    this.#show();
  }

  disconnectedCallback() {
    if (!this.#watched) return;
    this.#watched = false;
    clearInterval(this.#clock);
    this.#book.removeEventListener("change", this.#onChange);
    this.#book.unwatch(this.#options.run);
    this.#book.leave();
  }

  /** @param {ViewOptions} options */
  #start(options) {
    const { host, heading = "h2", removed } = options;
    this.#options = options;
    this.dataset.run = options.run;
    this.#book = RunBook.of(host);
    const deeds = new RunDeeds(host, this.#book);
    const { client } = this.#book;
    const part = heading === "h1" ? "h2" : "h3";
    this.#parts = {
      deeds,
      head: new RunHead(host, this.#book, deeds, { heading, removed: removed ?? (() => {}) }),
      problem: new RunProblem(host, deeds),
      outputs: new RunOutputs(host, client, part),
      timeline: new RunTimeline(host, client, part),
      values: new RunValues(host, part),
    };
    this.classList.add("penstock-texts", "penstock-run-view");
    const { head, problem, outputs, timeline, values } = this.#parts;
    this.#body.append(head.root, problem.root, outputs.root, timeline.root, values.root);
    this.append(this.#message, this.#body);
  }

  #show() {
    const run = this.run;
    const problem = this.#book.problemOf(this.#options.run);
    setAttribute(this, "aria-busy", run || problem ? null : "true");
    setAttribute(this.#body, "hidden", run ? null : "");
    this.#say(run ? "" : problem ? (problem.status === NOT_FOUND ? (this.#isUnknown ? "unknown" : "gone") : "failed") : "loading");
    if (!run) return;
    const progress = this.#book.progressOf(run.id);
    const { head, problem: wrong, outputs, timeline, values } = this.#parts;
    head.show(run, progress);
    wrong.show(run);
    outputs.show(run);
    timeline.show(run, progress);
    values.show(run);
    if (run.title !== this.#title) {
      this.#title = run.title;
      this.dispatchEvent(new CustomEvent("penstock-title", { detail: run.title, bubbles: true }));
    }
  }

  /** @param {"" | "loading" | "gone" | "unknown" | "failed"} what */
  #say(what) {
    if (what === this.#said) return;
    this.#said = what;
    this.#message.replaceChildren(...this.#words(what));
  }

  /** @param {"" | "loading" | "gone" | "unknown" | "failed"} what */
  #words(what) {
    const { t } = this.#options.host;
    if (!what) return [];
    if (what === "loading") return [element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }), element("p", { text: t("runs.loading_one") }))];
    if (what === "unknown") return [element("div", { class: "penstock-empty", attributes: { role: "alert" } }, icon("warning"), element("p", { text: t("runs.unknown") }), element("small", { text: t("runs.unknown_hint") }))];
    const error = this.#book.problemOf(this.#options.run);
    const words = what === "gone" ? [t("runs.gone"), t("runs.gone_hint")] : [error.message, error.hint];
    const act = what === "gone" ? button(t("runs.bring_back"), () => void this.#bringBack(), { icon: icon("undo"), showLabel: true, class: "penstock-button" }) : button(t("retry"), () => void this.#book.refresh(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return [element("div", { class: "penstock-empty", attributes: { role: "alert" } }, icon("warning"), element("p", { text: words[0] }), element("small", { text: words[1] }), act)];
  }

  async #bringBack() {
    const { host, run } = this.#options;
    try {
      this.#book.take(await this.#book.client.restore(run));
      void this.#book.refresh();
    } catch (/** @type {any} */ error) {
      if (error.status !== NOT_FOUND) return host.toasts.showError(error);
      this.#isUnknown = true;
      this.#show();
    }
    return undefined;
  }
}

/** @typedef {{deeds: RunDeeds, head: RunHead, problem: RunProblem, outputs: RunOutputs, timeline: RunTimeline, values: RunValues}} Parts */
