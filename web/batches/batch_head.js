/** What stands above the cells of a batch: how it goes, and what can be done with it as a whole. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { batchState, hasEnded, progressWords, unfinished } from "./batch_words.js";
import { CountBar } from "./count_bar.js";
import { duration } from "./durations.js";

const MOST_REASONS = 3;

/**
 * @typedef {import("./types.js").Batch} Batch
 *
 * @typedef {object} HeadDeeds
 * @property {(paused: boolean) => void} pause
 * @property {(runningToo: boolean) => void} stop
 * @property {() => void} retry
 * @property {(run: string) => void} open shows one run
 * @property {() => (import("../library/menu.js").MenuItem | null)[]} more
 */

export class BatchHead {
  #host;
  #bar;
  #batch = /** @type {Batch | null} */ (null);
  #status = element("span", { class: "penstock-batch-status" });
  #words = element("p", { class: "penstock-batch-words" });
  #summary = element("div", { class: "penstock-batch-summary", attributes: { role: "status" } });
  #reasons = element("div", { class: "penstock-batch-reasons", attributes: { hidden: "" } });
  #open;
  #pause;
  #stop;
  #retry;
  #more;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {HeadDeeds} deeds
   */
  constructor(host, deeds) {
    const { t } = host;
    this.#host = host;
    this.#open = deeds.open;
    this.#bar = new CountBar(host);
    this.#pause = button("", () => deeds.pause(this.#batch?.status !== "paused"), { icon: icon("pause"), showLabel: true, class: "penstock-button" });
    this.#stop = button(t("batches.stop"), () => this.#openStop(deeds), { icon: icon("stop"), showLabel: true, class: "penstock-button" });
    setAttribute(this.#stop, "aria-haspopup", "menu");
    this.#retry = button("", () => deeds.retry(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    this.#more = button(t("batches.more_actions"), () => openMenu(host, { anchor: this.#more }, deeds.more()), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#more, "aria-haspopup", "menu");
    const actions = element("div", { class: "penstock-batch-actions" }, this.#pause, this.#stop, this.#retry, this.#more);
    this.root = element("div", { class: "penstock-batch-head" }, element("div", { class: "penstock-batch-line" }, this.#status, this.#words, actions), this.#bar.root, this.#summary, this.#reasons);
  }

  /** @param {Batch} batch */
  show(batch) {
    const { t } = this.#host;
    this.#batch = batch;
    const isOver = hasEnded(batch);
    const isPaused = batch.status === "paused";
    const again = unfinished(batch);
    const { words, tone } = batchState(t, batch);
    setText(this.#status, words);
    this.#status.dataset.status = tone;
    setText(this.#words, progressWords(t, batch));
    this.#bar.show(batch);
    const pauses = isPaused ? "run" : "pause";
    if (this.#pause.dataset.shows !== pauses) {
      this.#pause.dataset.shows = pauses;
      this.#pause.replaceChildren(icon(pauses), element("span", { text: isPaused ? t("batches.resume") : t("batches.pause") }));
    }
    const held = this.#held();
    this.#stop.hidden = isOver;
    // Where the last ones run nothing is left to hold back.
    this.#pause.hidden = isOver || (!isPaused && batch.status === "running" && batch.counts.queued === 0);
    this.#retry.hidden = again === 0;
    setText(/** @type {Element} */ (this.#retry.lastElementChild), t("batches.retry_count", { count: again }));
    setText(this.#summary, isOver ? this.#closing(batch) : "");
    this.#summary.hidden = !isOver;
    if (held?.hidden) this.#more.focus({ preventScroll: true });
  }

  /** @param {{message: string, count: number, run: string}[]} reasons of cells that failed, with a run of each */
  showReasons(reasons) {
    const { t } = this.#host;
    const drawn = JSON.stringify(reasons);
    if (this.#reasons.dataset.drawn === drawn) return;
    this.#reasons.dataset.drawn = drawn;
    const shown = reasons.slice(0, MOST_REASONS).map(({ message, count, run }) => button(t("batches.reason", { count, reason: message }), () => this.#open(run), { icon: icon("warning"), showLabel: true, class: "penstock-text-button", title: t("batches.open_run") }));
    const others = reasons.length - shown.length;
    this.#reasons.replaceChildren(...shown, ...(others > 0 ? [element("span", { text: t("batches.other_reasons", { count: others }) })] : []));
    this.#reasons.hidden = !reasons.length;
  }

  /** The button that has the focus: where it goes, the focus does not. */
  #held() {
    return /** @type {HTMLElement[]} */ ([this.#pause, this.#stop, this.#retry]).find((one) => one === document.activeElement);
  }

  /** @param {Batch} batch */
  #closing({ counts, total, created, ended }) {
    const { t } = this.#host;
    const words = counts.completed === total ? [t("batches.all_done", { count: total })] : [t("batches.some_done", { done: counts.completed, count: total })];
    const seconds = ended ? (ended - created) / 1000 : 0;
    if (seconds > 0) words.push(t("batches.took", { time: duration(t, seconds) }));
    if (seconds > 0 && counts.completed > 1) words.push(t("batches.each", { time: duration(t, seconds / counts.completed) }));
    if (counts.completed !== total) words.push(t("batches.retry_hint"));
    return words.join(" ");
  }

  /** @param {HeadDeeds} deeds */
  #openStop(deeds) {
    const { t } = this.#host;
    openMenu(this.#host, { anchor: this.#stop }, [
      { label: t("batches.stop_rest"), icon: icon("end"), run: () => deeds.stop(false) },
      { label: t("batches.stop_now"), icon: icon("stop"), danger: true, run: () => deeds.stop(true) },
    ]);
  }
}
