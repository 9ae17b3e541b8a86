/** The head of a form: a search over its parameters, those that were changed, and what is odd about the workflow. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { plain } from "../library/texts/table_model.js";

/** With fewer nobody has to search. */
const FEWEST_SEARCHED = 8;

export class FormHead {
  #host;
  #draw;
  #field;
  #changed;
  #found = element("span", { class: "penstock-hidden", attributes: { role: "status" } });
  #bar;
  #notices = element("div", { class: "penstock-form-notices" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {() => void} draw the search is another one
   */
  constructor(host, draw) {
    this.#host = host;
    this.#draw = draw;
    const words = host.t("workflow_form.search");
    this.#field = element("input", {
      attributes: { type: "search", "aria-label": words, placeholder: words, autocomplete: "off", spellcheck: "false" },
      on: { input: () => draw(), keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event) },
    });
    this.#changed = button("", () => this.#toggle(), { class: "penstock-form-filter", showLabel: true });
    this.#bar = element("div", { class: "penstock-form-bar" }, element("div", { class: "penstock-form-search" }, icon("search"), this.#field), this.#changed, this.#found);
    this.root = element("div", { class: "penstock-form-head" }, this.#bar, this.#notices);
  }

  /** @returns {{words: string[], changedOnly: boolean}} */
  get search() {
    return { words: plain(this.#field.value).split(/\s+/).filter(Boolean), changedOnly: this.#changed.getAttribute("aria-pressed") === "true" };
  }

  clearSearch() {
    if (!this.#field.value && !this.search.changedOnly) return;
    this.#field.value = "";
    setAttribute(this.#changed, "aria-pressed", "false");
    this.#draw();
  }

  /** @param {import("./form_model.js").FormModel} model */
  show(model) {
    const isLong = model.parameters.length >= FEWEST_SEARCHED;
    setAttribute(this.#bar, "hidden", isLong ? null : "");
    if (!isLong) this.#field.value = "";
    this.showChanges(model);
    this.#notices.replaceChildren(...this.#noticesOf(model.shape));
  }

  /** @param {import("./form_model.js").FormModel} model */
  showChanges({ changes }) {
    const { t } = this.#host;
    setText(/** @type {Element} */ (this.#changed.firstElementChild), t("workflow_form.changed", { count: changes }));
    setAttribute(this.#changed, "title", t("workflow_form.changed_only"));
    const isPressed = this.search.changedOnly;
    setAttribute(this.#changed, "aria-pressed", String(isPressed));
    setAttribute(this.#changed, "hidden", changes || isPressed ? null : "");
  }

  /** @param {number | null} count null where nothing is searched */
  showFound(count) {
    setText(this.#found, count === null ? "" : this.#host.t("workflow_form.found", { count }));
  }

  #toggle() {
    setAttribute(this.#changed, "aria-pressed", String(!this.search.changedOnly));
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || !this.#field.value) return;
    event.preventDefault();
    event.stopPropagation();
    this.#field.value = "";
    this.#draw();
  }

  /** @param {import("./types.js").FormShape | null} shape */
  #noticesOf(shape) {
    const { t } = this.#host;
    if (!shape) return [];
    const lines = [...shape.problems];
    if (shape.unnamed) lines.push(t("workflow_form.unnamed", { count: shape.unnamed }));
    if (shape.stale) lines.push(t("workflow_form.stale"));
    if (!lines.length) return [];
    const items = lines.map((text) => element("li", { text, attributes: { dir: "auto" } }));
    const summary = element("summary", {}, icon("warning"), element("span", { text: t("workflow_form.notes", { count: lines.length }) }));
    return [element("details", { class: "penstock-form-odd" }, summary, element("ul", {}, ...items))];
  }
}
