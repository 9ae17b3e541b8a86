/** `<penstock-batch-tab>`: a new batch of the workflow that is open on the canvas, and the batches that there are. */

import { button, element, setAttribute } from "../../library/elements.js";
import { loadStyles } from "../../library/styles.js";
import { KeptWorkflow } from "../../workflows/comfyui/kept_workflow.js";
import { LiveGraph } from "../../workflows/comfyui/live_graph.js";
import { WorkflowBook } from "../../workflows/workflow_book.js";
import { OpenBatch } from "./open_batch.js";
import { TabBatches } from "./tab_batches.js";

const NAME = "penstock-batch-tab";
const VIEWS = ["plan", "batches"];

/** @typedef {import("../../library/comfyui/page.js").Page} Page */

export class BatchTab extends HTMLElement {
  #page;
  #graph;
  #batches;
  #tabs = /** @type {Record<string, HTMLButtonElement>} */ ({});
  #panels = /** @type {Record<string, HTMLElement>} */ ({});
  #view = "plan";

  /**
   * @param {Page} page
   * @returns {Promise<BatchTab>} with its styles
   */
  static async create(page) {
    await loadStyles(["./batch_tab.css", "../builder.css", "../cells.css", "../batch_rows.css"].map((sheet) => new URL(sheet, import.meta.url).href));
    if (!customElements.get(NAME)) customElements.define(NAME, BatchTab);
    const tab = new BatchTab(page);
    await tab.#begin();
    return tab;
  }

  /** @param {Page} page */
  constructor(page) {
    super();
    this.#page = page;
    this.#graph = new LiveGraph(page.app);
    this.kept = new KeptWorkflow(page.host, this.#graph);
    this.#batches = new TabBatches(page, this.kept);
    this.classList.add("penstock-texts");
  }

  async #begin() {
    const plan = await OpenBatch.create(this.#page, this.#graph, this.kept, (batch) => this.#started(batch));
    this.append(this.#bar(), this.#panel("plan", plan.root), this.#panel("batches", this.#batches.root));
    // Letters open ComfyUI's panels, and Delete removes the selected node.
    this.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    for (const type of ["paste", "copy", "cut"]) this.addEventListener(type, (event) => event.stopPropagation());
    this.show(this.#view);
  }

  connectedCallback() {
    this.#graph.watch();
    void WorkflowBook.of(this.#page.host).refresh();
    if (this.#view === "batches") this.#batches.watch();
  }

  disconnectedCallback() {
    this.#graph.unwatch();
    this.#batches.unwatch();
  }

  /** @param {string} view */
  show(view) {
    this.#view = view;
    for (const name of VIEWS) {
      setAttribute(this.#tabs[name], "aria-selected", String(name === view));
      this.#tabs[name].tabIndex = name === view ? 0 : -1;
      this.#panels[name].hidden = name !== view;
    }
    if (view === "batches") this.#batches.watch();
    else this.#batches.unwatch();
  }

  /** @param {import("../types.js").Batch} batch */
  #started(batch) {
    this.show("batches");
    void this.#batches.open(batch.id);
  }

  #bar() {
    const { t } = this.#page.host;
    for (const name of VIEWS) {
      const words = name === "plan" ? t("batch_tab.plan") : t("batch_tab.batches");
      const tab = button(words, () => this.show(name));
      for (const [attribute, value] of Object.entries({ role: "tab", id: `${NAME}-${name}`, "aria-controls": `${NAME}-${name}-panel` })) tab.setAttribute(attribute, value);
      this.#tabs[name] = tab;
    }
    const attributes = { role: "tablist", "aria-label": t("batch_tab.tooltip") };
    return element("div", { class: "penstock-batch-tabs", attributes, on: { keydown: (event) => this.#onKey(event) } }, ...Object.values(this.#tabs));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(this.#view) + step + VIEWS.length) % VIEWS.length];
    this.show(next);
    this.#tabs[next].focus();
  }

  /**
   * @param {string} name
   * @param {HTMLElement} content
   */
  #panel(name, content) {
    const attributes = { role: "tabpanel", id: `${NAME}-${name}-panel`, "aria-labelledby": `${NAME}-${name}` };
    return (this.#panels[name] = element("div", { class: "penstock-batch-panel", attributes }, content));
  }
}
