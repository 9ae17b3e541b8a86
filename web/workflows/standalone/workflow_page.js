/** One workflow: its form and presets, Run, and what it says about itself. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { topDialog } from "../../library/top_layer.js";
import { acceptWorkflowDrops, importFiles } from "../import_files.js";
import { MissingNodes } from "../missing_nodes.js";
import { renameWorkflow, workflowItems } from "../workflow_actions.js";
import { OneWorkflow } from "../workflow_book_one.js";
import { copyGraph, saveGraph } from "./graph_copies.js";
import { WorkflowAbout } from "./workflow_about.js";
import { WorkflowForm } from "./workflow_form.js";
import { workflowNotices } from "./workflow_notices.js";
import { RunButton } from "./workflow_run.js";
import { goneMessage } from "./workflow_gone.js";
import { failure } from "./workflows_messages.js";

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {string} id
 * @returns {import("../../standalone/app.js").Page}
 */
export function workflowPage(app, id) {
  app.last.workflow = id;
  const page = new WorkflowPage(app, id);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["Ctrl+Enter", t("workflows.run")],
    ["Ctrl+S", t("workflows.keys.save")],
    ["/", t("workflows.keys.find")],
    ["F2", t("workflows.keys.rename")],
  ]);
  return { root: page.root, title: app.book.find(id)?.name ?? t("workflows.title"), close: () => page.close(), keys: { "/": () => page.find() }, shortcuts: () => [{ title: t("workflows.title"), keys }] };
}

