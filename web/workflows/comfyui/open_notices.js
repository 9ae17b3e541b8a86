/** What the tab says above the form: it is being read, there is nothing, why it failed, and which nodes are missing. */

import { button, element, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { MissingNodes } from "../missing_nodes.js";

export class OpenNotices {
  #host;
  #retry;
  #missing;
  #box = element("div", { class: "penstock-workflow-notices" });

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {() => void} retry
   */
  constructor(host, retry) {
    this.#host = host;
    this.#retry = retry;
    this.#missing = new MissingNodes(host);
    this.status = element("span", { class: "penstock-hidden", attributes: { role: "status" } });
    this.root = element("div", {}, this.status, this.#box);
  }

  /** @param {boolean} isFirst whether nothing is shown yet */
  loading(isFirst) {
    if (!isFirst) return;
    this.#box.replaceChildren(element("div", { class: "penstock-workflow-blank" }, element("span", { class: "penstock-spinner", attributes: { "aria-hidden": "true" } })));
    setText(this.status, this.#host.t("workflow_tab.loading"));
  }

  empty() {
    this.#blank(this.#host.t("workflow_tab.empty"), this.#host.t("workflow_tab.empty_hint"));
  }

  /** @param {any} error */
  failed(error) {
    const { t } = this.#host;
    this.#blank(error.message, error.hint ?? "", button(t("retry"), this.#retry, { class: "penstock-button" }));
  }

  /** @param {import("../types.js").FormShape} shape */
  show({ parameters, missing_classes: missing }) {
    const { t } = this.#host;
    setText(this.status, t("workflow_tab.parameters", { count: parameters.length }));
    if (!parameters.length) this.#blank(t("workflow_tab.no_parameters"), t("workflow_tab.no_parameters_hint"));
    else this.#box.replaceChildren();
    if (!missing.length) return;
    this.#missing.show(missing, { title: t("workflow_tab.missing", { count: missing.length }), hint: t("workflow_tab.missing_hint") });
    this.#box.prepend(this.#missing.root);
  }

  /**
   * @param {string} title
   * @param {string} hint
   * @param {HTMLElement} [action]
   */
  #blank(title, hint, action) {
    setText(this.status, title);
    const words = [element("strong", { text: title }), hint ? element("p", { text: hint }) : null];
    this.#box.replaceChildren(element("div", { class: "penstock-workflow-blank" }, icon("workflows"), ...words, action));
  }
}
