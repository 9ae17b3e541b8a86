/** A choice among options: searched by typing, however many there are. Models are chosen alike. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { OptionList } from "../../library/texts/option_list.js";
import { plain } from "../../library/texts/table_model.js";
import { isSame } from "../form_values.js";
import { labelled } from "./field.js";

const PAGE = 8;

/** @type {Record<string, number>} */
const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function selectField(context, value) {
  const select = new SelectField(context, value);
  return { root: select.root, main: select.input, show: (next) => select.show(next) };
}

/** @typedef {{value: any, text: string, plain: string}} Choice */

export class SelectField {
  #context;
  #value;
  #isFree;
  /** Nobody knows the choices, or there are none: what is typed counts at once. */
  #isUnknown;
  #isTyping = false;
  /** @type {Choice[] | null} */
  #choices = null;
  #list;

  /**
   * @param {import("./field.js").FieldContext} context
   * @param {any} value
   * @param {{free?: boolean}} [more] `free`: what is not among the options may be typed
   */
  constructor(context, value, { free = false } = {}) {
    this.#context = context;
    this.#value = value;
    this.#isUnknown = !context.options?.length;
    this.#isFree = free || this.#isUnknown;
    const { host, parameter, id } = context;
    this.input = element("input", {
      class: "penstock-form-input",
      attributes: { ...labelled(context), type: "text", dir: "auto", placeholder: host.t("workflow_form.none") },
      on: {
        click: () => this.#open(),
        focus: () => this.input.select(),
        input: () => this.#typed(),
        blur: () => this.#left(),
        keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      },
    });
    this.#list = new OptionList(host, this.input, { id: `${id}-options`, label: parameter.label, choose: (option) => this.#choose(Number(option.value)) });
    const arrow = button(parameter.label, () => this.#toggle(), { icon: icon("expand"), class: "penstock-quiet" });
    arrow.tabIndex = -1;
    setAttribute(arrow, "aria-hidden", "true");
    arrow.addEventListener("mousedown", (event) => event.preventDefault());
    this.root = element("span", { class: "penstock-form-select" }, this.input, arrow);
    this.#write();
  }

  /** @param {any} value */
  show(value) {
    this.#value = value;
    if (!this.#isTyping) this.#write();
  }

  #write() {
    const text = this.#context.parameter.multiple && Array.isArray(this.#value) ? this.#value.map(words).join(", ") : words(this.#value);
    if (this.input.value !== text) this.input.value = text;
    setAttribute(this.input, "title", text);
    this.input.scrollLeft = 0;
  }

  /** @returns {Choice[]} made when they are first looked at: there are thousands in some forms */
  get #all() {
    this.#choices ??= (this.#context.options ?? []).map((value) => ({ value, text: words(value), plain: plain(words(value)) }));
    return this.#choices;
  }

  #open() {
    if (!this.#list.isOpen) this.#suggest();
  }

  #toggle() {
    this.input.focus();
    if (this.#list.isOpen) this.#settle();
    else this.#open();
  }

  #typed() {
    this.#isTyping = true;
    this.#suggest();
    if (this.#isUnknown) this.#context.change(this.input.value);
  }

  #suggest() {
    const { t } = this.#context.host;
    const typed = this.#isTyping ? plain(this.input.value).split(/\s+/).filter(Boolean) : [];
    const found = [];
    for (const [at, choice] of this.#all.entries()) if (typed.every((word) => choice.plain.includes(word))) found.push(at);
    const first = typed[0];
    if (first) found.sort((one, other) => Number(!this.#all[one].plain.startsWith(first)) - Number(!this.#all[other].plain.startsWith(first)));
    const chosen = this.#all.findIndex(({ value }) => this.#isChosen(value));
    // The chosen one is among those that are shown, also far down a long list.
    const shown = typed.length || chosen < 100 ? found : [chosen, ...found.filter((at) => at !== chosen)];
    const note = !this.#isUnknown ? t("workflow_form.no_option") : this.#context.options ? t("workflow_form.options_none") : t("workflow_form.options_unknown");
    // What may be typed freely is not replaced by what only resembles it.
    const active = typed.length ? (this.#isFree ? undefined : shown[0]) : Math.max(chosen, 0);
    this.#list.show(
      shown.map((at) => ({ value: String(at), label: this.#all[at].text || t("workflow_form.empty_option"), detail: this.#detail(at) })),
      { active: active === undefined ? undefined : String(active), chosen: String(chosen), note: shown.length ? "" : note },
    );
  }

  /** @param {number} at */
  #detail(at) {
    const { parameter, host } = this.#context;
    return parameter.multiple && this.#isChosen(this.#all[at].value) ? host.t("workflow_form.chosen") : "";
  }

  /** @param {any} option */
  #isChosen(option) {
    const { parameter } = this.#context;
    if (parameter.multiple) return Array.isArray(this.#value) && this.#value.some((one) => isSame(parameter, one, option));
    return isSame(parameter, this.#value, option);
  }

  /** @param {number} at */
  #choose(at) {
    const { value } = this.#all[at];
    if (this.#context.parameter.multiple) return this.#toggleOption(value);
    this.#take(value);
    return this.#settle();
  }

  /** @param {any} option one of several that may be chosen */
  #toggleOption(option) {
    const before = Array.isArray(this.#value) ? this.#value : [];
    this.#isTyping = false;
    this.#take(this.#isChosen(option) ? before.filter((one) => !isSame(this.#context.parameter, one, option)) : [...before, option]);
    this.#suggest();
  }

  /** @param {any} value */
  #take(value) {
    this.#value = value;
    this.#context.refuse("");
    this.#context.change(value);
    if (!this.#isTyping) this.#write();
  }

  /** What was typed does not count any more. */
  #settle() {
    this.#isTyping = false;
    this.#list.close();
    this.#write();
  }

  /** A name that was typed whole counts as chosen. */
  #left() {
    const typed = this.input.value.trim();
    const wasTyping = this.#isTyping;
    if (wasTyping && !this.#context.parameter.multiple) {
      const same = this.#all.find((choice) => choice.text.toLowerCase() === typed.toLowerCase());
      if (same) this.#take(same.value);
      else if (this.#isFree) this.#take(typed);
    }
    this.#settle();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    const by = MOVES[key];
    if (by) this.#list.isOpen ? this.#list.move(by) : this.#open();
    else if (key === "Enter") this.#enter();
    else if (key === "Escape" && (this.#list.isOpen || this.#isTyping)) this.#settle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #enter() {
    const active = this.#list.isOpen ? this.#list.active : null;
    if (active) this.#choose(Number(active.value));
    else if (this.#list.isOpen) this.#left();
    else this.#open();
  }
}

/** @param {any} value */
function words(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
