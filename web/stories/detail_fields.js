/** The small fields of a scene's details: choices and switches. */

import { element, setAttribute, setText } from "../library/elements.js";

/** @typedef {{value: string, label: string}} Choice */

export class ChoiceField {
  #drawn = "";

  /**
   * @param {string} label
   * @param {(value: string) => void} chosen
   * @param {{hideLabel?: boolean}} [options]
   */
  constructor(label, chosen, { hideLabel = false } = {}) {
    this.field = element("select", { attributes: { "aria-label": label }, on: { change: () => chosen(this.field.value), keydown: keepKeys } });
    this.root = element("label", { class: "penstock-story-choice" }, hideLabel ? null : element("span", { text: label }), this.field);
  }

  /**
   * @param {string} value
   * @param {Choice[]} choices a value that is none of them stands beside them
   * @param {boolean} locked
   */
  show(value, choices, locked) {
    const all = choices.some((choice) => choice.value === value) ? choices : [...choices, { value, label: value }];
    const drawn = JSON.stringify(all);
    if (drawn !== this.#drawn) this.field.replaceChildren(...all.map((choice) => element("option", { text: choice.label, attributes: { value: choice.value } })));
    this.#drawn = drawn;
    if (this.field.value !== value) this.field.value = value;
    this.field.disabled = locked;
  }
}

export class SwitchField {
  /**
   * @param {string} label
   * @param {(on: boolean) => void} switched
   */
  constructor(label, switched) {
    this.field = element("input", { attributes: { type: "checkbox" }, on: { change: () => switched(this.field.checked) } });
    this.name = element("span", { text: label });
    this.root = element("label", { class: "penstock-story-switch" }, this.field, this.name);
  }

  /**
   * @param {boolean} on
   * @param {boolean} locked
   */
  show(on, locked) {
    this.field.checked = on;
    this.field.disabled = locked;
  }
}

/**
 * A part of the details with a heading.
 * @param {string} title
 * @param {...(Node | null)} content
 */
export function detailPart(title, ...content) {
  return element("section", { class: "penstock-story-part" }, element("h3", { text: title }), ...content);
}

/**
 * Shows sentences, or nothing.
 * @param {HTMLElement} list
 * @param {readonly string[]} sentences
 */
export function showSentences(list, sentences) {
  setAttribute(list, "hidden", sentences.length ? null : "");
  const rows = [...list.children];
  if (rows.length !== sentences.length) list.replaceChildren(...sentences.map(() => element("p", { attributes: { dir: "auto" } })));
  for (const [at, row] of [...list.children].entries()) setText(row, sentences[at]);
}

/** @param {KeyboardEvent} event ComfyUI's keys are not for a list that is open */
function keepKeys(event) {
  if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
}
