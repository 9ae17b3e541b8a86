/** The head of a run: what it is, how far, and what can be done; below it the picture that is being made. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { RunBar } from "./run_bar.js";
import { canRetry } from "./run_deeds.js";
import { serverTitle } from "./run_start.js";
import { durationText, lineText, percentOf, secondsOf, statusText, timeText } from "./run_words.js";
import { hasEnded } from "./types.js";

/**
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunProgress} RunProgress
 */

export class RunHead {
  #host;
  #book;
  #title;
  #status = element("span", { class: "penstock-run-status" });
  #bar;
  #line = element("span", { class: "penstock-run-line" });
  #percent = element("span", { class: "penstock-run-percent" });
  #facts = element("p", { class: "penstock-run-facts" });
  #server = element("p", { class: "penstock-run-away", attributes: { role: "status", hidden: "" } });
  #preview = element("img", { class: "penstock-run-preview", attributes: { alt: "", hidden: "", decoding: "async" } });
  #words;
  #cancel;
  #retry;
  #again;
  #run = /** @type {Run | null} */ (null);
  /** The run that somebody asked to cancel here: its server may take a while. */
  #cancelling = "";
  #seconds = element("span", { class: "penstock-run-seconds" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_book.js").RunBook} book
   * @param {import("./run_deeds.js").RunDeeds} deeds
   * @param {{heading: "h1" | "h2", removed: () => void}} options
   */
  constructor(host, book, deeds, { heading, removed }) {
    const { t } = host;
    this.#host = host;
    this.#book = book;
    this.#title = element(heading, { attributes: { dir: "auto" } });
    this.#bar = new RunBar(t("runs.progress"));
    const act = (/** @type {(run: Run) => unknown} */ deed) => () => this.#run && void deed(this.#run);
    this.#cancel = button(t("runs.cancel"), act((run) => void this.#stop(run, deeds)), { icon: icon("stop"), showLabel: true, class: "penstock-button" });
    this.#retry = button(t("runs.retry"), act((run) => deeds.retry(run)), { icon: icon("refresh"), showLabel: true, class: "penstock-button", title: t("runs.retry_tip") });
    this.#again = button(t("runs.again"), act((run) => deeds.again(run)), { icon: icon("run"), showLabel: true, class: "penstock-button", title: t("runs.again_tip") });
    const more = button(t("runs.more"), () => this.#run && openMenu(host, { anchor: more }, deeds.items(this.#run, { removed })), { icon: icon("more"), class: "penstock-quiet" });
    more.setAttribute("aria-haspopup", "menu");
    this.#words = element("div", { class: "penstock-run-words" }, this.#line, this.#percent);
    const actions = element("div", { class: "penstock-run-actions" }, this.#cancel, this.#retry, this.#again, more);
    this.root = element("header", { class: "penstock-run-head" }, element("div", { class: "penstock-run-name" }, this.#title, this.#status, actions), this.#bar.root, this.#words, this.#server, this.#facts, this.#preview);
  }

  /**
   * @param {Run} run
   * @param {RunProgress | null} progress
   */
  show(run, progress) {
    this.#run = run;
    const { t } = this.#host;
    setText(this.#title, run.title || t("runs.unnamed"));
    setText(this.#status, statusText(t, run));
    this.#status.dataset.status = run.status;
    this.#bar.show(run, progress);
    setAttribute(this.#bar.root, "hidden", hasEnded(run) && run.status !== "completed" ? "" : null);
    // What was wrong is told below.
    setAttribute(this.#words, "hidden", run.status === "failed" || run.status === "lost" ? "" : null);
    setText(this.#line, lineText(t, run, progress, (server) => serverTitle(this.#book, server)));
    setText(this.#percent, run.status === "running" ? t("runs.percent_nodes", { percent: percentOf(progress), done: progress?.nodes_done ?? 0, nodes: progress?.nodes ?? 0 }) : "");
    this.#showActions(run);
    this.#showServer(run);
    this.#showFacts(run);
    this.#showPreview(run, progress);
  }

  /** The seconds go on also where nothing is told. */
  tick() {
    if (this.#run) setText(this.#seconds, this.#secondsText(this.#run));
  }

  /**
   * @param {Run} run
   * @param {import("./run_deeds.js").RunDeeds} deeds
   */
  async #stop(run, deeds) {
    if (this.#cancelling === run.id) return;
    this.#cancelling = run.id;
    this.#showActions(run);
    if (!(await deeds.cancel(run))) this.#cancelling = "";
    if (this.#run) this.#showActions(this.#run);
  }

  /** @param {Run} run */
  #showActions(run) {
    const { t } = this.#host;
    const held = [this.#cancel, this.#retry, this.#again].find((one) => one === document.activeElement);
    if (hasEnded(run)) this.#cancelling = "";
    const stops = this.#cancelling === run.id;
    // It keeps the focus, which a disabled button would lose.
    setAttribute(this.#cancel, "aria-disabled", stops ? "true" : null);
    setText(/** @type {Element} */ (this.#cancel.lastElementChild), stops ? t("runs.cancelling") : t("runs.cancel"));
    setAttribute(this.#cancel, "hidden", hasEnded(run) ? "" : null);
    setAttribute(this.#retry, "hidden", canRetry(run) ? null : "");
    setAttribute(this.#again, "hidden", run.status === "completed" ? null : "");
    if (held?.hasAttribute("hidden")) [this.#cancel, this.#retry, this.#again].find((one) => !one.hasAttribute("hidden"))?.focus({ preventScroll: true });
  }

  /** A server that is away makes nothing lost: its runs wait for it. @param {Run} run */
  #showServer(run) {
    const { t } = this.#host;
    const server = hasEnded(run) ? null : this.#book.queue?.servers.find(({ id }) => id === run.server);
    const away = server && server.status !== "online";
    setAttribute(this.#server, "hidden", away ? null : "");
    setText(this.#server, away ? t("runs.server_away", { server: server.title, reason: server.reason }) : "");
  }

  /** @param {Run} run */
  #showFacts(run) {
    const { t } = this.#host;
    const facts = [
      run.server ? t("runs.on_server", { server: serverTitle(this.#book, run.server) }) : "",
      t("runs.asked_at", { time: timeText(run.created) }),
      run.attempt > 1 ? t("runs.attempts", { count: run.attempt }) : "",
    ].filter(Boolean);
    setText(this.#seconds, this.#secondsText(run));
    const ofBatch = { text: t("runs.of_batch", { place: run.place + 1 }) };
    // ComfyUI has no page of it.
    const href = run.batch ? this.#host.runs?.batchHref?.(run.batch) : undefined;
    const batch = !run.batch ? null : element(href ? "a" : "span", { ...ofBatch, attributes: { href: href ?? null } });
    const said = JSON.stringify([facts, run.batch]);
    if (this.#facts.dataset.said === said) return;
    this.#facts.dataset.said = said;
    this.#facts.replaceChildren(...facts.map((text) => element("span", { text })), this.#seconds, ...(batch ? [batch] : []));
  }

  /** @param {Run} run */
  #secondsText(run) {
    const seconds = secondsOf(run);
    return seconds === null || run.status === "completed" ? "" : durationText(this.#host.t, seconds);
  }

  /**
   * @param {Run} run
   * @param {RunProgress | null} progress
   */
  #showPreview(run, progress) {
    const tag = hasEnded(run) ? null : (progress?.preview ?? null);
    // What stands below it stays where it is between two of them.
    setAttribute(this.#preview, "hidden", tag || (!hasEnded(run) && this.#preview.src) ? null : "");
    if (hasEnded(run)) this.#preview.removeAttribute("src");
    setAttribute(this.#preview, "alt", this.#host.t("runs.preview"));
    if (tag) setAttribute(this.#preview, "src", this.#book.client.previewUrl(run.id, tag));
  }
}
