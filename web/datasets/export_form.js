/** The choices of an export: where, which images, and how they are written. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { keep, kept } from "../library/page_storage.js";
import { choiceGroup } from "./choice_group.js";
import { chooseFolder } from "./folder_dialog.js";
import { lastPart } from "./folder_names.js";

const KEPT = "penstock.datasets.export";
const RESOLUTION = 1280;
const DIVISIBLE = 64;
const MAX_UPSCALE = 1.5;
const QUALITY = 95;
const CONFLICT = 409;

/** @typedef {import("./types.js").ExportRequest} ExportRequest */

export class ExportForm {
  #host;
  #pool;
  #slots;
  #changed;
  #fields;
  #groups;
  #onlySlots;
  #quality;
  #empty;
  #size;
  #taken;
  #takenNote = element("p", { class: "penstock-dataset-taken" });
  #fault = element("small", { class: "penstock-dataset-fault", attributes: { id: "penstock-dataset-export-fault", role: "alert", hidden: "" } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{pool: string, folder: string, slots: readonly string[] | null, changed: () => void}} options `folder` is offered
   */
  constructor(host, { pool, folder, slots, changed }) {
    this.#host = host;
    this.#pool = pool;
    this.#slots = slots;
    this.#changed = changed;
    const { t } = host;
    const before = keptChoices();
    this.#groups = this.#makeGroups(before);
    this.#fields = {
      folder: textField(folder, { autofocus: "" }),
      words: textField("", { placeholder: t("datasets.export.words_example") }),
      prefix: textField(before.prefix ?? "", { placeholder: "cat_" }),
      quality: numberField(before.quality ?? QUALITY, 1, 100, 1),
      resolution: numberField(before.fit?.resolution ?? RESOLUTION, 64, 8192, 64),
      divisible: numberField(before.fit?.divisible ?? DIVISIBLE, 8, 512, 8),
      max_upscale: numberField(before.fit?.max_upscale ?? MAX_UPSCALE, 1, 16, 0.1),
    };
    this.#onlySlots = checkbox(true);
    this.#empty = checkbox(before.empty_captions === true);
    this.#quality = labelled(t("datasets.export.quality"), this.#fields.quality);
    this.#size = element("div", { class: "penstock-dataset-numbers" }, ...["resolution", "divisible", "max_upscale"].map((name) => labelled(t(`datasets.options.${name}`), this.#fields[/** @type {"resolution"} */ (name)])));
    this.#taken = element("div", { attributes: { hidden: "" } }, this.#takenNote, this.#groups.existing.root);
    this.root = element("div", { class: "penstock-dataset-export-form" }, ...this.#sections());
    this.root.addEventListener("input", () => this.#onChange());
    this.#follow();
  }

  /** @returns {ExportRequest} */
  get request() {
    const { images, masks, captions, existing, labels, withMasks, fit } = this.#groups;
    const { folder, words, prefix, quality } = this.#fields;
    return {
      pool: this.#pool,
      folder: folder.value.trim(),
      filter: { words: words.value.trim(), labels: labels.value, masks: withMasks.value, slots: this.#slots && this.#onlySlots.checked ? this.#slots : null },
      existing: existing.value,
      images: images.value,
      quality: numberOf(quality, QUALITY),
      masks: masks.value,
      captions: captions.value,
      empty_captions: this.#empty.checked,
      prefix: prefix.value.trim(),
      fit: fit.value === "keep" ? null : this.bucketOptions,
    };
  }

  /** @returns {import("./types.js").BucketOptions} */
  get bucketOptions() {
    const { resolution, divisible, max_upscale: upscale } = this.#fields;
    return { resolution: numberOf(resolution, RESOLUTION), divisible: numberOf(divisible, DIVISIBLE), max_upscale: numberOf(upscale, MAX_UPSCALE) };
  }

  /** Whether the folder is there already, as the last plan said. */
  get isTaken() {
    return !this.#taken.hidden;
  }

  /**
   * What to do with a folder that is there already is asked where one is.
   * @param {import("./types.js").ExportPlan | null} plan
   * @param {any} error
   */
  onPlan(plan, error) {
    const { folder } = this.request;
    const isTaken = plan ? plan.replaces || lastPart(plan.folder) !== lastPart(folder) : error?.status === CONFLICT;
    setAttribute(this.#taken, "hidden", isTaken ? null : "");
    setText(this.#takenNote, isTaken ? this.#host.t("datasets.export.taken", { folder }) : "");
  }

  /** @param {boolean} can only what an export wrote is replaced */
  canReplace(can) {
    const replace = /** @type {HTMLInputElement} */ (this.#groups.existing.root.querySelector("input[value=replace]"));
    replace.disabled = !can && !replace.checked;
    setAttribute(replace.parentElement ?? replace, "title", can ? null : this.#host.t("datasets.export.no_export"));
  }

  /** The next export begins with these choices. */
  remember() {
    const { images, quality, masks, captions, empty_captions, prefix, existing, fit } = this.request;
    keep(KEPT, JSON.stringify({ images, quality, masks, captions, empty_captions, prefix, existing, fit: fit ?? undefined }));
  }

  /**
   * Shows at its field what the server says is wrong with it.
   * @param {{field?: string | null, message: string, hint?: string} | null} error null: nothing
   * @returns {boolean} whether a field here is meant
   */
  fault(error) {
    const fields = /** @type {Record<string, HTMLInputElement>} */ (this.#fields);
    const name = error?.field?.split(".").at(-1) ?? "";
    for (const [key, field] of Object.entries(fields)) {
      const isMeant = error && key === name;
      setAttribute(field, "aria-invalid", isMeant ? "true" : null);
      setAttribute(field, "aria-describedby", isMeant ? this.#fault.id : null);
    }
    const field = error ? fields[name] : undefined;
    setAttribute(this.#fault, "hidden", field ? null : "");
    if (!error || !field) return false;
    setText(this.#fault, [error.message, error.hint].filter(Boolean).join(" "));
    field.closest(".penstock-field")?.append(this.#fault);
    return true;
  }

  /** @param {Partial<ExportRequest>} before */
  #makeGroups(before) {
    const { t } = this.#host;
    const changed = () => this.#follow();
    /**
     * @template {string} Value
     * @param {string} name
     * @param {Value[]} values
     * @param {Value | undefined} value
     */
    const group = (name, values, value) => {
      const key = `datasets.export.${name}`;
      const choices = values.map((one) => ({ value: one, label: t(`${key}.${one}`), hint: t(`${key}.${one}_hint`) }));
      return choiceGroup({ label: t(`${key}.label`), choices, value: value ?? values[0], changed });
    };
    return {
      images: group("images", ["keep", "png", "jpg", "webp"], before.images),
      masks: group("masks", ["file", "folder", "alpha", "none"], before.masks),
      captions: group("captions", ["txt", "caption", "none"], before.captions),
      existing: group("existing", ["number", "replace", "refuse"], before.existing),
      fit: group("fit", ["keep", "buckets"], before.fit ? "buckets" : "keep"),
      labels: group("labels", ["any", "with", "without"], undefined),
      withMasks: group("with_masks", ["any", "with", "without"], undefined),
    };
  }

  #sections() {
    const { t } = this.#host;
    const { images, masks, captions, labels, withMasks, fit } = this.#groups;
    const { words, prefix } = this.#fields;
    const onlySlots = this.#slots ? [check(this.#onlySlots, t("datasets.export.only_marked", { count: this.#slots.length }))] : [];
    const filter = [labelled(t("datasets.export.words"), words, t("datasets.export.words_hint")), labels.root, withMasks.root];
    const which = element("details", { class: "penstock-dataset-fold" }, element("summary", {}, icon("forward"), t("datasets.export.which")), ...filter);
    const more = element("details", { class: "penstock-dataset-fold" }, element("summary", {}, icon("forward"), t("datasets.export.more")), labelled(t("datasets.export.prefix"), prefix, t("datasets.export.prefix_hint")));
    return [this.#where(), this.#taken, ...onlySlots, images.root, this.#quality, masks.root, captions.root, check(this.#empty, t("datasets.export.empty_captions")), fit.root, this.#size, which, more];
  }

  #where() {
    const { t } = this.#host;
    const choose = button(t("datasets.choose"), () => void this.#choose(), { icon: icon("datasets"), showLabel: true, class: "penstock-button" });
    const line = element("span", { class: "penstock-dataset-line" }, this.#fields.folder, choose);
    return element("div", { class: "penstock-field" }, element("label", { text: t("datasets.export.folder"), attributes: { for: this.#fields.folder.id } }), line);
  }

  async #choose() {
    const { folder } = this.#fields;
    const chosen = await chooseFolder(this.#host, { save: true, value: folder.value });
    folder.focus();
    if (chosen === null) return;
    folder.value = chosen;
    this.#onChange();
  }

  #onChange() {
    this.fault(null);
    this.#changed();
  }

  /** What only matters with another choice is seen with that alone. */
  #follow() {
    const { images, masks, captions, fit } = this.#groups;
    setAttribute(this.#quality, "hidden", images.value === "jpg" || images.value === "webp" ? null : "");
    setAttribute(this.#empty.closest("label") ?? this.#empty, "hidden", captions.value === "none" ? "" : null);
    setAttribute(this.#size, "hidden", fit.value === "buckets" ? null : "");
    const noAlpha = images.value === "jpg" && masks.value === "alpha";
    if (noAlpha) masks.value = "file";
    const alpha = /** @type {HTMLInputElement | null} */ (masks.root.querySelector("input[value=alpha]"));
    if (alpha) alpha.disabled = images.value === "jpg";
  }
}

/** @returns {Partial<ExportRequest>} */
function keptChoices() {
  try {
    return JSON.parse(kept(KEPT) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {string} value
 * @param {Record<string, string>} [attributes]
 */
function textField(value, attributes = {}) {
  const id = `penstock-dataset-${crypto.randomUUID?.() ?? Math.random()}`;
  return element("input", { attributes: { id, type: "text", autocomplete: "off", spellcheck: "false", dir: "auto", ...attributes }, properties: { value } });
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 * @param {number} step
 */
function numberField(value, min, max, step) {
  return element("input", { attributes: { type: "number", inputmode: "decimal", min, max, step }, properties: { value: String(value) } });
}

/** @param {boolean} checked */
const checkbox = (checked) => element("input", { attributes: { type: "checkbox" }, properties: { checked } });

/**
 * @param {HTMLInputElement} field
 * @param {string} label
 */
const check = (field, label) => element("label", { class: "penstock-dataset-check" }, field, element("span", { text: label }));

/**
 * @param {string} label
 * @param {HTMLElement} field
 * @param {string} [hint]
 */
function labelled(label, field, hint = "") {
  return element("label", { class: "penstock-field" }, element("span", { text: label }), field, hint ? element("small", { text: hint }) : null);
}

/**
 * @param {HTMLInputElement} field
 * @param {number} otherwise
 */
function numberOf({ value }, otherwise) {
  const number = Number(value);
  return value.trim() === "" || !Number.isFinite(number) ? otherwise : number;
}
