/** Two versions of a workflow beside each other. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { comparisonSummary, comparisonView } from "../comparison.js";
import { OneWorkflow } from "../workflow_book_one.js";
import { failure, empty } from "./workflows_messages.js";
import { goneMessage } from "./workflow_gone.js";
import { dateAndTime } from "./times.js";

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {string} id
 * @returns {import("../../standalone/app.js").Page}
 */
export function comparePage(app, id) {
  const page = new ComparePage(app, id);
  return { root: page.root, title: app.host.t("workflows.compare_title"), close: () => page.close() };
}

class ComparePage {
  #app;
  #one;
  #choices;
  #versions = /** @type {[number, number]} */ ([0, 0]);
  #title;
  #summary = element("p", { class: "penstock-compare-summary", attributes: { role: "status" } });
  #content = element("div", {}, element("div", { class: "penstock-empty" }, element("span", { class: "penstock-spinner" })));
  #asked = 0;
  #shown = "";
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
    this.#versions = versionsIn(location.hash);
    this.#title = element("h1", { text: t("workflows.compare_title"), attributes: { dir: "auto" } });
    this.#choices = [t("workflows.compare_a"), t("workflows.compare_b")].map((label) => element("select", { attributes: { "aria-label": label }, on: { change: () => this.#chosen() } }));
    const swap = button(t("workflows.compare_swap"), () => this.#swap(), { icon: icon("compare"), class: "penstock-quiet" });
    const back = element("a", { class: "penstock-workflow-up", attributes: { href: `#/workflows/${encodeURIComponent(id)}`, title: t("workflows.back_to_form") } }, icon("back"), element("span", { text: t("workflows.back_to_form") }));
    const head = element("div", { class: "penstock-workflow-head" }, back, this.#title);
    const bar = element("div", { class: "penstock-compare-bar" }, this.#choices[0], swap, this.#choices[1], this.#summary);
    this.root = element("section", { class: "penstock-workflow-page penstock-compare-page" }, head, bar, this.#content);
    this.#one.addEventListener("change", () => this.#read(), { signal: this.#closed.signal });
    setAttribute(this.root, "aria-busy", "true");
  }

  close() {
    this.#closed.abort();
    this.#one.close();
  }

  #read() {
    const { host } = this.#app;
    const { detail, error, status } = this.#one;
    if (status === "failed") return this.#say(error.status === 404 ? goneMessage(this.#app, this.#one.id, () => void this.#one.refresh()) : failure(host, error, () => void this.#one.refresh()));
    if (!detail) return undefined;
    const title = host.t("workflows.compare_of", { name: detail.name });
    setText(this.#title, title);
    this.root.dispatchEvent(new CustomEvent("penstock-title", { detail: title, bubbles: true }));
    this.#fillChoices(detail);
    return void this.#compare();
  }

  /** @param {import("../workflow_types.js").Detail} detail */
  #fillChoices({ history, latest }) {
    const { t } = this.#app.host;
    const numbers = history.map(({ number }) => number);
    const [a, b] = this.#versions;
    const known = (/** @type {number} */ number, /** @type {number} */ instead) => (numbers.includes(number) ? number : instead);
    this.#versions = [known(a, Math.max(1, latest - 1)), known(b, latest)];
    for (const [at, choice] of this.#choices.entries()) {
      const options = history.map(({ number, created }) => element("option", { text: `${t("workflows.version", { version: number })} · ${dateAndTime(created)}`, properties: { value: String(number) } }));
      if (choice.childElementCount !== options.length) choice.replaceChildren(...options);
      choice.value = String(this.#versions[at]);
    }
  }

  #chosen() {
    this.#versions = /** @type {[number, number]} */ (this.#choices.map(({ value }) => Number(value)));
    void this.#compare();
  }

  #swap() {
    this.#versions = [this.#versions[1], this.#versions[0]];
    for (const [at, choice] of this.#choices.entries()) choice.value = String(this.#versions[at]);
    void this.#compare();
  }

  async #compare() {
    const [a, b] = this.#versions;
    if (this.#shown === `${a} ${b}`) return;
    const { host } = this.#app;
    const asked = (this.#asked += 1);
    const path = `#/workflows/${encodeURIComponent(this.#one.id)}/compare?a=${a}&b=${b}`;
    history.replaceState(history.state, "", path);
    setAttribute(this.root, "aria-busy", "true");
    try {
      const comparison = await this.#one.client.compare(this.#one.id, a, b);
      if (asked !== this.#asked) return;
      this.#shown = `${a} ${b}`;
      const { t } = host;
      const isAlone = a === b;
      this.#say(comparison.same ? empty("check", t("workflows.same"), t(isAlone ? "workflows.same_version_hint" : "workflows.same_hint")) : comparisonView(t, comparison));
      setText(this.#summary, comparison.same ? "" : comparisonSummary(t, comparison));
    } catch (error) {
      if (asked === this.#asked) this.#say(failure(host, error, () => void this.#compare()));
    }
  }

  /** @param {HTMLElement} content */
  #say(content) {
    setAttribute(this.root, "aria-busy", null);
    setText(this.#summary, "");
    this.#content.replaceChildren(content);
  }
}

/**
 * @param {string} hash
 * @returns {[number, number]} 0 for one that the address does not name
 */
function versionsIn(hash) {
  const given = new URLSearchParams(hash.split("?")[1] ?? "");
  return [Number(given.get("a")) || 0, Number(given.get("b")) || 0];
}
