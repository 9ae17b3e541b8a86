/** The masks of a scene: how each file is to be read. */

import { element, setAttribute } from "../library/elements.js";

const TYPES = ["transparent", "color"];
const WHITE = "#ffffff";

export class MaskFields {
  #options;
  #rows = element("ul", { class: "penstock-scene-masks" });
  #drawn = "";

  /** @param {import("./scene_form.js").FormOptions} options */
  constructor(options) {
    this.#options = options;
    this.root = element("div", { attributes: { hidden: "" } }, element("h2", { text: options.host.t("scenes.group.masks") }), this.#rows);
  }

  update() {
    const { draft } = this.#options;
    const masks = [...draft.order].filter((key) => key.startsWith("mask:")).map((key) => ({ key, value: draft.entries.get(key)?.value ?? {} }));
    const drawn = JSON.stringify([masks, draft.readOnly]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = /** @type {HTMLElement | null} */ (this.#rows.contains(document.activeElement) ? document.activeElement : null)?.dataset.field;
    this.#rows.replaceChildren(...masks.map(({ key, value }) => this.#row(key, value)));
    setAttribute(this.root, "hidden", masks.length ? null : "");
    if (focused) /** @type {HTMLElement | null} */ (this.#rows.querySelector(`[data-field="${CSS.escape(focused)}"]`))?.focus();
  }

  /**
   * @param {string} key
   * @param {{type?: string, has_background?: boolean, color?: string | null}} mask
   */
  #row(key, mask) {
    const { host, draft } = this.#options;
    const { t } = host;
    const name = key.slice("mask:".length);
    const put = (/** @type {object} */ fields) => void draft.edit([{ key, value: { ...mask, ...fields } }]);
    const disabled = draft.readOnly || null;
    const words = { transparent: t("scenes.mask.transparent"), color: t("scenes.mask.color") };
    const type = element("select", { attributes: { "aria-label": t("scenes.mask.type_of", { name }), "data-field": `${key} type`, disabled }, on: { change: () => put(type.value === "color" ? { type: "color", color: mask.color ?? WHITE } : { type: type.value, color: null }) } }, ...TYPES.map((one) => element("option", { text: words[/** @type {"color"} */ (one)], attributes: { value: one, selected: one === mask.type } })));
    const color = element("input", { attributes: { type: "color", "aria-label": t("scenes.mask.color_of", { name }), title: t("scenes.mask.color_of", { name }), "data-field": `${key} color`, hidden: mask.type === "color" ? null : "", disabled }, properties: { value: mask.color ?? WHITE }, on: { change: () => put({ color: color.value }) } });
    const background = mask.has_background === false ? element("span", { class: "penstock-scene-none", text: t("scenes.mask.no_background") }) : null;
    return element("li", {}, element("span", { class: "penstock-scene-mask-name", text: name, attributes: { dir: "auto", title: name } }), background, color, type);
  }
}
