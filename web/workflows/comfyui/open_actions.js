/** What can be done with the open workflow: run it, and keep it as a workflow of its own or as a version of one. */

import { askText } from "../../library/dialogs.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { outcomeText } from "../import_files.js";
import { WorkflowBook } from "../workflow_book.js";
import { queueFaults } from "./queue_faults.js";

/** @typedef {{ready: () => boolean, faults: (faults: {field: string, message: string}[]) => void, ran: () => void, started: () => void}} Told `ready`: nothing is typed that is no value; `ran`: ComfyUI queued it; `started`: Penstock did */

const MOST = 20;

export class OpenActions {
  #page;
  #count;
  #graph;
  #kept;
  #told;
  #name = element("strong", { class: "penstock-workflow-name", attributes: { dir: "auto" } });
  #state = element("span", { class: "penstock-workflow-state" });
  #save;
  #more;
  #run;
  #isRunnable = false;
  #isBusy = false;

  /**
   * @param {import("./workflow_tab.js").Page} page
   * @param {import("./live_graph.js").LiveGraph} graph
   * @param {import("./kept_workflow.js").KeptWorkflow} kept
   * @param {Told} told
   */
  constructor(page, graph, kept, told) {
    const { t } = page.host;
    this.#page = page;
    this.#graph = graph;
    this.#kept = kept;
    this.#told = told;
    this.#save = button(t("workflow_tab.save"), () => void this.#saveIt(), { class: "penstock-button" });
    this.#more = button(t("workflow_tab.more"), () => this.#openMenu(), { icon: icon("more"), class: "penstock-quiet" });
    this.#more.setAttribute("aria-haspopup", "menu");
    this.#run = button(t("workflow_tab.run"), () => void this.#runIt(), { icon: icon("play"), showLabel: true, class: "penstock-button penstock-primary penstock-workflow-run" });
    const label = t("runs.how_often");
    const attributes = { type: "number", min: 1, max: MOST, step: 1, "aria-label": label, title: label, hidden: page.host.runs ? null : "" };
    this.#count = element("input", { class: "penstock-workflow-count", attributes, properties: { value: "1" }, on: { change: () => this.#times } });
    const words = element("div", { class: "penstock-workflow-words" }, this.#name, this.#state);
    this.head = element("div", { class: "penstock-workflow-head" }, words, this.#save, this.#more);
    this.foot = element("div", { class: "penstock-workflow-foot" }, this.#count, this.#run);
    kept.addEventListener("change", () => this.update());
    this.show(null);
  }

  /** @param {import("../types.js").FormShape | null} shape what the form shows */
  show(shape) {
    const { t } = this.#page.host;
    const missing = shape?.missing_classes ?? [];
    this.#isRunnable = !!shape && !missing.length;
    setAttribute(this.#run, "title", missing.length ? t("workflow_tab.missing_run", { classes: missing.join(", ") }) : t(this.#page.host.runs ? "run_tab.run_tip" : "workflow_tab.run_tip"));
    this.update();
  }

  /** What is open, and whether it is kept. */
  update() {
    const { t } = this.#page.host;
    const { detail } = this.#kept;
    setText(this.#name, this.#graph.name || t("workflow_tab.unnamed"));
    setText(this.#state, this.#keptWords());
    setAttribute(this.#state, "title", this.#keptWords());
    setText(/** @type {Element} */ (this.#save.lastElementChild), detail ? t("workflow_tab.save_version") : t("workflow_tab.save"));
    this.#save.disabled = this.#isBusy || this.#graph.isEmpty;
    this.#run.disabled = this.#isBusy || !this.#isRunnable;
  }

  #keptWords() {
    const { t } = this.#page.host;
    const { detail } = this.#kept;
    if (!detail) return t("workflow_tab.not_kept");
    const words = { name: detail.name, version: detail.latest };
    return detail.name === this.#graph.name ? t("workflow_tab.kept", words) : t("workflow_tab.kept_as", words);
  }

  #openMenu() {
    const { t } = this.#page.host;
    const { detail } = this.#kept;
    const asNew = { label: t("workflow_tab.save_new"), icon: icon("plus"), disabled: this.#graph.isEmpty, run: () => void this.#saveNew() };
    const page = this.#page.ownPage && detail ? { label: t("workflow_tab.open_page"), icon: icon("forward"), run: () => void window.open(`${this.#page.ownPage}workflows/${encodeURIComponent(detail.id)}`) } : null;
    const own = this.#page.host.runs ? { label: t("runs.queue_here"), icon: icon("play"), disabled: !this.#isRunnable, run: () => void this.#queueIt() } : null;
    const { planBatch } = this.#page.host;
    const batch = planBatch ? { label: t("runs.as_batch"), icon: icon("batches"), disabled: !this.#isRunnable, run: planBatch } : null;
    const items = [batch, own, asNew, page].filter((item) => item !== null);
    openMenu(this.#page.host, { anchor: this.#more }, items);
  }

  #saveIt() {
    const { one } = this.#kept;
    return one ? this.#busily(() => this.#keep({ into: one.id })) : this.#saveNew();
  }

  async #saveNew() {
    const { host } = this.#page;
    const { t } = host;
    const check = async (/** @type {string} */ typed) => {
      const name = typed.trim();
      if (!name) return t("workflows.name_empty");
      await this.#keep({ name });
      return "";
    };
    await askText(host, { title: t("workflow_tab.save_new"), label: t("workflows.name"), value: this.#graph.name, confirm: t("workflow_tab.save"), check });
  }

  /**
   * The graph as it is, into the library.
   * @param {{into?: string, name?: string}} where the workflow of which it is a new version, or the name of a new one
   */
  async #keep(where) {
    const { host } = this.#page;
    const file = new File([JSON.stringify(this.#graph.document())], `${this.#graph.name || "workflow"}.json`, { type: "application/json" });
    const book = WorkflowBook.of(host);
    const imported = await book.client.importFile(file, where);
    await book.refresh();
    this.#kept.remember(imported.workflow.id);
    host.toasts.show({ message: outcomeText(host, imported), hint: imported.problems.slice(0, 3).join(" "), severity: "success" });
  }

  /** Where Penstock follows runs it is one of those, else one of ComfyUI's own. */
  async #runIt() {
    const { runs } = this.#page.host;
    if (!runs) return this.#queueIt();
    if (!this.#told.ready()) return undefined;
    return this.#busily(async () => {
      this.#told.faults([]);
      try {
        const { tab } = this.#graph;
        // What the server refuses is shown at its field, while that workflow is open.
        const ended = (/** @type {import("../../runs/types.js").Run} */ { error }) => void (error?.faults.length && this.#graph.tab === tab && this.#told.faults(error.faults));
        const workflow = this.#kept.one?.id;
        const request = { ...(workflow ? { workflow } : {}), title: this.#graph.name, values: {}, ended };
        await this.#startAll((document, count) => runs.start({ ...request, document, count }));
      } catch (/** @type {any} */ error) {
        this.#told.faults(error.faults ?? []);
        throw error;
      }
    });
  }

  /** What is typed and is no number of runs becomes one. */
  get #times() {
    const times = Math.min(MOST, Math.max(1, Math.round(Number(this.#count.value)) || 1));
    this.#count.value = String(times);
    return times;
  }

  /**
   * Each run gets the seeds that the widgets have for it; where none changes they are asked for together.
   * @param {(document: unknown, count: number) => Promise<unknown>} start
   */
  async #startAll(start) {
    const { tab } = this.#graph;
    for (let left = this.#times; left > 0 && this.#graph.tab === tab; ) {
      const document = this.#graph.document();
      await start(document, 1);
      this.#told.started();
      left -= 1;
      if (!left || JSON.stringify(document) !== JSON.stringify(this.#graph.document())) continue;
      await start(document, left);
      const { t, toasts } = this.#page.host;
      toasts.show({ message: t("runs.same_values", { count: left + 1 }), hint: t("runs.same_values_hint") });
      left = 0;
    }
  }

  /** As ComfyUI's own button does it; what the server refuses is shown at its field, too. */
  async #queueIt() {
    const { app } = this.#page;
    if (!this.#told.ready()) return;
    await this.#busily(async () => {
      this.#told.faults([]);
      await app.extensionManager.command.execute("Comfy.QueuePrompt");
      const faults = queueFaults(app);
      this.#told.faults(faults);
      if (!faults.length) this.#told.ran();
    });
  }

  /** @param {() => Promise<void>} work */
  async #busily(work) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.update();
    try {
      await work();
    } catch (error) {
      this.#page.host.toasts.showError(error);
    } finally {
      this.#isBusy = false;
      this.update();
    }
  }
}
