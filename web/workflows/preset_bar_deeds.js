/** What can be done to presets: save, save as, rename, delete with undo, and which values are the defaults. */

import { askText } from "../library/dialogs.js";
import { icon } from "../library/icons.js";
import { choiceOf, DOCUMENT, hasValues } from "./preset_bar_choice.js";

const CONFLICT = 409;

/**
 * @typedef {import("./preset_bar.js").PresetBar} PresetBar
 * @typedef {import("./workflow_types.js").Preset} Preset
 */

export class PresetDeeds {
  #host;
  #bar;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {PresetBar} bar
   */
  constructor(host, bar) {
    this.#host = host;
    this.#bar = bar;
  }

  /** @returns {(import("../library/menu.js").MenuItem | null)[]} */
  items() {
    const { t } = this.#host;
    const { one } = this.#bar;
    if (!one?.detail) return [];
    const preset = this.#preset;
    const isSame = !this.#bar.isChanged;
    const defaults = one.detail.default_parameters;
    return [
      { label: t("workflows.preset_save"), icon: icon("check"), keys: "Ctrl+S", disabled: !preset || isSame, run: () => void this.save() },
      { label: t("workflows.preset_save_as"), icon: icon("plus"), run: () => void this.saveAs() },
      { label: t("workflows.preset_rename"), icon: icon("rename"), disabled: !preset, run: () => void this.#rename() },
      null,
      { label: t("workflows.defaults_set"), icon: icon("star"), run: () => void this.#setDefaults(this.#bar.values) },
      { label: t("workflows.defaults_clear"), disabled: !hasValues(defaults), run: () => void this.#setDefaults({}) },
      null,
      { label: t("workflows.preset_delete"), icon: icon("trash"), danger: true, disabled: !preset, run: () => void this.#remove() },
    ];
  }

  /** @returns {Preset | null} the one that was chosen */
  get #preset() {
    const { choice, one } = this.#bar;
    return choice.kind === "preset" ? (one?.preset(choice.preset ?? "") ?? null) : null;
  }

  async save() {
    const { choice } = this.#bar;
    const preset = this.#preset;
    if (!preset) return this.saveAs();
    if (!this.#bar.isChanged) return undefined;
    return this.#write(preset, choice.revision ?? preset.revision);
  }

  /** Asks for the name of a new preset. */
  async saveAs() {
    const { t, toasts } = this.#host;
    const { one, values } = this.#bar;
    if (!one) return;
    const check = async (/** @type {string} */ typed) => {
      const name = typed.trim();
      if (!name) return t("workflows.name_empty");
      this.#bar.saved(choiceOf(await one.addPreset(name, values)));
      toasts.show({ message: t("workflows.preset_saved", { name }), severity: "success" });
      return "";
    };
    const value = freeName(t("workflows.preset_new_name"), one.presets);
    await askText(this.#host, { title: t("workflows.preset_save_as_title"), label: t("workflows.name"), value, hint: t("workflows.preset_hint"), confirm: t("workflows.save"), check });
  }

  /**
   * What somebody else saved meanwhile is replaced only when the user says so.
   * @param {Preset} preset
   * @param {number} revision
   */
  async #write(preset, revision) {
    const { t, toasts } = this.#host;
    const about = `preset ${preset.id}`;
    try {
      const saved = await this.#bar.one?.changePreset(preset.id, { revision, values: this.#bar.values });
      if (saved) this.#bar.saved(choiceOf(saved));
      toasts.show({ message: t("workflows.preset_saved", { name: preset.name }), severity: "success", about });
    } catch (/** @type {any} */ error) {
      const now = error.status === CONFLICT && this.#bar.one?.preset(preset.id);
      if (!now) return void toasts.showError(error);
      const action = { label: t("workflows.preset_replace"), run: () => void this.#write(now, now.revision) };
      toasts.show({ message: t("workflows.preset_stale", { name: preset.name }), hint: t("workflows.preset_stale_hint"), severity: "error", action, about });
    }
  }

  async #rename() {
    const { t } = this.#host;
    const { one } = this.#bar;
    const preset = this.#preset;
    if (!preset || !one) return;
    const check = async (/** @type {string} */ typed) => {
      const name = typed.trim();
      if (!name) return t("workflows.name_empty");
      if (name === preset.name) return "";
      const { revision } = await one.changePreset(preset.id, { revision: preset.revision, name });
      this.#bar.choice = { ...this.#bar.choice, revision };
      return "";
    };
    await askText(this.#host, { title: t("workflows.preset_rename_title"), label: t("workflows.name"), value: preset.name, confirm: t("workflows.rename_confirm"), check });
  }

  async #remove() {
    const { t, toasts } = this.#host;
    const { one, values } = this.#bar;
    const preset = this.#preset;
    if (!preset || !one) return;
    try {
      await one.removePreset(preset);
      const undo = () => void this.#restore(preset);
      toasts.show({ message: t("workflows.preset_deleted", { name: preset.name }), action: { label: t("undo"), run: undo }, about: `preset ${preset.id}` });
      // What is shown stays, as something that is not saved.
      this.#bar.show(one, { choice: DOCUMENT, base: {}, values });
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** @param {Preset} preset */
  async #restore(preset) {
    const { toasts } = this.#host;
    try {
      const back = await this.#bar.one?.restorePreset(preset.id);
      if (back) this.#bar.choose(choiceOf(back));
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** @param {import("./workflow_types.js").Values} values */
  async #setDefaults(values) {
    const { t, toasts } = this.#host;
    const { one } = this.#bar;
    if (!one?.detail) return;
    const before = one.detail.default_parameters;
    try {
      await one.setDefaults(values);
      const back = { label: t("undo"), run: () => void one.setDefaults(before).catch((error) => toasts.showError(error)) };
      toasts.show({ message: t(hasValues(values) ? "workflows.defaults_saved" : "workflows.defaults_cleared"), severity: "success", action: back, about: `defaults ${one.id}` });
      if (hasValues(values) && this.#bar.choice.kind !== "preset") this.#bar.saved({ kind: "defaults" });
    } catch (error) {
      toasts.showError(error);
    }
  }
}

/**
 * `wanted`, or the first of "wanted 2", "wanted 3"… that is free.
 * @param {string} wanted
 * @param {readonly Preset[]} presets
 */
function freeName(wanted, presets) {
  const taken = new Set(presets.map(({ name }) => name.toLowerCase()));
  const numbers = presets.map((_, at) => `${wanted} ${at + 2}`);
  return [wanted, ...numbers].find((name) => !taken.has(name.toLowerCase())) ?? wanted;
}
