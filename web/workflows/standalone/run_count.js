/** How often a workflow is to run, and what is to be known before it does. */

import { element } from "../../library/elements.js";

const MOST = 20;
const ABOUT = "how often";

export class RunCount {
  #host;
  #parts;
  #input;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("./workflow_form.js").WorkflowForm} parts
   */
  constructor(host, parts) {
    const label = host.t("runs.how_often");
    this.#host = host;
    this.#parts = parts;
    this.#input = element("input", { class: "penstock-run-count", attributes: { type: "number", min: 1, max: MOST, step: 1, title: label }, properties: { value: "1" }, on: { input: () => this.#tell(), change: () => this.take() } });
    this.root = element("label", { class: "penstock-run-often", attributes: { hidden: host.runs ? null : "" } }, element("span", { text: label }), this.#input);
  }

  /** @param {boolean} disabled */
  set disabled(disabled) {
    this.#input.disabled = disabled;
  }

  /** What is typed and is no number of runs becomes the next one that is; it is said where that is another one. */
  take() {
    const { t, toasts, runs } = this.#host;
    const typed = Math.round(Number(this.#input.value)) || 1;
    const times = runs ? Math.min(MOST, Math.max(1, typed)) : 1;
    this.#input.value = String(times);
    if (runs && times !== typed) toasts.show({ message: t("runs.most_at_once", { most: MOST }), hint: t("runs.most_at_once_hint"), about: ABOUT });
    return times;
  }

  /** While it is typed: equal runs are of no use, and it is too late when they are queued. */
  #tell() {
    const { t, toasts } = this.#host;
    const count = Math.round(Number(this.#input.value));
    toasts.closeAbout(ABOUT);
    const { seeds } = this.#parts.form;
    if (!(count > 1 && count <= MOST) || seeds.some(({ control }) => control !== "fixed")) return;
    const draw = { label: t("runs.new_seeds"), run: () => this.#draw() };
    toasts.show({ message: t("runs.same_values", { count }), hint: seeds.length ? t("runs.same_values_hint") : "", action: seeds.length ? draw : undefined, about: ABOUT });
  }

  /** Each run gets another seed. */
  #draw() {
    const { form } = this.#parts;
    for (const { address } of form.seeds) form.setControl(address, "randomize");
    this.#input.focus();
  }
}
