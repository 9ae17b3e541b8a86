/** What a data set consists of: counted as a job, which tells how far it is and can be ended; then drawn. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { finished } from "../library/jobs.js";
import { BucketPictures } from "./bucket_pictures.js";
import { BucketPlot } from "./bucket_plot.js";
import { empty, failure } from "./folder_view.js";
import { OptionFields } from "./option_fields.js";
import { captionSection, factsSection, plotSections } from "./statistics_sections.js";
import { WarningList } from "./warning_list.js";

const SETTLES_MS = 400;
const PERCENT = 100;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Source} Source
 * @typedef {import("./types.js").Statistics} Statistics
 *
 * @typedef {object} StatisticsWays what leads on from here
 * @property {(error: any) => Node[]} [failed] stand beside what tries again
 * @property {() => Node} [none] is shown where there are no pictures
 * @property {(images: number) => void} [counted] so many pictures there are; 0 where they could not be counted, too
 */

export class StatisticsView {
  #host;
  #client;
  #source;
  #ways;
  #options;
  #turn = 0;
  #job = "";
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #bar = element("span", { class: "penstock-progress-fill" });
  #done = element("span", { class: "penstock-dataset-done" });
  #progress;
  #result = element("div", { class: "penstock-dataset-result" });
  #pictures;
  #plot;
  #warnings;
  #shown = /** @type {Statistics | null} */ (null);

  /**
   * @param {Host} host
   * @param {import("./dataset_client.js").DatasetClient} client
   * @param {Source} source
   * @param {StatisticsWays} [ways]
   */
  constructor(host, client, source, ways = {}) {
    this.#host = host;
    this.#client = client;
    this.#source = source;
    this.#ways = ways;
    const { t } = host;
    this.#options = new OptionFields(t, () => this.#settle());
    this.#pictures = new BucketPictures(host, client, () => this.#choose(null));
    this.#plot = new BucketPlot(t, (bucket) => this.#choose(bucket));
    this.#warnings = new WarningList(host, client, source);
    this.#progress = this.#makeProgress();
    this.root = element("div", { class: "penstock-dataset-statistics" }, this.#options.root, this.#progress, this.#result);
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    // Nobody would look at what it counts.
    if (this.#job) void this.#client.cancel(this.#job).catch(() => {});
  }

  /** Counts anew; what is shown stays until then. */
  async count() {
    const turn = (this.#turn += 1);
    setAttribute(this.root, "aria-busy", "true");
    this.#tellProgress(0, 0);
    try {
      const job = await this.#client.statistics(this.#source, this.#options.value);
      if (turn !== this.#turn) return;
      this.#job = job.id;
      const ended = await finished(this.#host, job, ({ done, total }) => turn === this.#turn && this.#tellProgress(done, total));
      if (turn === this.#turn) this.#onEnded(ended);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    } finally {
      if (turn === this.#turn) this.#rest();
    }
  }

  #rest() {
    this.#job = "";
    setAttribute(this.root, "aria-busy", null);
    setAttribute(this.#progress, "hidden", "");
  }

  /** @param {import("../library/jobs.js").Job} job */
  #onEnded(job) {
    const { t } = this.#host;
    if (job.status === "done") return this.#show(job.result);
    if (job.status === "cancelled") return this.#shown ? undefined : this.#say(failure(t, { message: t("datasets.statistics.cancelled") }, () => void this.count()));
    const error = job.error?.error ?? { message: t("datasets.statistics.lost") };
    return this.#fail(error);
  }

  /** @param {any} error */
  #fail(error) {
    // What is shown is no answer to these options.
    if (this.#options.fault(error)) return this.#result.classList.add("penstock-dataset-stale");
    this.#ways.counted?.(0);
    return this.#say(failure(this.#host.t, error, () => void this.count(), ...(this.#ways.failed?.(error) ?? [])));
  }

  /** @param {Node} message */
  #say(message) {
    this.#shown = null;
    this.#result.classList.remove("penstock-dataset-stale");
    this.#result.replaceChildren(message);
  }

  /** Typing goes on for a while. */
  #settle() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.count(), SETTLES_MS);
  }

  #makeProgress() {
    const { t } = this.#host;
    const bar = element("div", { class: "penstock-progress", attributes: { role: "progressbar", "aria-label": t("datasets.statistics.counting"), "aria-valuemin": 0, "aria-valuemax": PERCENT } }, this.#bar);
    const cancel = button(t("library.cancel"), () => void this.#cancel(), { class: "penstock-button" });
    return element("div", { class: "penstock-dataset-progress", attributes: { hidden: "" } }, element("span", { text: t("datasets.statistics.counting") }), bar, this.#done, cancel);
  }

  /**
   * @param {number} done
   * @param {number} total 0: not known
   */
  #tellProgress(done, total) {
    const share = total > 0 ? done / total : null;
    setAttribute(this.#progress, "hidden", null);
    setAttribute(/** @type {Element} */ (this.#bar.parentElement), "aria-valuenow", share === null ? null : Math.floor(share * PERCENT));
    this.#bar.style.transform = share === null ? "" : `scaleX(${share})`;
    setText(this.#done, total > 0 ? this.#host.t("datasets.statistics.done", { done, total }) : "");
  }

  async #cancel() {
    if (this.#job) await this.#client.cancel(this.#job).catch((error) => this.#host.toasts.showError(error));
  }

  /** @param {Statistics} statistics */
  #show(statistics) {
    const { t } = this.#host;
    const chosen = this.#shown;
    this.#shown = statistics;
    this.#result.classList.remove("penstock-dataset-stale");
    this.#ways.counted?.(statistics.images);
    if (!statistics.images) return this.#result.replaceChildren(this.#ways.none?.() ?? empty("images", t("datasets.statistics.none"), t("datasets.statistics.none_hint")));
    this.#plot.show(statistics.buckets, statistics.options.max_upscale);
    this.#warnings.show(statistics.warnings);
    if (chosen) this.#choose(null);
    const hint = element("p", { class: "penstock-dataset-hint", text: t("datasets.buckets.hint") });
    const buckets = element("section", { class: "penstock-dataset-section penstock-dataset-wide" }, element("h2", { text: t("datasets.buckets.count", { count: statistics.buckets.length }) }), hint, this.#plot.root, this.#pictures.root);
    return this.#result.replaceChildren(factsSection(t, statistics), this.#warnings.root, buckets, captionSection(t, statistics), ...plotSections(t, statistics));
  }

  /** @param {import("./types.js").BucketCount | null} bucket */
  #choose(bucket) {
    const had = this.#pictures.root.contains(document.activeElement);
    if (!bucket) {
      if (had) /** @type {HTMLElement | null} */ (this.#plot.root.querySelector("[aria-pressed=true]"))?.focus();
      this.#plot.mark("");
    }
    this.#pictures.show(this.#source, this.#options.value, bucket);
    if (bucket) this.#pictures.root.scrollIntoView({ block: matchMedia("(max-width: 720px)").matches ? "start" : "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {() => void} run
 */
export function exportButton(t, run) {
  return button(t("datasets.export.menu"), run, { icon: icon("download"), showLabel: true, class: "penstock-button penstock-primary" });
}