class WorkflowPage {
  #app;
  #one;
  #form;
  #run;
  #about;
  #menu;
  #missing;
  #title = element("h1", { attributes: { dir: "auto" } });
  #notices = element("div", { class: "penstock-workflow-notices", attributes: { id: "penstock-workflow-notices" } });
  #message = element("div", { class: "penstock-workflow-message" });
  #body;
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").WorkflowApp} app
   * @param {string} id
   */
  constructor(app, id) {
    this.#app = app;
    const { host } = app;
    const { t } = host;
    this.#one = new OneWorkflow(host, id);
    this.#form = new WorkflowForm(host, this.#one);
    this.#run = new RunButton(host, this.#one, this.#form);
    this.#about = new WorkflowAbout(app, this.#one, {
      show: (version) => void this.#form.showVersion(version),
      restore: (version) => void this.#restore(version),
      compareUrl: (a, b) => `#/workflows/${encodeURIComponent(id)}/compare?a=${a}&b=${b}`,
      documentUrl: (version) => app.book.client.documentUrl(id, version),
    });
    this.#missing = new MissingNodes(host, button(t("workflows.check_again"), () => void this.#form.read(), { icon: icon("refresh"), class: "penstock-quiet" }));
    this.#menu = button(t("workflows.menu"), () => this.#openMenu(), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#menu, "aria-haspopup", "menu");
    const back = element("a", { class: "penstock-workflow-up", attributes: { href: "#/workflows", title: t("workflows.title") } }, icon("back"), element("span", { text: t("workflows.title") }));
    const head = element("div", { class: "penstock-workflow-head" }, back, this.#title, this.#run.root, this.#menu);
    this.#body = element("div", { class: "penstock-workflow-body" }, element("div", { class: "penstock-workflow-main" }, this.#notices, this.#form.root), this.#about.root);
    const drop = element("div", { class: "penstock-workflow-drop", attributes: { "aria-hidden": "true" } }, element("div", {}, icon("upload"), element("span", { text: t("workflows.drop_version") })));
    this.root = element("section", { class: "penstock-workflow-page" }, head, this.#message, this.#body, drop);
    setText(this.#title, app.book.find(id)?.name ?? t("workflows.one"));
    this.#listen();
  }

  close() {
    this.#closed.abort();
    this.#one.close();
  }

  /** Into the search of the form. */
  find() {
    /** @type {HTMLElement | null} */ (this.#form.root.querySelector("input[type=search]"))?.focus();
  }

  #listen() {
    const { signal } = this.#closed;
    const { book, host } = this.#app;
    acceptWorkflowDrops(this.root, (files) => void importFiles(host, files, { into: this.#one.id }));
    this.#one.addEventListener("change", () => this.#read(), { signal });
    this.#form.addEventListener("change", () => this.#show(), { signal });
    book.addEventListener("change", () => this.#show(), { signal });
    signal.addEventListener("abort", host.events.listen("reconnected", () => void this.#form.read()));
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.#show();
  }

  #read() {
    this.#form.follow();
    this.#show();
  }

  #show() {
    const { detail, status } = this.#one;
    const error = status === "failed" ? this.#one.error : this.#form.error;
    const isThere = detail !== null && this.#form.shape !== null;
    setAttribute(this.root, "aria-busy", !isThere && !error ? "true" : null);
    setAttribute(this.#body, "hidden", isThere && status !== "failed" ? null : "");
    if (detail && this.#title.textContent !== detail.name) {
      setText(this.#title, detail.name);
      this.root.dispatchEvent(new CustomEvent("penstock-title", { detail: detail.name, bubbles: true }));
    }
    this.#showMessage(error, isThere);
    this.#run.update();
    if (isThere) this.#showFaults();
    setAttribute(this.#menu, "hidden", detail && status !== "failed" ? null : "");
    setAttribute(this.#run.root, "hidden", status === "failed" ? "" : null);
    if (detail) this.#about.show(detail, this.#form.version ?? detail.latest);
    const state = { shape: this.#form.shape, detail, version: this.#form.version, missing: this.#missing };
    const ways = { newest: () => void this.#form.showVersion(null), restore: (/** @type {number} */ version) => void this.#restore(version), again: () => void this.#form.read() };
    replaceChanged(this.#notices, workflowNotices(this.#app.host, state, ways));
  }

  /**
   * @param {any} error
   * @param {boolean} isThere
   */
  #showMessage(error, isThere) {
    const again = () => {
      void this.#one.refresh();
      void this.#form.read();
    };
    const waiting = () => element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }));
    const failed = () => (error.status === 404 && this.#one.status === "failed" ? goneMessage(this.#app, this.#one.id, again) : failure(this.#app.host, error, again));
    replaceChanged(this.#message, error ? [failed()] : isThere ? [] : [waiting()]);
  }

  /** What a run says is wrong with its values, once. A node alone stands for its first field. */
  #showFaults() {
    const { form, shape } = this.#form;
    const faults = this.#app.host.runs?.takeFaults(this.#one.id) ?? [];
    const parameters = shape?.parameters ?? [];
    const fieldOf = (/** @type {string} */ field) => parameters.find(({ node }) => node === field)?.address ?? field;
    if (faults.length) form.showFaults(faults.map(({ field, message }) => ({ field: fieldOf(field), message })));
  }

  /** @param {number} version */
  async #restore(version) {
    const { t, toasts } = this.#app.host;
    try {
      await this.#one.client.restoreVersion(this.#one.id, version);
      toasts.show({ message: t("workflows.version_restored", { version }), severity: "success" });
      await this.#one.refresh();
      await this.#form.showVersion(null);
    } catch (error) {
      toasts.showError(error);
    }
  }

  #openMenu() {
    const { host, book, overview } = this.#app;
    const { detail } = this.#one;
    if (!detail) return;
    const { t } = host;
    const what = () => ({ values: this.#form.form.values, version: this.#form.version });
    const { batches } = host;
    const batch = batches ? [{ label: t("runs.as_batch"), icon: icon("batches"), run: () => batches.plan({ workflow: this.#one.id, ...what() }) }, null] : [];
    const graph = [
      ...batch,
      { label: t("workflows.copy_graph"), icon: icon("clipboard"), run: () => void copyGraph(host, this.#one, what()) },
      { label: t("workflows.download_graph"), icon: icon("download"), run: () => void saveGraph(host, this.#one, what()) },
      null,
    ];
    openMenu(host, { anchor: this.#menu }, [...graph, ...workflowItems(host, book, detail, { removed: overview })]);
  }

  /** @param {KeyboardEvent} event wherever the focus is: the browser would save the page */
  #onKey(event) {
    if (event.defaultPrevented || topDialog()) return;
    const { detail } = this.#one;
    const rename = () => detail && void renameWorkflow(this.#app.host, this.#app.book, detail);
    const does = /** @type {Record<string, () => unknown>} */ ({ "Ctrl+S": () => this.#form.bar.save(), "Ctrl+Enter": () => this.#run.run(), F2: rename })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    does();
  }
}

/**
 * What says the same stays, with the focus in it, and is not read out again.
 * @param {HTMLElement} place
 * @param {HTMLElement[]} nodes
 */
function replaceChanged(place, nodes) {
  const same = nodes.length === place.childNodes.length && nodes.every((node, at) => node.isEqualNode(place.childNodes[at]));
  if (!same) place.replaceChildren(...nodes);
}
