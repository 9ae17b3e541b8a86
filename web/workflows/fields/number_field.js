/** A number, with a slider where its range is one that people slide in. */

import { element, setAttribute } from "../../library/elements.js";
import { isInteger } from "../form_values.js";
import { sliderRange } from "../slider_range.js";
import { NumberInput } from "./number_input.js";

/**
 * @param {import("./field.js").FieldContext} context
 * @param {any} value
 * @returns {import("./field.js").Field}
 */
export function numberField(context, value) {
  const slider = sliderRange(context.parameter, value) ? new Slider(context, (next) => input.take(next)) : null;
  const input = new NumberInput(context, value, (next) => slider?.show(next));
  const show = (/** @type {any} */ next) => {
    input.show(next);
    slider?.show(next);
  };
  slider?.show(value);
  const root = element("span", { class: `penstock-form-numbers ${slider ? "penstock-form-sliding" : ""}`.trim() }, slider?.root, input.root);
  return { root, main: input.root, show };
}

class Slider {
  #parameter;

  /**
   * @param {import("./field.js").FieldContext} context
   * @param {(value: number) => void} entered
   */
  constructor({ parameter }, entered) {
    this.#parameter = parameter;
    this.root = element("input", {
      class: "penstock-form-slider",
      attributes: { type: "range", "aria-label": parameter.label },
      on: { input: () => (this.#fill(), entered(isInteger(parameter) ? Math.round(this.root.valueAsNumber) : this.root.valueAsNumber)) },
    });
  }

  /** @param {any} value widens the range where it lies beyond it */
  show(value) {
    const range = sliderRange(this.#parameter, value);
    if (!range) return;
    // The slider itself must not move while it is dragged.
    if (this.root.matches(":active")) return;
    setAttribute(this.root, "min", range.minimum);
    setAttribute(this.root, "max", range.maximum);
    setAttribute(this.root, "step", range.step);
    this.root.valueAsNumber = Number(value);
    this.#fill();
  }

  /** The part up to the knob is drawn in colour. */
  #fill() {
    const { min, max, valueAsNumber } = this.root;
    const part = (valueAsNumber - Number(min)) / (Number(max) - Number(min) || 1);
    this.root.style.setProperty("--fill", `${Math.max(0, Math.min(1, part)) * 100}%`);
  }
}
