/** `<penstock-batch-builder>`: what a batch varies, with a preview of what it will run, and the button that starts it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { RunBook } from "../runs/run_book.js";
import { BatchClient } from "./batch_client.js";
import { BuilderAxes } from "./builder_axes.js";
import { BuilderPreview } from "./builder_preview.js";
import { BuilderRest } from "./builder_rest.js";
import { BuilderSeeds } from "./builder_seeds.js";
import { planFaults } from "./plan_faults.js";
import { PlanModel } from "./plan_model.js";
import { planSentence } from "./plan_words.js";

const TAG = "penstock-batch-builder";
const PAUSE_MS = 180;
const PAGE = 50;

/**
 * @typedef {import("./types.js").Plan} Plan
 *
 * What a builder gets from the page that it stands on.
 * @typedef {object} BuilderSource
 * @property {() => Plan} base the workflow or document, with the values that all runs share
 * @property {(address: string) => any} valueOf what a parameter has now
 * @property {(faults: import("./types.js").Fault[]) => import("./types.js").Fault[]} [showFaults] of shared values; gives back what it cannot show
 * @property {() => boolean} [ready] whether nothing is typed that is no value; leads there otherwise
 */

/** Dispatches `penstock-batch-started` with the batch as `detail`. */
export class BatchBuilder extends HTMLElement {
  model = new PlanModel();
  #host = /** @type {import("../library/host.js").Host} */ (/** @type {unknown} */ (null));
  #source = /** @type {BuilderSource} */ (/** @type {unknown} */ (null));
  #client = /** @type {BatchClient} */ (/** @type {unknown} */ (null));
  #axes = /** @type {BuilderAxes} */ (/** @type {unknown} */ (null));
  #seeds = /** @type {BuilderSeeds} */ (/** @type {unknown} */ (null));
  #rest = /** @type {BuilderRest} */ (/** @type {unknown} */ (null));
  #preview = /** @type {BuilderPreview} */ (/** @type {unknown} */ (null));
  #start = /** @type {HTMLButtonElement} */ (/** @type {unknown} */ (null));
  /** The preview of the plan as it is; null while it is being made, or where it cannot be. */
  #made = /** @type {import("./types.js").Preview | null} */ (null);
  #plan = /** @type {Plan | null} */ (null);
  #asked = 0;
  #timer = 0;
  #isBusy = false;
  /** Where something is wrong. */
  #wrong = /** @type {string[]} */ ([]);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {BuilderSource} source
   * @returns {Promise<BatchBuilder>} with its styles
   */
  static async create(host, source) {
    const sheets = ["./builder.css", "./builder_axes.css", "./builder_preview.css", "../library/texts/cell_editor.css"];
    await loadStyles(sheets.map((sheet) => new URL(sheet, import.meta.url).href));
    if (!customElements.get(TAG)) customElements.define(TAG, BatchBuilder);
    const builder = /** @type {BatchBuilder} */ (document.createElement(TAG));
    builder.#begin(host, source);
    return builder;
  }

  /** @param {import("../workflows/types.js").FormShape | null} shape of the workflow, null where there is none */
  show(shape) {
    this.model.show(shape);
    setAttribute(this, "hidden", shape ? null : "");
  }

