/** The form of a workflow with the bar of its presets: reads it, keeps what is edited, follows new versions. */

import { element, setAttribute } from "../../library/elements.js";
import { ParameterForm } from "../form.js";
import { PresetBar } from "../preset_bar.js";
import { DOCUMENT, firstChoice, renewed, sameValues, valuesOf } from "../preset_bar_choice.js";
import { keepDraft, keptDraft } from "./workflow_drafts.js";

/** How long one may go on choosing before the form of the choice is asked for, in ms. */
const PAUSE = 120;

/** Dispatches `change` when another shape is shown or the form cannot be read. */
export class WorkflowForm extends EventTarget {
  /** The version that is shown, null for the newest. */
  version = /** @type {number | null} */ (null);
  shape = /** @type {import("../types.js").FormShape | null} */ (null);
  /** Why there is no form, null where there is one or will be. */
  error = /** @type {any} */ (null);
  #one;
  #asked = 0;
  #shownLatest = 0;
  /** The choices that bring the inputs of the form that is shown, or that was asked for. */
  #choices = "";
  #soon = 0;
  /** What was entered for inputs that the choices do not bring now: there again with them. */
  #gone = /** @type {import("../types.js").Values} */ ({});

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../workflow_book_one.js").OneWorkflow} one
   */
  constructor(host, one) {
    super();
    this.#one = one;
    this.form = ParameterForm.create(host);
    this.bar = PresetBar.create(host);
    this.form.addEventListener("change", () => this.#edited());
    this.bar.addEventListener("penstock-preset-saved", () => this.#keep());
    this.bar.addEventListener("penstock-preset", (event) => this.#choose(/** @type {CustomEvent} */ (event).detail));
    this.root = element("div", { class: "penstock-workflow-form" }, this.bar, this.form);
  }

  /** The workflow was read (again): its first form is shown, or that of a newer version. */
  follow() {
    const { detail } = this.#one;
    if (!detail) return;
    if (!this.#shownLatest) {
      this.#begin(detail);
      void this.read();
    } else if (this.version === null && detail.latest !== this.#shownLatest) void this.read();
    this.#shownLatest = detail.latest;
  }

  /** @param {number | null} version null for the newest */
  showVersion(version) {
    this.version = version === this.#one.detail?.latest ? null : version;
    this.#keep();
    return this.read();
  }

  /** Reads the form (again); what was edited stays. Never rejects. */
  async read() {
    const asked = (this.#asked += 1);
    clearTimeout(this.#soon);
    const { values: given } = this.bar;
    if (this.shape) this.#choices = choicesIn(this.shape, given);
    setAttribute(this.root, "aria-busy", "true");
    let [shape, error] = [/** @type {any} */ (null), /** @type {any} */ (null)];
    try {
      shape = await this.#one.client.form(this.#one.id, this.version, given);
    } catch (problem) {
      error = problem;
    }
    if (asked !== this.#asked) return;
    setAttribute(this.root, "aria-busy", null);
    this.error = error;
    if (shape) this.#show(shape, given);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {import("../types.js").FormShape} shape
   * @param {import("../types.js").Values} given what it was asked for with
   */
  #show(shape, given) {
    const { isChanged, values } = this.bar;
    const all = fitting(shape, { ...this.#gone, ...values });
    this.shape = shape;
    this.#choices = choicesIn(shape, given);
    this.form.show(shape, all);
    this.#gone = without(shape, all);
    if (isChanged) this.bar.edited(this.form.values);
    else this.bar.based(this.form.values);
    this.#followChoices();
  }

  /**
   * Asks for the form anew where other choices were made than those that it was asked for with.
   * @param {number} [pause]
   */
  #followChoices(pause = 0) {
    clearTimeout(this.#soon);
    if (this.shape && choicesIn(this.shape, this.form.values) !== this.#choices) this.#soon = window.setTimeout(() => void this.read(), pause);
  }

  /**
   * What was edited in this tab before, else what the workflow is to begin with.
   * @param {import("../workflow_types.js").Detail} detail
   */
  #begin(detail) {
    const draft = keptDraft(this.#one.id);
    this.version = draft && detail.history.some(({ number }) => number === draft.version) ? draft.version : null;
    const chosen = draft && renewed(detail, draft.choice);
    if (draft && !sameValues(draft.base, draft.values)) return this.bar.show(this.#one, chosen ? draft : { choice: DOCUMENT, values: draft.values });
    const choice = chosen ?? firstChoice(detail);
    return this.bar.show(this.#one, { choice, base: valuesOf(detail, choice) ?? {} });
  }

  #edited() {
    this.bar.edited(this.form.values);
    this.#keep();
    this.#followChoices(PAUSE);
  }

  /** @param {{values: import("../workflow_types.js").Values, isEdit?: boolean}} chosen */
  #choose({ values, isEdit }) {
    if (!this.shape) return;
    this.form.show(this.shape, values);
    this.#gone = without(this.shape, values);
    if (isEdit) this.bar.edited(this.form.values);
    else this.bar.based(this.form.values);
    this.#keep();
    this.#followChoices();
  }

  #keep() {
    keepDraft(this.#one.id, { version: this.version, ...this.bar.state });
  }
}

/**
 * The choices that say which inputs a form has.
 * @param {import("../types.js").FormShape} shape
 * @param {import("../types.js").Values} values
 */
function choicesIn({ parameters }, values) {
  const choices = parameters.filter(({ reshapes }) => reshapes);
  return JSON.stringify(choices.map(({ address, value }) => [address, Object.hasOwn(values, address) ? values[address] : value]));
}

/**
 * @param {Pick<import("../types.js").FormShape, "parameters">} shape
 * @param {import("../types.js").Values} values
 * @returns {import("../types.js").Values} those of parameters that the form lacks
 */
function without({ parameters }, values) {
  const shown = new Set(parameters.map(({ address }) => address));
  return Object.fromEntries(Object.entries(values).filter(([address]) => !shown.has(address)));
}

/**
 * Two options may bring inputs of one name with options of their own: a value of the other one would be refused.
 * @param {import("../types.js").FormShape} shape
 * @param {import("../types.js").Values} values
 * @returns {import("../types.js").Values} without those that are no option of an input that a choice brings
 */
function fitting({ parameters, option_lists: lists }, values) {
  const choices = parameters.filter(({ reshapes }) => reshapes).flatMap(({ targets }) => targets.map((target) => `${target}.`));
  const brought = parameters.filter(({ address, type, multiple, options }) => type === "select" && !multiple && options !== null && choices.some((choice) => address.startsWith(choice)));
  const refused = brought.filter(({ address, options }) => lists[options ?? 0].length && !lists[options ?? 0].includes(values[address]));
  return without({ parameters: refused }, values);
}
