/** What few batches need: how much of the space is run, how urgent it is, where, and whom to tell. */

import { element, setText } from "../library/elements.js";
import { fill, labelled, line } from "./axis_editors.js";
import { chooser, hide, showOptions } from "./builder_seeds.js";

/** @typedef {keyof import("./plan_model.js").Rest} Name */

const LINES = /** @type {const} */ (["title", "sample", "limit", "priority", "webhook"]);

export class BuilderRest {
  #host;
  #model;
  #fields = /** @type {Record<string, HTMLInputElement>} */ ({});
  #server;
  #serverField;
  #dedupe;
  #fault = element("p", { class: "penstock-axis-fault", attributes: { role: "alert", id: "penstock-builder-rest-fault" } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   */
  constructor(host, model) {
    const { t } = host;
    this.#host = host;
    this.#model = model;
    const words = { title: t("batches.title_of"), sample: t("batches.sample"), limit: t("batches.limit"), priority: t("batches.priority"), webhook: t("batches.webhook") };
    const hints = { title: t("batches.title_hint"), sample: t("batches.sample_hint"), limit: t("batches.limit_hint"), priority: "0", webhook: "https://" };
    const numbers = ["sample", "limit", "priority"];
    const made = LINES.map((name) => {
      this.#fields[name] = line({ placeholder: hints[name], "aria-describedby": this.#fault.id, inputmode: numbers.includes(name) ? "numeric" : "text" }, (text) => model.set({ [name]: text }));
      return labelled(words[name], this.#fields[name]);
    });
    this.#server = chooser([["", t("batches.any_server")]], (server) => model.set({ server }));
    this.#serverField = labelled(t("batches.server"), this.#server);
    this.#dedupe = element("input", { attributes: { type: "checkbox" }, on: { change: (event) => model.set({ dedupe: event.target.checked }) } });
    const dedupe = element("label", { class: "penstock-axis-check" }, this.#dedupe, t("batches.dedupe"));
    const body = element("div", { class: "penstock-builder-rest" }, ...made, this.#serverField, dedupe, this.#fault);
    this.root = element("details", { class: "penstock-builder-part penstock-builder-more" }, element("summary", {}, element("span", { text: t("batches.more") })), body);
    hide(this.#serverField, true);
  }

  show() {
    const { rest } = this.#model;
    for (const name of LINES) fill(this.#fields[name], rest[name]);
    this.#server.value = rest.server;
    this.#dedupe.checked = rest.dedupe;
  }

  /** @param {{id: string, title: string, status: string}[]} servers there is a choice among several */
  showServers(servers) {
    hide(this.#serverField, servers.length < 2);
    showOptions(this.#server, [["", this.#host.t("batches.any_server")], ...servers.map(({ id, title }) => /** @type {[string, string]} */ ([id, title || id]))]);
    this.#server.value = this.#model.rest.server;
  }

  /**
   * @param {string} fault a sentence, "" where nothing is wrong
   * @param {string} [name] of the field
   */
  showFault(fault, name = "") {
    setText(this.#fault, fault);
    hide(this.#fault, !fault);
    for (const [one, field] of Object.entries(this.#fields)) one === name && fault ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
    if (fault) this.root.open = true;
  }

  /** @param {string} name */
  focus(name) {
    this.root.open = true;
    (this.#fields[name] ?? this.#server).focus();
  }
}