  connectedCallback() {
    const book = RunBook.of(this.#host);
    book.addEventListener("change", this.#follow);
    book.look();
    this.#follow();
  }

  disconnectedCallback() {
    const book = RunBook.of(this.#host);
    book.removeEventListener("change", this.#follow);
    book.leave();
  }

  /** The shared values are others now. */
  changed() {
    this.#soon();
  }

  /** Starts what the preview shows. Never rejects. */
  async start() {
    if (this.#isBusy || !(this.#source.ready?.() ?? true)) return;
    this.#busy(true);
    try {
      if (!this.#made) await this.#read();
      const { faults } = this.model.plan;
      if (!this.#made || faults.length) return this.#focusFault();
      const batch = await this.#client.start({ .../** @type {Plan} */ (this.#plan), ...(this.#made.seeds?.length ? { seeds: this.#made.seeds } : {}) });
      this.dispatchEvent(new CustomEvent("penstock-batch-started", { detail: batch, bubbles: true }));
      this.#soon();
    } catch (error) {
      this.#failed(error);
      this.#focusFault();
    } finally {
      this.#busy(false);
    }
  }

  /**
   * @param {import("../library/host.js").Host} host
   * @param {BuilderSource} source
   */
  #begin(host, source) {
    this.#host = host;
    this.#source = source;
    this.#client = new BatchClient(host.requests);
    this.#axes = new BuilderAxes(host, this.model, source.valueOf);
    this.#seeds = new BuilderSeeds(host, this.model);
    this.#rest = new BuilderRest(host, this.model);
    this.#preview = new BuilderPreview(host, this.model, (first) => void this.#more(first));
    this.#start = button(host.t("batches.start"), () => void this.start(), { icon: icon("batches"), showLabel: true, class: "penstock-button penstock-primary penstock-batch-start" });
    const side = element("div", { class: "penstock-builder-side" }, this.#preview.root, this.#start);
    const parts = element("div", { class: "penstock-builder-parts" }, this.#seeds.root, this.#axes.root, this.#rest.root);
    this.classList.add("penstock-texts", "penstock-batch-builder");
    this.hidden = true;
    this.replaceChildren(element("div", { class: "penstock-builder-inner" }, parts, side));
    for (const type of ["change", "input"]) this.addEventListener(type, (event) => event.stopPropagation());
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.model.addEventListener("change", () => this.#planned());
  }

  #planned() {
    this.#axes.show();
    this.#seeds.show();
    this.#rest.show();
    this.#follow();
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#made = null;
    this.#showStart();
    this.#timer = window.setTimeout(() => void this.#read(), PAUSE_MS);
  }

  /** Asks for the preview of the plan as it is. Never rejects. */
  async #read() {
    clearTimeout(this.#timer);
    if (!this.model.shape) return;
    const asked = (this.#asked += 1);
    const { plan, faults } = this.model.plan;
    this.#plan = { ...this.#source.base(), ...plan };
    this.#showFaults(new Map(faults.map(({ place, said }) => [place, planSentence(this.#host.t, said)])));
    if (faults.length) return this.#preview.stale(this.#toMend(faults.map(({ place }) => place)));
    this.#preview.wait(true);
    try {
      const preview = await this.#client.preview(this.#plan, { first: 0, limit: PAGE });
      if (asked !== this.#asked) return;
      this.#made = preview;
      this.#start.toggleAttribute("data-wrong", false);
      this.#source.showFaults?.([]);
      this.#axes.setLabels(new Map(this.model.groups.flatMap((group, at) => group.map(({ id }, one) => [id, preview.groups[at]?.[one]?.labels ?? []]))));
      this.#preview.show(preview, this.#plan.runs ?? 1);
    } catch (error) {
      if (asked === this.#asked) this.#failed(error);
    }
    if (asked !== this.#asked) return;
    this.#preview.wait(false);
    this.#showStart();
  }

  /** @param {number} first */
  async #more(first) {
    const made = this.#made;
    if (!made || !this.#plan) return;
    try {
      const seeds = made.seeds?.length ? { seeds: made.seeds } : {};
      const preview = await this.#client.preview({ ...this.#plan, ...seeds }, { first, limit: PAGE });
      if (made === this.#made) this.#preview.append(preview);
    } catch (error) {
      this.#host.toasts.showError(error);
    }
  }

  /** @param {any} error of the server */
  #failed(error) {
    const { places, values, others } = planFaults(error.faults ?? [], this.model);
    this.#showFaults(places);
    const unknown = values.length ? (this.#source.showFaults?.(values) ?? values) : [];
    const said = [...others, ...unknown.map(({ field, message }) => `${field}: ${message}`)];
    const known = places.size > 0 || values.length > unknown.length;
    const shared = values.filter((fault) => !unknown.includes(fault)).map(({ field }) => field);
    const words = known ? [this.#toMend([...places.keys(), ...shared]), ...said.slice(0, 3)] : said.length ? said.slice(0, 3) : [error.message, error.hint];
    this.#preview.stale(words.filter(Boolean).join(" "));
    this.#start.toggleAttribute("data-wrong", true);
  }

  /** @param {string[]} places ids of axes, fields, or addresses of shared values */
  #toMend(places) {
    const { t } = this.#host;
    const fields = /** @type {Record<string, string>} */ ({
      ...{ runs: t("batches.runs"), start: t("batches.seed_start"), title: t("batches.title_of"), sample: t("batches.sample") },
      ...{ limit: t("batches.limit"), priority: t("batches.priority"), server: t("batches.server"), webhook: t("batches.webhook") },
    });
    const address = (/** @type {string} */ place) => this.model.axes.find(({ id }) => id === place)?.keys[0] ?? place;
    const names = places.map((place) => fields[place] ?? this.model.find(address(place))?.label ?? place);
    this.#start.toggleAttribute("data-wrong", true);
    return t("batches.to_mend", { count: names.length, names: names.join(", ") });
  }

  /** @param {Map<string, string>} faults sentences by place */
  #showFaults(faults) {
    this.#axes.setFaults(faults);
    this.#seeds.showFault(faults.get("runs") ?? faults.get("start") ?? "");
    const name = ["title", "sample", "limit", "priority", "server", "webhook"].find((one) => faults.has(one)) ?? "";
    this.#rest.showFault(faults.get(name) ?? "", name);
    this.#wrong = [...faults.keys()];
  }

  #focusFault() {
    if (this.#axes.focusFault() || !this.#wrong.length) return;
    if (["runs", "start"].includes(this.#wrong[0])) this.#seeds.focus();
    else this.#rest.focus(this.#wrong[0]);
  }

  #showStart() {
    const { t } = this.#host;
    const total = this.#made?.total;
    setText(/** @type {Element} */ (this.#start.lastElementChild), total ? t("batches.start_count", { count: total }) : t("batches.start"));
    this.#start.disabled = this.#isBusy || total === 0;
    setAttribute(this.#start, "aria-busy", this.#isBusy ? "true" : null);
  }

  /** @param {boolean} isBusy */
  #busy(isBusy) {
    this.#isBusy = isBusy;
    this.#showStart();
  }

  /** The servers are others, or otherwise. */
  #follow = () => {
    const servers = RunBook.of(this.#host).queue?.servers ?? [];
    this.#rest.showServers(servers);
    const { server } = this.model.rest;
    const others = servers.filter(({ id, here }) => (server ? id === server : !here));
    const isAway = others.length > 0 && others.every(({ status }) => status === "offline");
    const names = others.map(({ title, url }) => title || url).join(", ");
    this.#preview.showAway(isAway ? this.#host.t("batches.needs_server", { server: names }) : "");
  };

  /** @param {KeyboardEvent} event ComfyUI listens for plain keys on the whole page */
  #onKey(event) {
    const withCtrl = event.ctrlKey || event.metaKey;
    if (withCtrl && event.key === "Enter" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      void this.start();
    } else if (!withCtrl && event.key !== "Escape") event.stopPropagation();
  }
}
