/** A field for a number that is typed or stepped by keys, exact however large it is. */

import { element, setAttribute } from "../../library/elements.js";
import { isInteger, isSame, parse, stepped, toText } from "../form_values.js";
import { faultText, labelled } from "./field.js";

const MANY = 10;

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: MANY, PageDown: -MANY };

export class NumberInput {
  #context;
  #value;
  /** Told of every value that is entered here. */
  #entered;

  /**
   * @param {import("./field.js").FieldContext} context
   * @param {any} value
   * @param {(value: any) => void} [entered]
   */
  constructor(context, value, entered = () => {}) {
    this.#context = context;
    this.#value = value;
    this.#entered = entered;
    const { minimum, maximum } = context.parameter;
    this.root = element("input", {
      class: "penstock-form-input penstock-form-number",
      attributes: { ...labelled(context), type: "text", role: "spinbutton", inputmode: this.#inputMode, autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#typed(), blur: () => this.#left(), keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event), focus: () => this.root.select() },
    });
    setAttribute(this.root, "aria-valuemin", minimum);
    setAttribute(this.root, "aria-valuemax", maximum);
    this.#write();
  }

  get value() {
    return this.#value;
  }

  /** @param {any} value */
  show(value) {
    const typed = parse(this.#context.parameter, this.root.value);
    this.#value = value;
    // "0.50" that is being typed is 0.5 already.
    if (typed.fault || !isSame(this.#context.parameter, typed.value, value)) this.#write();
  }

  /** @param {any} value entered by other means: a slider, dice */
  take(value) {
    this.#value = value;
    this.#write();
    this.#tell();
  }

  /** Phones show a minus only with all keys. */
  get #inputMode() {
    const { minimum } = this.#context.parameter;
    if (minimum === null || Number(minimum) < 0) return "text";
    return isInteger(this.#context.parameter) ? "numeric" : "decimal";
  }

  #write() {
    this.root.value = toText(this.#context.parameter, this.#value);
    setAttribute(this.root, "aria-valuenow", this.root.value || null);
  }

  #typed() {
    const { parameter, host, refuse } = this.#context;
    const parsed = parse(parameter, this.root.value);
    if (parsed.fault) return refuse(faultText(host.t, parsed));
    this.#value = parsed.value;
    setAttribute(this.root, "aria-valuenow", String(parsed.value));
    return this.#tell();
  }

  #tell() {
    this.#context.refuse("");
    this.#entered(this.#value);
    this.#context.change(this.#value);
  }

  /** "007" is 7 once it is left; what is no number stays, with what is wrong. */
  #left() {
    if (!parse(this.#context.parameter, this.root.value).fault) this.#write();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const by = STEPS[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.take(stepped(this.#context.parameter, this.#value, event.shiftKey && Math.abs(by) === 1 ? by * MANY : by));
  }
}
