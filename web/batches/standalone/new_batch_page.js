/** A new batch of a kept workflow: what varies, and below it the values that all runs share. */

import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { WorkflowForm } from "../../workflows/standalone/workflow_form.js";
import { failure } from "../../workflows/standalone/workflows_messages.js";
import { goneMessage } from "../../workflows/standalone/workflow_gone.js";
import { WorkflowBook } from "../../workflows/workflow_book.js";
import { OneWorkflow } from "../../workflows/workflow_book_one.js";
import { BatchBuilder } from "../builder.js";

/**
 * @param {import("./pages.js").BatchApp} app
 * @param {string} workflow
 * @returns {Promise<import("../../standalone/app.js").Page>}
 */
export async function newBatchPage(app, workflow) {
  const page = await NewBatchPage.create(app, workflow);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([["Ctrl+Enter", t("batches.start")]]);
  return { root: page.root, title: t("batches.new"), close: () => page.close(), under: "/batches", shortcuts: () => [{ title: t("batches.new"), keys }] };
}

class NewBatchPage {
  #app;
  #one;
  #form;
  #builder = /** @type {BatchBuilder} */ (/** @type {unknown} */ (null));
  #title;
  #of = element("span", { class: "penstock-batch-of", attributes: { dir: "auto" } });
  #message = element("div", { class: "penstock-batch-message" });
  #shared;
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").BatchApp} app
   * @param {string} workflow
   */
  static async create(app, workflow) {
    const page = new NewBatchPage(app, workflow);
    await page.#begin();
    return page;
  }

  /**
   * @param {import("./pages.js").BatchApp} app
   * @param {string} workflow
   */
  constructor(app, workflow) {
    const { t } = app.host;
    this.#app = app;
    this.#one = new OneWorkflow(app.host, workflow);
    this.#form = new WorkflowForm(app.host, this.#one);
    this.#title = element("h1", { text: t("batches.new") });
    const back = element("a", { class: "penstock-workflow-up", attributes: { href: "#/batches", title: t("batches.title") } }, icon("back"), element("span", { text: t("batches.title") }));
    const head = element("div", { class: "penstock-workflow-head" }, back, this.#title, this.#of);
    const hint = element("p", { class: "penstock-builder-hint", text: t("batches.shared_hint") });
    this.#shared = element("details", { class: "penstock-builder-part penstock-builder-more penstock-batch-shared" }, element("summary", {}, element("span", { text: t("batches.shared") })), hint, this.#form.root);
    this.root = element("section", { class: "penstock-new-batch" }, head, this.#message);
  }

  close() {
    this.#closed.abort();
    this.#one.close();
  }

  async #begin() {
    const { host, go } = this.#app;
    this.#builder = await BatchBuilder.create(host, {
      base: () => ({ workflow: this.#one.id, ...(this.#form.version ? { version: this.#form.version } : {}), values: this.#form.form.values }),
      valueOf: (address) => this.#valueOf(address),
      showFaults: (faults) => this.#showFaults(faults),
      ready: () => this.#ready(),
    });
    this.#builder.addEventListener("penstock-batch-started", (event) => go(`/batches/${encodeURIComponent(/** @type {CustomEvent} */ (event).detail.id)}`));
    this.#builder.querySelector(".penstock-builder-parts")?.append(this.#shared);
    this.root.append(this.#builder);
    const { signal } = this.#closed;
    this.#one.addEventListener("change", () => this.#read(), { signal });
    this.#form.addEventListener("change", () => this.#show(), { signal });
    this.#form.form.addEventListener("change", () => this.#builder.changed(), { signal });
    this.#form.bar.addEventListener("penstock-preset", () => this.#builder.changed(), { signal });
    signal.addEventListener("abort", host.events.listen("reconnected", () => void this.#form.read()));
    void WorkflowBook.of(host).refresh();
    this.#read();
  }

  #read() {
    this.#form.follow();
    this.#show();
  }

  #show() {
    const { detail, status } = this.#one;
    const error = status === "failed" ? this.#one.error : this.#form.error;
    const { shape } = this.#form;
    const isThere = !!detail && !!shape && !error;
    setText(this.#of, detail?.name ?? "");
    setAttribute(this.root, "aria-busy", !isThere && !error ? "true" : null);
    const again = () => {
      void this.#one.refresh();
      void this.#form.read();
    };
    const book = WorkflowBook.of(this.#app.host);
    const gone = () => goneMessage(/** @type {any} */ ({ host: this.#app.host, book }), this.#one.id, again);
    const waiting = element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" }));
    const message = error ? [error.status === 404 && status === "failed" ? gone() : failure(this.#app.host, error, again)] : isThere ? [] : [waiting];
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
    if (!isThere || shape === this.#builder.model.shape) return;
    this.#builder.show(shape);
  }

  /** @param {string} address */
  #valueOf(address) {
    const { values } = this.#form.form;
    return Object.hasOwn(values, address) ? values[address] : this.#form.shape?.parameters.find((one) => one.address === address)?.value;
  }

  /** @param {import("../types.js").Fault[]} faults */
  #showFaults(faults) {
    if (faults.length) /** @type {HTMLDetailsElement} */ (this.#shared).open = true;
    return /** @type {import("../types.js").Fault[]} */ (this.#form.form.showFaults(faults));
  }

  #ready() {
    const { faults } = this.#form.form;
    if (!faults.length) return true;
    /** @type {HTMLDetailsElement} */ (this.#shared).open = true;
    this.#form.form.showFaults(faults);
    return false;
  }
}
