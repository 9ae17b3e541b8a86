/** A seed: a number of up to 64 bits, dice, and what becomes of it after a run. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { drawn } from "../form_values.js";
import { CONTROLS } from "../seed_controls.js";
import { NumberInput } from "./number_input.js";

/** @typedef {import("../seed_controls.js").Control} Control */

const ICONS = /** @type {const} */ ({ fixed: "lock", randomize: "shuffle", increment: "plus", decrement: "minus" });

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function seedField(context, value) {
  const { host, parameter } = context;
  const input = new NumberInput(context, value);
  const dice = button(host.t("workflow_form.draw", { label: parameter.label }), () => input.take(drawn(parameter)), { icon: icon("dice"), class: "penstock-form-tool" });
  const chooser = context.control ? new ControlButton(context, context.control) : null;
  const root = element("span", { class: "penstock-form-seed" }, input.root, dice, chooser?.root);
  return { root, main: input.root, show: (next) => input.show(next), showControl: (control) => chooser?.show(control) };
}

class ControlButton {
  #context;
  #control;
  #text = element("span", { class: "penstock-form-control-text" });

  /**
   * @param {import("./field.js").FieldContext} context
   * @param {Control} control
   */
  constructor(context, control) {
    this.#context = context;
    this.#control = control;
    this.root = element("button", { class: "penstock-form-tool", attributes: { type: "button", "aria-haspopup": "menu" }, on: { click: () => this.#choose() } });
    this.show(control);
  }

  /** @param {Control} control */
  show(control) {
    this.#control = control;
    const { t } = this.#context.host;
    const words = t("workflow_form.after_run", { label: this.#context.parameter.label, control: this.#word(control) });
    setText(this.#text, this.#word(control));
    setAttribute(this.root, "aria-label", words);
    setAttribute(this.root, "title", words);
    this.root.replaceChildren(icon(ICONS[control]), this.#text);
  }

  #choose() {
    const items = CONTROLS.map((control) => ({ label: this.#word(control), icon: icon(ICONS[control]), checked: control === this.#control, run: () => this.#take(control) }));
    openMenu(this.#context.host, { anchor: this.root }, items);
  }

  /** @param {Control} control */
  #take(control) {
    this.show(control);
    this.#context.setControl(control);
  }

  /** @param {Control} control */
  #word(control) {
    const { t } = this.#context.host;
    const words = {
      fixed: t("workflow_form.control_fixed"),
      randomize: t("workflow_form.control_randomize"),
      increment: t("workflow_form.control_increment"),
      decrement: t("workflow_form.control_decrement"),
    };
    return words[control];
  }
}
