/** The builder for the workflow that is open on the canvas: its values are those of the widgets. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { LiveParameters } from "../../workflows/comfyui/live_parameters.js";
import { WorkflowClient } from "../../workflows/workflow_client.js";
import { BatchBuilder } from "../builder.js";

export class OpenBatch {
  #page;
  #graph;
  #kept;
  #client;
  #parameters;
  #builder = /** @type {BatchBuilder} */ (/** @type {unknown} */ (null));
  #values = /** @type {Map<string, any>} */ (new Map());
  #message = element("div", { attributes: { role: "status" } });
  #asked = 0;
  /** What was entered for each workflow that is open in a tab of ComfyUI's. */
  #plans = /** @type {Map<string, import("../plan_model.js").PlanState>} */ (new Map());
  #tab = "";
  #isShown = false;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../../workflows/comfyui/live_graph.js").LiveGraph} graph
   * @param {import("../../workflows/comfyui/kept_workflow.js").KeptWorkflow} kept
   * @param {(batch: import("../types.js").Batch) => void} started
   */
  static async create(page, graph, kept, started) {
    const made = new OpenBatch(page, graph, kept);
    await made.#begin(started);
    return made;
  }

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../../workflows/comfyui/live_graph.js").LiveGraph} graph
   * @param {import("../../workflows/comfyui/kept_workflow.js").KeptWorkflow} kept
   */
  constructor(page, graph, kept) {
    this.#page = page;
    this.#graph = graph;
    this.#kept = kept;
    this.#client = new WorkflowClient(page.host.requests);
    this.#parameters = new LiveParameters(page.app, graph);
    this.root = element("div", { class: "penstock-batch-scroll penstock-builder-scroller" }, this.#message);
  }

  /** @param {(batch: import("../types.js").Batch) => void} started */
  async #begin(started) {
    const { host } = this.#page;
    this.#builder = await BatchBuilder.create(host, { base: () => this.#base(), valueOf: (address) => this.#values.get(address) });
    this.#builder.addEventListener("penstock-batch-started", (event) => started(/** @type {CustomEvent} */ (event).detail));
    this.root.append(this.#builder);
    this.#graph.addEventListener("structure", () => void this.read());
    this.#graph.addEventListener("look", () => this.#follow());
    host.events.listen("reconnected", () => void (!this.#isShown && this.read()));
  }

  /** Asks for the parameters of the graph as it is now. Never rejects. */
  async read() {
    const { t } = this.#page.host;
    const asked = (this.#asked += 1);
    this.#followTab();
    if (this.#graph.isEmpty) return this.#blank(t("batch_tab.empty"), t("batch_tab.empty_hint"));
    if (!this.#isShown) this.#message.replaceChildren(element("div", { class: "penstock-batch-blank" }, element("span", { class: "penstock-spinner" })));
    try {
      const shape = await this.#client.formOf(this.#graph.document());
      if (asked === this.#asked) this.#show(shape);
    } catch (/** @type {any} */ error) {
      if (asked === this.#asked) this.#blank(error.message, error.hint ?? "", button(t("retry"), () => void this.read(), { class: "penstock-button" }));
    }
    return undefined;
  }

  /** The graph as it is, linked to the kept workflow that it is. */
  #base() {
    const { one } = this.#kept;
    return { document: this.#graph.document(), ...(one ? { workflow: one.id } : {}), title: this.#graph.name };
  }

  /** Each workflow has a plan of its own; one that was cleared has none. */
  #followTab() {
    const { tab, isEmpty } = this.#graph;
    if (tab === this.#tab && !isEmpty) return;
    this.#plans.set(this.#tab, this.#builder.model.state);
    if (isEmpty) this.#plans.delete(tab);
    this.#builder.model.restore(this.#plans.get(tab));
    this.#tab = tab;
  }

  /** @param {import("../../workflows/types.js").FormShape} shape */
  #show(shape) {
    const { shape: own, values } = this.#parameters.take(shape, null);
    this.#values = new Map(own.parameters.map(({ address, value }) => [address, Object.hasOwn(values, address) ? values[address] : value]));
    this.#isShown = true;
    this.#message.replaceChildren();
    this.#builder.show(own);
  }

  #follow() {
    const changes = this.#parameters.changes();
    for (const { address, value } of changes) this.#values.set(address, value);
    if (changes.length) this.#builder.changed();
  }

  /**
   * @param {string} title
   * @param {string} hint
   * @param {HTMLElement} [action]
   */
  #blank(title, hint, action) {
    this.#isShown = false;
    this.#builder.show(null);
    this.#message.replaceChildren(element("div", { class: "penstock-batch-blank" }, icon("batches"), element("strong", { text: title }), hint ? element("p", { text: hint }) : null, action));
  }
}
