/** Starting runs, and one message on the page that follows all that were started from it. */

import { element, setText } from "../library/elements.js";
import { RunBar } from "./run_bar.js";
import { RunBook } from "./run_book.js";
import { lineText, percentOf } from "./run_words.js";
import { hasEnded } from "./types.js";

const PERCENT = 100;
const ABOUT = "runs started here";
const FOLLOWERS = /** @type {WeakMap<object, StartedRuns>} */ (new WeakMap());

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Run} Run
 */

/**
 * Stores runs, which are sent as soon as a server is free, and follows them in a message.
 * @param {Host} host
 * @param {import("./types.js").StartRequest} request
 * @returns {Promise<Run[]>} rejects with the server's words, with each fault
 */
export async function startRun(host, { name, ended, ...request }) {
  const runs = await RunBook.of(host).client.start(request);
  const follower = FOLLOWERS.get(host) ?? new StartedRuns(host);
  FOLLOWERS.set(host, follower);
  follower.add(runs, name, ended);
  return runs;
}

class StartedRuns {
  #host;
  #book;
  /** Those that have not ended. */
  #runs = /** @type {string[]} */ ([]);
  /** Those that have, since the last time that none was left. */
  #done = /** @type {Run[]} */ ([]);
  #names = /** @type {Map<string, string>} */ (new Map());
  #told = /** @type {Map<string, (run: Run) => void>} */ (new Map());
  #bar;
  #note = element("small", { class: "penstock-progress-note" });
  #content;
  #close = () => {};

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    this.#book = RunBook.of(host);
    this.#bar = new RunBar(host.t("runs.title"));
    this.#content = element("span", { class: "penstock-progress-body" }, this.#bar.root, this.#note);
    this.#book.addEventListener("change", () => this.#update());
  }

  /**
   * @param {Run[]} runs
   * @param {string} [name]
   * @param {(run: Run) => void} [ended]
   */
  add(runs, name, ended) {
    for (const run of runs) {
      this.#book.take(run);
      this.#book.watch(run.id);
      this.#runs.push(run.id);
      this.#names.set(run.id, name || run.title);
      if (ended) this.#told.set(run.id, ended);
    }
    this.#show();
  }

  #show() {
    const { t, toasts } = this.#host;
    const [first] = this.#runs;
    const count = this.#done.length + this.#runs.length;
    const message = count === 1 ? (this.#names.get(first) ?? "") : t("runs.started", { count });
    const action = { label: t("runs.show"), run: () => this.#host.runs?.open(count === 1 ? first : "") };
    this.#close = toasts.show({ message, content: this.#content, action, stays: true, about: ABOUT });
    this.#update();
  }

  #update() {
    if (!this.#runs.length) return;
    const ended = this.#runs.filter((id) => this.#hasGone(id));
    for (const id of ended) this.#ended(id);
    if (!this.#runs.length) return this.#allEnded();
    if (ended.length) return this.#show();
    return this.#tell();
  }

  #tell() {
    const { t } = this.#host;
    const runs = this.#runs.map((id) => this.#book.get(id)).filter((run) => run !== null);
    const shown = runs.find(({ status }) => status === "running") ?? runs[0];
    if (!shown) return;
    const progress = this.#book.progressOf(shown.id);
    const count = this.#done.length + this.#runs.length;
    if (count > 1) return this.#tellAll(runs, count);
    this.#bar.show(shown, progress);
    const percent = shown.status === "running" ? `${percentOf(progress)} %` : "";
    setText(this.#note, [lineText(t, shown, progress, (server) => serverTitle(this.#book, server)), percent].filter(Boolean).join(" · "));
    return undefined;
  }

  /**
   * How far all of them are: the bar never falls back as one ends and another begins.
   * @param {Run[]} runs those that have not ended
   * @param {number} count
   */
  #tellAll(runs, count) {
    const { t } = this.#host;
    const parts = runs.map((run) => (run.status === "running" ? percentOf(this.#book.progressOf(run.id)) : 0));
    const percent = Math.floor((this.#done.length * PERCENT + parts.reduce((sum, part) => sum + part, 0)) / count);
    this.#bar.fill(percent, runs.some(({ status }) => status === "running") ? "running" : "queued");
    setText(this.#note, `${t("runs.done_of", { done: this.#done.length, count })} · ${percent} %`);
  }

  /** @param {string} id */
  #hasGone(id) {
    const run = this.#book.get(id);
    return run ? hasEnded(run) : this.#book.problemOf(id)?.status === 404;
  }

  /** @param {string} id */
  #ended(id) {
    const run = this.#book.get(id);
    this.#runs = this.#runs.filter((one) => one !== id);
    this.#book.unwatch(id);
    if (run) this.#done.push(run);
    if (run) this.#told.get(id)?.(run);
    this.#told.delete(id);
    // Of many only those that went wrong are told by themselves.
    if (run && this.#runs.length && run.status !== "completed" && run.status !== "cancelled") this.#tellEnd(run);
  }

  #allEnded() {
    const { t, toasts, runs } = this.#host;
    const done = this.#done;
    this.#done = [];
    this.#close();
    const last = done.at(-1);
    if (done.length === 1 && last) return this.#tellEnd(last);
    const completed = done.filter(({ status }) => status === "completed").length;
    const message = completed === done.length ? t("runs.all_completed", { count: completed }) : t("runs.some_completed", { completed, count: done.length });
    if (done.length) toasts.show({ message, severity: completed === done.length ? "success" : "info", action: { label: t("runs.show"), run: () => runs?.open("") } });
    return undefined;
  }

  /** @param {Run} run */
  #tellEnd(run) {
    const { t, toasts, runs } = this.#host;
    if (isOnScreen(run.id)) return;
    const name = this.#names.get(run.id) ?? run.title;
    const words = lineText(t, run, null);
    const severity = run.status === "completed" ? "success" : run.status === "cancelled" ? "info" : "error";
    const hint = severity === "error" ? run.error?.hint || t(`runs.what_${run.status}`) : "";
    toasts.show({ message: `${name}: ${words}`, hint, severity, action: { label: t("runs.show"), run: () => runs?.open(run.id) }, about: `run ${run.id}` });
  }
}

/** Its view says all there is to say. @param {string} run */
function isOnScreen(run) {
  return document.querySelector(`penstock-run-view[data-run="${CSS.escape(run)}"]`)?.checkVisibility() ?? false;
}

/**
 * @param {RunBook} book
 * @param {string} server
 */
export function serverTitle(book, server) {
  return book.queue?.servers.find(({ id }) => id === server)?.title ?? server.replace(/^https?:\/\//, "");
}
