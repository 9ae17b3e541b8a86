/** What can be done with a run: cancel, retry, run again, delete and bring back. */

import { copyText } from "../library/clipboard.js";
import { icon } from "../library/icons.js";
import { hasEnded } from "./types.js";

const CONFLICT = 409;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./run_book.js").RunBook} RunBook
 * @typedef {import("./types.js").Run} Run
 */

export class RunDeeds {
  #host;
  #book;
  /** What was deleted here, the last one last. */
  #removed = /** @type {Run[]} */ ([]);

  /**
   * @param {Host} host
   * @param {RunBook} book
   */
  constructor(host, book) {
    this.#host = host;
    this.#book = book;
  }

  /** @param {Run} run */
  cancel(run) {
    return this.#do(() => this.#book.client.cancel(run.id));
  }

  /** @param {Run} run that did not complete */
  retry(run) {
    return this.#do(() => this.#book.client.retry(run.id));
  }

  /**
   * @param {Run} run
   * @returns {Promise<Run | null>} the new one, which has the same values
   */
  async again(run) {
    const made = await this.#do(() => this.#book.client.again(run.id));
    const { t, toasts, runs } = this.#host;
    if (made) toasts.show({ message: t("runs.queued_again", { name: run.title }), severity: "success", action: { label: t("runs.show"), run: () => runs?.open(made.id) } });
    return made;
  }

  /**
   * @param {Run} run
   * @param {() => void} [restored] it was brought back
   * @returns {Promise<boolean>}
   */
  async remove(run, restored) {
    const { t, toasts } = this.#host;
    try {
      await this.#book.client.remove(run.id);
    } catch (error) {
      toasts.showError(error);
      return false;
    }
    this.#removed.push(run);
    const undo = () => void this.restore(run).then((done) => done && restored?.());
    toasts.show({ message: t("runs.deleted", { name: run.title }), action: { label: t("undo"), run: undo }, about: topic(run) });
    void this.#book.refresh();
    return true;
  }

  /**
   * @param {Run} run
   * @returns {Promise<boolean>}
   */
  async restore(run) {
    const { t, toasts } = this.#host;
    this.#removed = this.#removed.filter(({ id }) => id !== run.id);
    const back = await this.#do(() => this.#book.client.restore(run.id));
    toasts.closeAbout(topic(run));
    if (back) toasts.show({ message: t("runs.restored", { name: run.title }), severity: "success" });
    void this.#book.refresh();
    return back !== null;
  }

  /** Brings back what was deleted last on this page. */
  async undoRemove() {
    const last = this.#removed.at(-1);
    return last ? this.restore(last) : false;
  }

  /**
   * @param {Run} run
   * @param {{removed?: () => void, restored?: () => void, compare?: () => void}} [after]
   * @returns {(import("../library/menu.js").MenuItem | null)[]}
   */
  items(run, { removed, restored, compare } = {}) {
    const { t, runs } = this.#host;
    const ended = hasEnded(run);
    const link = /** @type {HTMLAnchorElement} */ (document.createElement("a"));
    const download = () => Object.assign(link, { href: this.#book.client.promptUrl(run.id), download: "" }).click();
    return [
      ...(ended ? [] : [{ label: t("runs.cancel"), icon: icon("stop"), keys: "X", run: () => void this.cancel(run) }]),
      ...(canRetry(run) ? [{ label: t("runs.retry"), icon: icon("refresh"), keys: "R", run: () => void this.retry(run) }] : []),
      { label: t("runs.again"), icon: icon("run"), keys: "A", run: () => void this.again(run) },
      ...(compare ? [{ label: t("runs.compare"), icon: icon("compare"), keys: "C", run: compare }] : []),
      ...(runs?.useValues && run.workflow ? [{ label: t("runs.use_values"), icon: icon("workflows"), run: () => runs.useValues?.(run) }] : []),
      null,
      { label: t("runs.copy_values"), icon: icon("clipboard"), run: () => void copyText(this.#host, JSON.stringify(run.parameters_used ?? run.values, null, 2), t("runs.values_copied")) },
      { label: t("runs.download_graph"), icon: icon("download"), run: download },
      ...(ended ? [null, { label: t("runs.delete"), icon: icon("trash"), keys: "Delete", danger: true, run: () => void this.remove(run, restored).then((done) => done && removed?.()) }] : []),
    ];
  }

  /**
   * @param {() => Promise<Run>} work
   * @returns {Promise<Run | null>}
   */
  async #do(work) {
    try {
      const run = await work();
      this.#book.take(run);
      void this.#book.refresh();
      return run;
    } catch (/** @type {any} */ error) {
      // It went on meanwhile: what it is now is shown.
      if (error.status === CONFLICT) void this.#book.refresh();
      this.#host.toasts.showError(error);
      return null;
    }
  }
}

/** @param {Run} run */
export const canRetry = ({ status }) => status === "failed" || status === "cancelled" || status === "lost";

/** @param {Run} run what messages are about */
const topic = ({ id }) => `run ${id}`;
