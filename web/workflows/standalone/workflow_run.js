/** Running a workflow with the values of its form, once or several times. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { keyNames } from "../../library/key_names.js";
import { RunCount } from "./run_count.js";

export class RunButton {
  #host;
  #one;
  #parts;
  #isBusy = false;
  #button;
  #count;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../workflow_book_one.js").OneWorkflow} one
   * @param {import("./workflow_form.js").WorkflowForm} parts
   */
  constructor(host, one, parts) {
    const { t } = host;
    this.#host = host;
    this.#one = one;
    this.#parts = parts;
    this.#button = button(t("workflows.run"), () => void this.run(), { icon: icon("run"), showLabel: true, class: "penstock-button penstock-primary", title: `${t("workflows.run")} (${keyNames("Ctrl+Enter").join("")})` });
    this.#count = new RunCount(host, parts);
    this.root = element("div", { class: "penstock-run-start" }, this.#count.root, this.#button);
    this.update();
  }

  update() {
    const { shape } = this.#parts;
    const { t } = this.#host;
    const missing = shape?.missing_classes.length ?? 0;
    this.#button.disabled = this.#count.disabled = !shape;
    // It still can be pressed: the classes may be there by now, and the server says what is not.
    setAttribute(this.#button, "aria-disabled", missing > 0 || this.#isBusy ? "true" : null);
    setAttribute(this.#button, "aria-describedby", missing ? "penstock-workflow-notices" : null);
    setAttribute(this.#button, "aria-busy", this.#isBusy ? "true" : null);
    if (missing) setAttribute(this.#button, "title", t("workflows.missing_nodes", { count: missing }));
  }

  /** Queues it. Never rejects. */
  async run() {
    const { shape, form, version } = this.#parts;
    if (!shape || this.#isBusy) return;
    const { t, toasts } = this.#host;
    const name = this.#one.detail?.name ?? "";
    const about = `run ${this.#one.id}`;
    if (form.faults.length) {
      form.showFaults(form.faults);
      return void toasts.show({ message: t("workflows.faults", { count: form.faults.length }), severity: "error", about });
    }
    this.#isBusy = true;
    this.update();
    try {
      form.showFaults([]);
      if (this.#host.runs) await this.#start(this.#host.runs, name);
      else {
        await this.#one.client.run(this.#one.id, { values: form.values, version });
        toasts.show({ message: t("workflows.queued", { name }), severity: "success", about });
        form.advanceSeeds();
      }
    } catch (/** @type {any} */ error) {
      form.showFaults(error.faults ?? []);
      if (error.code === "missing_nodes") void this.#parts.read();
      toasts.showError(error);
    } finally {
      this.#isBusy = false;
      this.update();
    }
  }

  /**
   * Each run gets the seeds that the form has for it; where none changes they are asked for together.
   * @param {import("../../library/host.js").HostRuns} runs
   * @param {string} name
   */
  async #start(runs, name) {
    const { form, version } = this.#parts;
    for (let left = this.#count.take(); left > 0; ) {
      const { values } = form;
      form.advanceSeeds();
      const isSame = JSON.stringify(form.values) === JSON.stringify(values);
      const count = isSame ? left : 1;
      try {
        await runs.start({ workflow: this.#one.id, version, values, count, name, ended: (run) => this.#ended(run) });
      } catch (error) {
        form.enter(values);
        throw error;
      }
      left -= count;
    }
  }

  /** What the server refused is shown at its field, while the form is there. @param {import("../../runs/types.js").Run} run */
  #ended({ error }) {
    const { form } = this.#parts;
    if (error?.faults.length && form.isConnected) form.showFaults(error.faults);
  }
}
