/** One lora of a scene. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { TypedField } from "./typed_field.js";

/** @typedef {import("./types.js").Lora} Lora */

export class LoraRow {
  #fields;
  #typed;
  #enabled;
  #more;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {number} at its place, from 0
   * @param {{loras: string, targets: string}} lists ids of what the fields offer
   * @param {{change: (fields: Partial<Lora>) => void, menu: (anchor: HTMLElement) => void}} does
   */
  constructor({ t }, at, lists, { change, menu }) {
    const place = { place: at + 1 };
    const text = (/** @type {string} */ field, /** @type {string} */ label, /** @type {string} */ list, placeholder = label) => element("input", { attributes: { type: "text", "data-field": field, "aria-label": label, placeholder, title: label, list, spellcheck: "false", autocomplete: "off" } });
    const number = (/** @type {string} */ field, /** @type {string} */ label) => element("input", { attributes: { type: "number", "data-field": field, "aria-label": label, title: label, step: 0.05, inputmode: "decimal" } });
    this.#fields = {
      lora: text("lora", t("scenes.lora.name"), lists.loras, t("scenes.lora.nameless")),
      strength_model: number("strength_model", t("scenes.lora.strength_model")),
      strength_clip: number("strength_clip", t("scenes.lora.strength_clip")),
      model_target: text("model_target", t("scenes.lora.target"), lists.targets),
    };
    const taken = (/** @type {Partial<Lora>} */ fields) => (change(fields), true);
    const strength = (/** @type {"strength_model" | "strength_clip"} */ field) => (/** @type {string} */ typed) => typed.trim() !== "" && Number.isFinite(Number(typed)) && taken({ [field]: Number(typed) });
    this.#typed = {
      lora: new TypedField(this.#fields.lora, (typed) => taken({ lora: typed.trim() })),
      strength_model: new TypedField(this.#fields.strength_model, strength("strength_model")),
      strength_clip: new TypedField(this.#fields.strength_clip, strength("strength_clip")),
      model_target: new TypedField(this.#fields.model_target, (typed) => taken({ model_target: typed.trim() })),
    };
    this.#enabled = element("input", { attributes: { type: "checkbox", "data-field": "enabled", "aria-label": t("scenes.lora.enabled"), title: t("scenes.lora.enabled") }, on: { change: () => change({ enabled: this.#enabled.checked }) } });
    this.#more = button(t("scenes.lora.menu", place), () => menu(this.#more), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#more, "aria-haspopup", "menu");
    setAttribute(this.#more, "data-field", "more");
    const grip = element("span", { class: "penstock-scene-grip", attributes: { "aria-hidden": "true", title: t("scenes.lora.drag") } }, icon("grip"));
    const { lora, strength_model: model, strength_clip: clip, model_target: target } = this.#fields;
    // Where there is no room for a head above the column.
    const named = (/** @type {string} */ head, /** @type {HTMLInputElement} */ field) => element("label", { class: "penstock-scene-strength" }, element("span", { text: head, attributes: { "aria-hidden": "true" } }), field);
    this.root = element("div", { class: "penstock-scene-lora", attributes: { role: "group", "aria-label": t("scenes.lora.place", place) } }, grip, this.#enabled, lora, named(t("scenes.lora.head_model"), model), named(t("scenes.lora.head_clip"), clip), target, this.#more);
  }

  /**
   * @param {Lora} lora
   * @param {boolean} readOnly
   */
  show(lora, readOnly) {
    this.#typed.lora.show(String(lora.lora ?? ""));
    this.#typed.strength_model.show(String(lora.strength_model ?? 1));
    this.#typed.strength_clip.show(String(lora.strength_clip ?? 1));
    this.#typed.model_target.show(String(lora.model_target ?? ""));
    this.#enabled.checked = lora.enabled !== false;
    this.root.classList.toggle("penstock-scene-lora-off", lora.enabled === false);
    for (const field of [...Object.values(this.#fields), this.#enabled]) field.disabled = readOnly;
  }

  finish() {
    for (const typed of Object.values(this.#typed)) typed.finish();
  }

  focus() {
    this.#fields.lora.focus();
  }

  focusMenu() {
    this.#more.focus();
  }

  /** @param {string | undefined} field */
  focusField(field) {
    /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-field="${CSS.escape(field ?? "lora")}"]`))?.focus();
  }
}
