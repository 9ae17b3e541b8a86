/** Why a run did not complete, and what to do about it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { namesOf } from "./run_values.js";

/** @typedef {import("./types.js").Run} Run */

export class RunProblem {
  #host;
  #shown = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_deeds.js").RunDeeds} deeds
   */
  constructor(host, deeds) {
    this.#host = host;
    this.deeds = deeds;
    this.root = element("div", { class: "penstock-run-problem", attributes: { hidden: "" } });
  }

  /** @param {Run} run */
  show(run) {
    const wrong = run.status === "failed" || run.status === "lost" || (run.status === "completed" && run.error);
    const said = wrong ? JSON.stringify([run.status, run.error]) : "";
    if (said === this.#shown) return;
    this.#shown = said;
    setAttribute(this.root, "hidden", wrong ? null : "");
    this.root.dataset.status = run.status;
    this.root.replaceChildren(...(wrong ? this.#words(run) : []));
    if (wrong && run.error?.faults.length) void namesOf(this.#host, run).then((names) => this.#shown === said && this.#name(names));
  }

  /** @param {Run} run */
  #words(run) {
    const { t } = this.#host;
    const { error } = run;
    const title = error?.message || t(`runs.status_${run.status}`);
    const node = error?.node ? t("runs.failed_node", { title: error.node_title || error.node_type, node: error.node }) : "";
    const hint = error?.hint || t(`runs.what_${run.status}`);
    const words = element("div", {}, element("strong", { text: title, attributes: { dir: "auto" } }), node ? element("p", { text: node }) : null, element("p", { text: hint }));
    return [icon("warning"), words, ...this.#faults(run), ...this.#nodeLink(run), ...this.#details(run)];
  }

  /** @param {Run} run */
  #faults(run) {
    const faults = run.error?.faults ?? [];
    if (!faults.length) return [];
    const lines = faults.map((fault) => element("li", {}, element("span", {}, element("code", { text: fault.field, attributes: { title: fault.field } }), ` ${fault.message}`), this.#toField(run, fault)));
    return [element("ul", {}, ...lines)];
  }

  /** @param {Map<string, string>} names by address */
  #name(names) {
    for (const code of this.root.querySelectorAll("code[title]")) setText(code, names.get(code.getAttribute("title") ?? "") ?? code.textContent ?? "");
  }

  /**
   * @param {Run} run
   * @param {{field: string, message: string}} fault
   */
  #toField(run, fault) {
    const { t, runs } = this.#host;
    // Where the canvas is beside it, the node is shown there.
    const isCanvas = !runs?.useValues;
    if (!runs?.showField || (!isCanvas && !run.workflow)) return null;
    return button(t(isCanvas ? "run_tab.show_node" : "runs.show_field"), () => runs.showField?.(run, fault), { class: "penstock-text-button" });
  }

  /** Where nothing but the node is known. @param {Run} run */
  #nodeLink(run) {
    const { error } = run;
    if (!error?.node || error.faults.length) return [];
    const link = this.#toField(run, { field: error.node, message: error.message });
    return link ? [element("div", { class: "penstock-run-problem-acts" }, link)] : [];
  }

  /** @param {Run} run */
  #details({ error }) {
    if (!error?.details) return [];
    return [element("details", {}, element("summary", { text: this.#host.t("runs.traceback") }), element("pre", { text: error.details, attributes: { tabindex: 0 } }))];
  }
}
