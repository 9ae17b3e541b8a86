/** `<penstock-workflow-tab>`: the form of the workflow that is open on the canvas, and the workflows that are kept. */

import { button, element, setAttribute } from "../../library/elements.js";
import { loadStyles } from "../../library/styles.js";
import { acceptWorkflowDrops, importFiles } from "../import_files.js";
import { KeptLibrary } from "./kept_library.js";
import { KeptWorkflow } from "./kept_workflow.js";
import { LiveGraph } from "./live_graph.js";
import { OpenForm } from "./open_form.js";

const NAME = "penstock-workflow-tab";
const VIEWS = ["form", "library"];

/** @typedef {import("../../library/comfyui/page.js").Page} Page */

export class WorkflowTab extends HTMLElement {
  #page;
  #graph;
  #form;
  #library;
  #tabs = /** @type {Record<string, HTMLButtonElement>} */ ({});
  #panels = /** @type {Record<string, HTMLElement>} */ ({});
  #view = "form";

  /**
   * @param {Page} page
   * @returns {Promise<WorkflowTab>} with its styles
   */
  static async create(page) {
    await loadStyles([new URL("./workflow_tab.css", import.meta.url).href]);
    if (!customElements.get(NAME)) customElements.define(NAME, WorkflowTab);
    return new WorkflowTab(page);
  }

  /** @param {Page} page */
  constructor(page) {
    super();
    this.#page = page;
    this.#graph = new LiveGraph(page.app);
    const kept = new KeptWorkflow(page.host, this.#graph);
    this.#form = new OpenForm(page, this.#graph, kept);
    this.#library = new KeptLibrary(page, kept, () => this.show("form"));
    this.classList.add("penstock-texts");
    this.append(this.#bar(), this.#panel("form", this.#form.root), this.#panel("library", this.#library.root));
    this.#listen();
    this.show("form");
  }

  connectedCallback() {
    this.#graph.watch();
    this.#library.refresh();
  }

  disconnectedCallback() {
    this.#graph.unwatch();
  }

  /** @param {string} view */
  show(view) {
    this.#view = view;
    for (const name of VIEWS) {
      setAttribute(this.#tabs[name], "aria-selected", String(name === view));
      this.#tabs[name].tabIndex = name === view ? 0 : -1;
      this.#panels[name].hidden = name !== view;
    }
    if (view === "library") this.#library.refresh();
  }

  #listen() {
    // Letters open ComfyUI's panels, and Delete removes the selected node.
    this.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    for (const type of ["paste", "copy", "cut"]) this.addEventListener(type, (event) => event.stopPropagation());
    acceptWorkflowDrops(this, (files) => void this.#take(files));
  }

  /** @param {File[]} files */
  async #take(files) {
    const imported = await importFiles(this.#page.host, files, { open: (id) => void this.#library.open(id) });
    if (imported.length) this.show("library");
  }

  #bar() {
    const { t } = this.#page.host;
    for (const name of VIEWS) {
      const words = name === "form" ? t("workflow_tab.open_workflow") : t("workflow_tab.library");
      const tab = button(words, () => this.show(name));
      for (const [attribute, value] of Object.entries({ role: "tab", id: `${NAME}-${name}`, "aria-controls": `${NAME}-${name}-panel` })) tab.setAttribute(attribute, value);
      this.#tabs[name] = tab;
    }
    const attributes = { role: "tablist", "aria-label": t("workflow_tab.tooltip") };
    return element("div", { class: "penstock-workflow-tabs", attributes, on: { keydown: (event) => this.#onKey(event) } }, ...Object.values(this.#tabs));
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
    return (this.#panels[name] = element("div", { class: "penstock-workflow-panel", attributes }, content));
  }
}
