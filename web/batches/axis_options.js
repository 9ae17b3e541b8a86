/** Several of the options of a parameter: models, samplers, yes and no. Searched by typing, however many there are. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { plain } from "../library/texts/table_model.js";
import { isSame } from "../workflows/form_values.js";

/** More lines would be read by nobody: the search finds the others. */
const MOST_SHOWN = 200;
const FEW = 8;

export class OptionsEditor {
  #host;
  #context;
  #all;
  #axis;
  #search;
  #list;
  #note = element("p", { class: "penstock-axis-note", attributes: { role: "status" } });
  #count = element("span", { class: "penstock-axis-count" });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./axis_editors.js").EditorContext} context
   */
  constructor(host, context) {
    const { t } = host;
    this.#host = host;
    this.#context = context;
    this.#axis = context.axis;
    const gone = context.axis.chosen.filter((value) => !(context.options ?? []).some((option) => isSame(context.parameter, option, value)));
    this.#all = [...gone, ...(context.options ?? [])].map((value) => ({ value, text: this.#words(value), plain: plain(this.#words(value)) }));
    this.#search = element("input", {
      class: "penstock-axis-input",
      attributes: { type: "search", placeholder: t("batches.find_options"), "aria-label": t("batches.find_options_of", { name: context.name }), autocomplete: "off", spellcheck: "false", hidden: this.#all.length > FEW ? null : "" },
      on: { input: () => this.#draw(), keydown: (event) => this.#onKey(event) },
    });
    const all = button(t("batches.choose_shown"), () => this.#choose(this.#found, true), { class: "penstock-text-button" });
    const none = button(t("batches.choose_none"), () => this.#choose(this.#all, false), { class: "penstock-text-button" });
    this.#list = element("div", { class: "penstock-axis-options", attributes: { role: "group", "aria-label": t("batches.values_of", { name: context.name }), "aria-describedby": context.describedBy } });
    const tools = element("div", { class: "penstock-axis-tools" }, this.#count, all, none);
    this.root = element("div", { class: "penstock-axis-editor" }, this.#search, this.#list, this.#note, this.#all.length > 2 ? tools : null);
    this.#draw();
  }

  get main() {
    return this.#all.length > FEW ? this.#search : (this.#list.querySelector("input") ?? this.#list);
  }

  /** @param {import("./axis_model.js").AxisState} axis */
  show(axis) {
    this.#axis = axis;
    for (const box of this.#list.querySelectorAll("input")) box.checked = this.#isChosen(this.#all[Number(box.value)].value);
    setText(this.#count, this.#host.t("batches.chosen", { count: axis.chosen.length, all: this.#all.length }));
  }

  get #found() {
    const words = plain(this.#search.value).split(/\s+/).filter(Boolean);
    return this.#all.filter((option) => words.every((word) => option.plain.includes(word)));
  }

  #draw() {
    const found = this.#found;
    const shown = found.slice(0, MOST_SHOWN);
    this.#list.replaceChildren(...shown.map((option) => this.#line(option)));
    const note = found.length ? (found.length > shown.length ? this.#host.t("texts.more_options", { count: found.length - shown.length }) : "") : this.#host.t("workflow_form.no_option");
    setText(this.#note, note);
    setAttribute(this.#note, "hidden", note ? null : "");
    this.show(this.#axis);
  }

  /** @param {{value: any, text: string}} option */
  #line(option) {
    const at = this.#all.findIndex((one) => one === option);
    const box = element("input", { attributes: { type: "checkbox", value: at }, on: { change: () => this.#choose([option], box.checked) } });
    return element("label", { class: "penstock-axis-check", attributes: { title: option.text } }, box, element("span", { text: option.text || this.#host.t("workflow_form.empty_option"), attributes: { dir: "auto" } }));
  }

  /** @param {any} value */
  #isChosen(value) {
    return this.#axis.chosen.some((one) => isSame(this.#context.parameter, one, value));
  }

  /**
   * @param {{value: any}[]} options
   * @param {boolean} isChosen
   */
  #choose(options, isChosen) {
    const { parameter, change } = this.#context;
    const among = (/** @type {any} */ value) => options.some((option) => isSame(parameter, option.value, value));
    const left = this.#axis.chosen.filter((value) => !among(value));
    // In the order of the options, whatever the order in which they were chosen.
    const chosen = this.#all.map(({ value }) => value).filter((value) => (among(value) ? isChosen : left.some((one) => isSame(parameter, one, value))));
    change({ chosen });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#list.querySelector("input")?.focus();
  }

  /** @param {any} value */
  #words(value) {
    const { t } = this.#host;
    if (typeof value === "boolean") return value ? t("batches.yes") : t("batches.no");
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}
