/** How many runs of each combination, and which seeds they get: all that the simple form of a batch has. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { fill, labelled, line } from "./axis_editors.js";
import { wholeNumber } from "./axis_model.js";

const MODES = /** @type {const} */ (["random", "increment", "decrement", "fixed"]);

export class BuilderSeeds {
  #host;
  #model;
  #runs;
  #mode;
  #key;
  #start;
  #shared;
  #fault = element("p", { class: "penstock-axis-fault", attributes: { role: "alert", id: "penstock-builder-runs-fault" } });
  #parts;
  #note = element("p", { class: "penstock-builder-hint" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   */
  constructor(host, model) {
    const { t } = host;
    this.#host = host;
    this.#model = model;
    this.#runs = line({ inputmode: "numeric", "aria-describedby": this.#fault.id }, (runs) => model.set({ runs }));
    const step = (/** @type {number} */ by) => model.set({ runs: String(Math.max(1, (wholeNumber(this.#runs.value) ?? 1) + by)) });
    const less = button(t("batches.fewer_runs"), () => step(-1), { icon: icon("minus"), class: "penstock-quiet" });
    const more = button(t("batches.more_runs"), () => step(1), { icon: icon("plus"), class: "penstock-quiet" });
    this.#runs.id = "penstock-builder-runs";
    const label = element("label", { text: t("batches.runs"), attributes: { for: this.#runs.id } });
    const stepper = element("div", { class: "penstock-axis-labelled" }, label, element("div", { class: "penstock-builder-stepper" }, this.#runs, less, more));
    const words = { random: t("batches.seed_random"), increment: t("batches.seed_increment"), decrement: t("batches.seed_decrement"), fixed: t("batches.seed_fixed") };
    this.#mode = chooser(MODES.map((mode) => [mode, words[mode]]), (mode) => model.seed({ mode: /** @type {any} */ (mode) }));
    this.#key = chooser([], (key) => model.seed({ key }));
    this.#start = line({ inputmode: "numeric", placeholder: t("batches.seed_start_hint"), "aria-describedby": this.#fault.id }, (start) => model.seed({ start }));
    this.#shared = element("input", { attributes: { type: "checkbox" }, on: { change: (event) => model.seed({ shared: event.target.checked }) } });
    this.#parts = {
      mode: labelled(t("batches.seeds"), this.#mode),
      key: labelled(t("batches.seed_of"), this.#key),
      start: labelled(t("batches.seed_start"), this.#start),
      shared: element("label", { class: "penstock-axis-check" }, this.#shared, t("batches.seed_shared")),
    };
    const row = element("div", { class: "penstock-builder-row" }, stepper, this.#parts.mode, this.#parts.start, this.#parts.key);
    const heading = element("h2", { text: t("batches.repeat"), attributes: { id: "penstock-builder-seeds" } });
    this.root = element("section", { class: "penstock-builder-part", attributes: { "aria-labelledby": "penstock-builder-seeds" } }, heading, row, this.#parts.shared, this.#note, this.#fault);
  }

  show() {
    const { seeding, rest, seeds, axes } = this.#model;
    const { t } = this.#host;
    fill(this.#runs, rest.runs);
    fill(this.#start, seeding.start);
    this.#shared.checked = this.#model.sharesSeeds;
    showOptions(this.#key, [["", t("batches.seed_all")], ...seeds.map(({ address, label, node_title: title }) => /** @type {[string, string]} */ ([address, title ? `${label} · ${title}` : label]))]);
    this.#key.value = seeds.some(({ address }) => address === seeding.key) ? seeding.key : "";
    this.#mode.value = seeding.mode;
    hide(this.#parts.mode, !seeds.length);
    hide(this.#parts.key, seeds.length < 2);
    hide(this.#parts.start, !seeds.length || seeding.mode === "random");
    hide(this.#parts.shared, !seeds.length || !axes.length || seeding.mode === "fixed");
    const isVaried = axes.some(({ keys }) => this.#model.find(keys[0])?.type === "seed");
    setText(this.#note, seeds.length ? "" : isVaried ? t("batches.seed_varied") : t("batches.no_seed"));
    hide(this.#note, seeds.length > 0);
  }

  /** @param {string} fault a sentence, "" where nothing is wrong */
  showFault(fault) {
    setText(this.#fault, fault);
    hide(this.#fault, !fault);
    setAttribute(this.#runs, "aria-invalid", fault ? "true" : null);
  }

  focus() {
    this.#runs.focus();
  }
}

/**
 * @param {[string, string][]} options value and words
 * @param {(value: string) => void} choose
 */
export function chooser(options, choose) {
  const made = element("select", { class: "penstock-axis-input", on: { change: (event) => choose(event.target.value) } });
  showOptions(made, options);
  return made;
}

/**
 * @param {HTMLSelectElement} select
 * @param {[string, string][]} options value and words
 */
export function showOptions(select, options) {
  const drawn = JSON.stringify(options);
  if (select.dataset.drawn === drawn) return;
  select.dataset.drawn = drawn;
  const { value } = select;
  select.replaceChildren(...options.map(([key, words]) => element("option", { text: words, properties: { value: key } })));
  select.value = value;
}

/**
 * @param {HTMLElement} part
 * @param {boolean} isHidden
 */
export const hide = (part, isHidden) => setAttribute(part, "hidden", isHidden ? "" : null);
