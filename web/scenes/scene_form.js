/** What a scene says of itself, as fields over its draft. */

import { element, setAttribute } from "../library/elements.js";
import { makeNamePicker } from "../library/texts/name_picker.js";
import { MaskFields } from "./mask_fields.js";
import { DEPTH_PICTURES, POSE_TYPES, depthPicture, posePicture } from "./picture_names.js";
import { TypedField } from "./typed_field.js";

const HIGHEST_RESOLUTION = 16_384;
const LOWEST_RESOLUTION = 16;

/**
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 *
 * @typedef {object} FormOptions
 * @property {import("../library/host.js").Host} host
 * @property {Draft} draft of the scene
 * @property {import("./scene_files.js").SceneFiles} files
 */

export class SceneForm {
  #options;
  #typed = /** @type {Map<string, TypedField>} */ (new Map());
  #selects = /** @type {Map<string, HTMLSelectElement>} */ (new Map());
  #fields = /** @type {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */ ([]);
  #mask = makeNamePicker();
  #masks;

  /** @param {FormOptions} options */
  constructor(options) {
    this.#options = options;
    const { t } = options.host;
    const hint = element("small", { class: "penstock-scene-fault", text: t("scenes.resolution_hint"), attributes: { id: `penstock-resolution-${crypto.randomUUID().slice(0, 8)}` } });
    const resolution = element("input", { attributes: { type: "number", min: 0, max: HIGHEST_RESOLUTION, step: 8, inputmode: "numeric", placeholder: t("scenes.resolution_none"), "aria-describedby": hint.id } });
    const description = element("textarea", { attributes: { rows: 2, spellcheck: "true" } });
    this.#masks = new MaskFields(options);
    this.root = element(
      "section",
      { class: "penstock-scene-form", attributes: { role: "group", "aria-label": t("scenes.about") } },
      element("h2", { text: t("scenes.about") }),
      element(
        "div",
        { class: "penstock-scene-fields" },
        this.#row("depth_type", t("scenes.depth_type"), this.#select("depth_type")),
        this.#row("pose_type", t("scenes.pose_type"), this.#select("pose_type")),
        element("div", { class: "penstock-scene-field" }, element("span", { text: t("scenes.mask_type"), attributes: { "aria-hidden": "true" } }), this.#mask),
        this.#row("resolution", t("scenes.resolution"), resolution, hint),
        this.#row("pose_name", t("scenes.pose_name"), element("input", { attributes: { type: "text", spellcheck: "false", autocomplete: "off" } })),
        this.#row("description", t("scenes.description"), description),
      ),
      this.#masks.root,
    );
    this.#bind("resolution", resolution, (text) => this.#putResolution(text));
    this.#showMaskPicker();
    description.addEventListener("input", () => grow(description));
    description.addEventListener("penstock-shown", () => grow(description));
  }

  /** The pictures that runs take by these settings. */
  get chosen() {
    return [depthPicture(this.#value("depth_type")), posePicture(this.#value("pose_type")), `mask:${this.#value("mask_type")}`];
  }

  update() {
    const { draft, files } = this.#options;
    for (const [key, typed] of this.#typed) typed.show(key === "resolution" ? this.#resolution : this.#value(key));
    for (const [key, select] of this.#selects) this.#showChoices(key, select);
    this.#mask.value = this.#value("mask_type");
    this.#mask.inert = draft.readOnly;
    for (const field of this.#fields) field.disabled = draft.readOnly || draft.status !== "ready";
    if (files.scene) void this.#masks.update();
  }

  /** What was typed and not stored yet is. */
  finish() {
    for (const typed of this.#typed.values()) typed.finish();
  }

  refreshMasks() {
    void this.#mask.refresh();
  }

  /** @param {string} key */
  #value(key) {
    return String(this.#options.draft.entries.get(key)?.value ?? "");
  }

  /**
   * @param {string} key
   * @param {string} label
   * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field
   * @param {HTMLElement} [hint] shown where what was typed cannot be
   */
  #row(key, label, field, hint) {
    this.#fields.push(field);
    setAttribute(field, "data-entry", key);
    setAttribute(field, "title", hint?.textContent);
    if (!(field instanceof HTMLSelectElement) && key !== "resolution") this.#bind(key, field, (text) => this.#put(key, text));
    return element("label", { class: "penstock-scene-field" }, element("span", { text: label }), field, hint ?? null);
  }

  /** @param {string} key */
  #select(key) {
    const select = element("select", { on: { change: () => this.#put(key, select.value) } });
    this.#selects.set(key, select);
    return select;
  }

  /**
   * @param {string} key
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   * @param {(text: string) => boolean} commit
   */
  #bind(key, field, commit) {
    this.#typed.set(key, new TypedField(field, commit));
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  #put(key, value) {
    const { draft } = this.#options;
    if (draft.entries.get(key)?.value !== value) void draft.edit([{ key, value }]);
    return true;
  }

  /** Empty for 0: the pictures are as they are. */
  get #resolution() {
    const { value } = this.#options.draft.entries.get("resolution") ?? {};
    return value ? String(value) : "";
  }

  /** @param {string} text */
  #putResolution(text) {
    const value = Number(text || 0);
    const fits = Number.isInteger(value) && (value === 0 || (value >= LOWEST_RESOLUTION && value <= HIGHEST_RESOLUTION));
    return fits && this.#put("resolution", value);
  }

  /**
   * Types without a picture say so; one that nobody here knows stays.
   * @param {string} key
   * @param {HTMLSelectElement} select
   */
  #showChoices(key, select) {
    const { files, host } = this.#options;
    const isDepth = key === "depth_type";
    const known = isDepth ? Object.keys(DEPTH_PICTURES) : POSE_TYPES;
    const value = this.#value(key) || (isDepth ? "depth" : "open");
    const types = known.includes(value) ? known : [...known, value];
    const missing = (/** @type {string} */ type) => files.scene !== null && !files.find(isDepth ? depthPicture(type) : posePicture(type));
    const options = types.map((type) => ({ type, text: missing(type) ? host.t("scenes.without_picture", { type }) : type }));
    const drawn = JSON.stringify(options);
    if (select.dataset.drawn !== drawn) {
      select.dataset.drawn = drawn;
      select.replaceChildren(...options.map(({ type, text }) => element("option", { text, attributes: { value: type } })));
    }
    if (select.value !== value) select.value = value;
  }

  #showMaskPicker() {
    const { host, files } = this.#options;
    const { t } = host;
    this.#mask.show({
      host,
      label: t("scenes.mask_type"),
      value: this.#value("mask_type"),
      names: async () => files.masks.map(({ name, type }) => ({ name, detail: type })),
      none: t("scenes.no_mask"),
      free: true,
      chosen: (name) => void this.#put("mask_type", name),
    });
  }
}

/** @param {HTMLTextAreaElement} field as high as its text */
function grow(field) {
  field.style.height = "auto";
  if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`;
}
