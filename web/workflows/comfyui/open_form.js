/** The form of the workflow that is open on the canvas: edits write its widgets, and edits on the canvas show here. */

import { element } from "../../library/elements.js";
import { rememberChange } from "../../library/comfyui/history.js";
import { ParameterForm } from "../form.js";
import { WorkflowClient } from "../workflow_client.js";
import { OpenActions } from "./open_actions.js";
import { OpenNotices } from "./open_notices.js";
import { LiveParameters } from "./live_parameters.js";
import { showNode } from "./live_places.js";
import { OpenPresets } from "./open_presets.js";

/** A pause in typing of so many milliseconds ends a step of ComfyUI's undo. */
const STEP_MS = 500;

/** @typedef {import("../types.js").FormShape} FormShape */

export class OpenForm {
  #page;
  #graph;
  #client;
  #parameters;
  #form;
  #notices;
  #actions;
  #presets;
  #kept;
  #shape = /** @type {FormShape | null} */ (null);
  #asked = 0;
  #step = 0;

  /**
   * @param {import("./workflow_tab.js").Page} page
   * @param {import("./live_graph.js").LiveGraph} graph
   * @param {import("./kept_workflow.js").KeptWorkflow} kept
   */
  constructor(page, graph, kept) {
    this.#page = page;
    this.#graph = graph;
    this.#kept = kept;
    this.#client = new WorkflowClient(page.host.requests);
    this.#parameters = new LiveParameters(page.app, graph);
    this.#form = ParameterForm.create(page.host, { ownControls: true, showNode: (parameter) => this.#show(parameter.node) });
    this.#notices = new OpenNotices(page.host, () => void this.read());
    this.#actions = new OpenActions(page, graph, kept, { ready: () => this.#isReady(), faults: (faults) => this.#showFaults(faults), ran: () => this.#presets.used(), started: () => this.#started() });
    this.#presets = new OpenPresets(page.host, kept, this.#form);
    const scroller = element("div", { class: "penstock-workflow-scroll" }, this.#notices.root, this.#form);
    this.root = element("div", { class: "penstock-workflow-open" }, this.#actions.head, this.#presets.root, scroller, this.#actions.foot);
    this.#listen();
  }

  #listen() {
    const { events } = this.#page.host;
    events.listen("reconnected", () => void (!this.#shape && this.read()));
    this.#kept.addEventListener("change", () => this.#shape && this.#shown(this.#shape));
    this.#graph.addEventListener("structure", () => void this.read());
    this.#graph.addEventListener("look", () => this.#follow());
    this.#form.addEventListener("change", (event) => this.#write(/** @type {CustomEvent} */ (event).detail));
    this.#form.addEventListener("control", (event) => this.#writeControl(/** @type {CustomEvent} */ (event).detail));
    this.#form.addEventListener("focusout", () => this.#endStep());
  }

  /** Asks for the form of the graph as it is now. */
  async read() {
    const asked = (this.#asked += 1);
    if (this.#graph.isEmpty) return this.#nothing();
    this.#notices.loading(this.#form.hidden);
    try {
      const shape = await this.#client.formOf(this.#graph.document());
      if (asked === this.#asked) this.#shown(shape);
    } catch (error) {
      if (asked === this.#asked) this.#failed(error);
    }
  }

  /** @param {FormShape} shape */
  #shown(shape) {
    const { shape: own, values } = this.#parameters.take(shape, this.#kept.shape);
    this.#shape = shape;
    this.#form.hidden = own.parameters.length === 0;
    this.#form.show(own, values);
    for (const { address, control } of own.parameters) if (control) this.#form.setControl(address, control);
    this.#notices.show(own);
    this.#actions.show(own);
    this.#presets.show(own);
  }

  /** The seeds are advanced here, as ComfyUI advances them when it queues a graph itself. */
  #started() {
    this.#presets.used();
    this.#form.advanceSeeds();
  }

  /** Leads to what is typed and is no value. */
  #isReady() {
    const { faults } = this.#form;
    if (faults.length) this.#form.showFaults(faults);
    return !faults.length;
  }

  #nothing() {
    this.#notices.empty();
    this.#hide();
  }

  /** @param {any} error */
  #failed(error) {
    this.#notices.failed(error);
    this.#hide();
  }

  #hide() {
    this.#shape = null;
    this.#form.hidden = true;
    this.#actions.show(null);
    this.#presets.show(null);
  }

  #follow() {
    const changes = this.#parameters.changes();
    for (const { address, value } of changes) this.#form.setValue(address, value);
    if (changes.length) this.#presets.edited();
    for (const { address, control } of this.#parameters.controlChanges()) if (control) this.#form.setControl(address, control);
    this.#actions.update();
  }

  /** @param {{address: string, value: any}} change */
  #write({ address, value }) {
    const became = this.#parameters.write(address, value);
    if (became.problem) this.#tell(address, became.problem, became.value);
    else this.#presets.edited();
    this.#changed();
  }

  /** @param {{address: string, control: import("../types.js").Control}} change */
  #writeControl({ address, control }) {
    this.#parameters.writeControl(address, control);
    this.#changed();
  }

  /**
   * @param {string} address
   * @param {"missing" | "inexact"} problem
   * @param {any} value what the canvas has
   */
  #tell(address, problem, value) {
    const { t } = this.#page.host;
    const message = problem === "missing" ? t("workflow_tab.not_on_canvas") : t("workflow_tab.inexact");
    this.#form.setValue(address, value);
    this.#form.showFaults([{ field: address, message }]);
  }

  #changed() {
    clearTimeout(this.#step);
    this.#step = window.setTimeout(() => this.#endStep(), STEP_MS);
  }

  /** ComfyUI's undo takes back what was changed since the last pause. */
  #endStep() {
    if (!this.#step) return;
    clearTimeout(this.#step);
    this.#step = 0;
    rememberChange(this.#page.app);
  }

  /** @param {{field: string, message: string}[]} faults of places in the graph that runs */
  #showFaults(faults) {
    const unknown = this.#form.showFaults(faults.map(({ field, message }) => ({ field: this.#parameters.addressOf(field), message })));
    for (const { field, message } of unknown.slice(0, 3)) this.#page.host.toasts.show({ message: `${field}: ${message}`, severity: "error" });
  }

  /** @param {string} node */
  #show(node) {
    if (!showNode(this.#page.app, this.#graph.root, node)) this.#page.host.toasts.show({ message: this.#page.host.t("workflow_tab.no_node") });
  }
}
