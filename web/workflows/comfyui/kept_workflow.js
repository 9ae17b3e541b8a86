/** Which kept workflow is the one that is open on the canvas. */

import { tabStorage } from "../../library/page_storage.js";
import { WorkflowBook } from "../workflow_book.js";
import { OneWorkflow } from "../workflow_book_one.js";

const KEY = "penstock.open_workflow.";

/** @typedef {import("../types.js").FormShape} FormShape */

/** Dispatches `change`. Reads what is kept when it is asked first. */
export class KeptWorkflow extends EventTarget {
  #host;
  #graph;
  #book;
  #one = /** @type {OneWorkflow | null} */ (null);
  /** The form of its newest version, and which that is. */
  #shape = /** @type {FormShape | null} */ (null);
  #shapeOf = "";
  /** Older frontends give graphs of the API format no id of their own: what is open in which of their tabs. */
  #withoutId = /** @type {Map<string, string>} */ (new Map());

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("./live_graph.js").LiveGraph} graph
   */
  constructor(host, graph) {
    super();
    this.#host = host;
    this.#graph = graph;
    this.#book = WorkflowBook.of(host);
    this.#book.addEventListener("change", () => this.update());
    graph.addEventListener("structure", () => this.update());
  }

  /** The workflow with its presets; null where the open one is not kept, or not read yet. */
  get one() {
    return this.#one;
  }

  get detail() {
    return this.#one?.detail ?? null;
  }

  /** The form of the newest version; null where it is not read yet. */
  get shape() {
    return this.#shape;
  }

  /** @param {string} workflow the kept one that is on the canvas from now on */
  remember(workflow) {
    const { id, tab } = this.#graph;
    if (id) tabStorage()?.setItem(KEY + id, workflow);
    else this.#withoutId.set(tab, workflow);
    this.update();
  }

  update() {
    const found = this.#find();
    if (found === (this.#one?.id ?? null)) return;
    this.#one?.close();
    this.#one = found ? new OneWorkflow(this.#host, found) : null;
    this.#one?.addEventListener("change", () => this.#tell());
    this.#tell();
  }

  async #readShape() {
    const { detail } = this;
    const wanted = detail ? `${detail.id} ${detail.latest}` : "";
    if (wanted === this.#shapeOf) return;
    [this.#shapeOf, this.#shape] = [wanted, null];
    if (!detail) return;
    try {
      const shape = await this.#book.client.form(detail.id, detail.latest);
      if (wanted !== this.#shapeOf) return;
      this.#shape = shape;
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      this.#host.toasts.showError(error);
    }
  }

  #tell() {
    void this.#readShape();
    this.dispatchEvent(new Event("change"));
  }

  /** What was saved or opened in this tab; else the one that has the graph's own id, of several the one with its name. */
  #find() {
    const { id, name, tab } = this.#graph;
    const remembered = id ? tabStorage()?.getItem(KEY + id) : this.#withoutId.get(tab);
    if (remembered && this.#book.find(remembered)) return remembered;
    if (!id) return null;
    const same = this.#book.list.filter((/** @type {any} */ entry) => entry.source_id === id);
    return (same.find((entry) => entry.name === name) ?? (same.length === 1 ? same[0] : null))?.id ?? null;
  }
}
