/** One of a few, all of them seen: radio buttons as segments, with what the chosen one means. */

import { element, setText } from "../library/elements.js";


/**
 * @template {string} Value
 * @param {object} options
 * @param {string} options.label
 * @param {{value: Value, label: string, hint?: string}[]} options.choices
 * @param {Value} options.value
 * @param {() => void} options.changed
 * @returns {{root: HTMLElement, value: Value}}
 */
export function choiceGroup({ label, choices, value, changed }) {
  const name = `penstock-dataset-${crypto.randomUUID?.() ?? Math.random()}`;
  const hint = element("small", { class: "penstock-dataset-choice-hint" });
  const radios = choices.map((choice) => radio(name, choice.value));
  const chosen = () => choices[Math.max(0, radios.findIndex(({ checked }) => checked))];
  const tell = () => setText(hint, chosen().hint ?? "");
  const segments = choices.map((choice, at) => element("label", { class: "penstock-dataset-segment" }, radios[at], element("span", { text: choice.label })));
  const root = element("fieldset", { class: "penstock-dataset-choice" }, element("legend", { text: label }), element("div", { class: "penstock-dataset-segments" }, ...segments), hint);
  root.addEventListener("change", () => (tell(), changed()));
  const group = {
    root,
    get value() {
      return chosen().value;
    },
    set value(wanted) {
      for (const [at, choice] of choices.entries()) radios[at].checked = choice.value === wanted;
      tell();
    },
  };
  group.value = choices.some((choice) => choice.value === value) ? value : choices[0].value;
  return group;
}

/**
 * @param {string} name
 * @param {string} value
 */
const radio = (name, value) => element("input", { attributes: { type: "radio", name, value } });
