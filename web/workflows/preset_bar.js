/** `<penstock-preset-bar>`: which values a form shows, and the presets of a workflow. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { loadStyles } from "../library/styles.js";
import { DOCUMENT, renewed, sameValues, valuesOf } from "./preset_bar_choice.js";
import { chosenName, presetItems } from "./preset_bar_menu.js";
import { PresetDeeds } from "./preset_bar_deeds.js";

/**
 * @typedef {import("./preset_bar_choice.js").Choice} Choice
 * @typedef {import("./workflow_book_one.js").OneWorkflow} OneWorkflow
 * @typedef {import("./workflow_types.js").Values} Values
 */

/**
 * Dispatches `penstock-preset` with `{values, choice, isEdit}`: whoever shows the form puts these values into it (what is
 * not named goes back to the document's value) and answers with `based(form.values)`; each later edit is told by `edited`,
 * and so are values with `isEdit`: edits that come back.
 */
export class PresetBar extends HTMLElement {
  /** What the form shows, apart from what was edited. */
  choice = DOCUMENT;
  /** The values of the form that differ from the document. */
  values = /** @type {Values} */ ({});
  #host = /** @type {any} */ (null);
  #one = /** @type {OneWorkflow | null} */ (null);
  #base = /** @type {Values} */ ({});
  #deeds = /** @type {any} */ (null);
  #shown = new AbortController();
  #name = element("span", { class: "penstock-preset-name", attributes: { dir: "auto" } });
  #mark = element("span", { class: "penstock-preset-mark", attributes: { role: "status" } });
  #chooser = element("button", { class: "penstock-button penstock-preset-chooser", attributes: { type: "button", "aria-haspopup": "menu" } });
  #save = element("button");
  #reset = element("button");

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {PresetBar}
   */
  static create(host) {
    if (!customElements.get("penstock-preset-bar")) customElements.define("penstock-preset-bar", PresetBar);
    const bar = /** @type {PresetBar} */ (document.createElement("penstock-preset-bar"));
    bar.#build(host);
    return bar;
  }

  /** @param {import("../library/host.js").Host} host */
  #build(host) {
    const { t } = host;
    this.#host = host;
    this.#deeds = new PresetDeeds(host, this);
    void loadStyles([new URL("./preset_bar.css", import.meta.url).href]);
    this.className = "penstock-texts penstock-preset-bar";
    for (const [name, value] of [["role", "group"], ["aria-label", t("workflows.presets")]]) this.setAttribute(name, value);
    this.#chooser.append(icon("sliders"), this.#name, icon("expand"));
    this.#chooser.addEventListener("click", () => this.#openMenu(this.#chooser, false));
    this.#save = button(t("workflows.preset_save"), () => void this.save(), { icon: icon("check"), showLabel: true, class: "penstock-button" });
    this.#reset = button(t("workflows.preset_reset"), () => this.reset(), { icon: icon("undo"), class: "penstock-quiet" });
    const more = button(t("workflows.preset_menu"), () => this.#openMenu(more, true), { icon: icon("more"), class: "penstock-quiet" });
    more.setAttribute("aria-haspopup", "menu");
    this.replaceChildren(this.#chooser, this.#mark, this.#reset, this.#save, more);
    this.#update();
  }

  /** The workflow whose presets these are, null before one is shown. */
  get one() {
    return this.#one;
  }

  /** Whether the form shows something else than what was chosen. */
  get isChanged() {
    return !sameValues(this.#base, this.values);
  }

  /**
   * @param {OneWorkflow | null} one null for a form that is of no workflow that is kept
   * @param {{choice?: Choice, base?: Values, values?: Values}} [state] how the bar of it was left
   */
  show(one, { choice = DOCUMENT, base = {}, values = base } = {}) {
    this.#shown.abort();
    this.#shown = new AbortController();
    [this.#one, this.choice, this.#base, this.values] = [one, choice, base, values];
    one?.addEventListener("change", () => this.#follow(), { signal: this.#shown.signal });
    this.#update();
  }

  /** How it is, to be given to `show` again. */
  get state() {
    return { choice: this.choice, base: this.#base, values: this.values };
  }

  /**
   * The form shows what was chosen.
   * @param {Values} values that differ from the document now
   */
  based(values) {
    this.#base = this.values = { ...values };
    this.#update();
  }

  /**
   * The user edited the form.
   * @param {Values} values that differ from the document now
   */
  edited(values) {
    this.values = { ...values };
    this.#update();
  }

  /**
   * Shows the values of a choice; what was edited before can be brought back.
   * @param {Choice} choice
   */
  choose(choice) {
    const detail = this.#one?.detail;
    const now = detail && renewed(detail, choice);
    if (!now) return;
    const before = this.isChanged ? this.state : null;
    this.choice = now;
    this.#tell({ values: valuesOf(detail, now) ?? {} });
    if (before && !sameValues(before.values, this.values)) this.#offerBack(before);
  }

  /** @param {{values: Values, isEdit?: boolean}} what */
  #tell(what) {
    this.dispatchEvent(new CustomEvent("penstock-preset", { detail: { ...what, choice: this.choice }, bubbles: true }));
    this.#update();
  }

  /** @param {{choice: Choice, base: Values, values: Values}} before */
  #offerBack({ choice, base, values }) {
    const { t, toasts } = this.#host;
    const one = this.#one;
    const undo = () => {
      if (this.#one !== one) return;
      [this.choice, this.#base] = [choice, base];
      this.#tell({ values, isEdit: true });
    };
    toasts.show({ message: t("workflows.edits_replaced"), action: { label: t("undo"), run: undo }, about: "edits of a form" });
  }

  /**
   * What the form shows was saved as this; tells it by `penstock-preset-saved`.
   * @param {Choice} choice
   */
  saved(choice) {
    this.choice = choice;
    this.based(this.values);
    this.dispatchEvent(new CustomEvent("penstock-preset-saved", { bubbles: true }));
  }

  /** Saves what is shown into the preset that was chosen, or asks for the name of a new one. */
  save() {
    return this.#deeds.save();
  }

  /** Asks for the name of a new preset of what is shown. */
  saveAs() {
    return this.#deeds.saveAs();
  }

  /** Back to what was chosen. */
  reset() {
    this.choose(this.choice);
    this.#chooser.focus();
  }

  /** What was chosen may be another by now, or gone; what the user edited stays. */
  #follow() {
    const detail = this.#one?.detail;
    if (!detail) return;
    const { choice } = this;
    const now = valuesOf(detail, choice);
    if (now === null) this.choice = DOCUMENT;
    if (now === null) this.#base = {};
    const revision = detail.presets.find(({ id }) => id === choice.preset)?.revision;
    const isNewer = revision !== undefined && revision !== choice.revision;
    if (isNewer && !this.isChanged) this.choose(choice);
    this.#update();
  }

  /**
   * @param {HTMLElement} anchor
   * @param {boolean} isMore whether it is the menu of what can be done
   */
  #openMenu(anchor, isMore) {
    const items = isMore ? this.#deeds.items() : presetItems(this.#host, this);
    if (items.length) openMenu(this.#host, { anchor }, items);
  }

  #update() {
    const { t } = this.#host;
    const name = chosenName(this.#host, this);
    setText(this.#name, name);
    setAttribute(this.#chooser, "title", name);
    setAttribute(this.#chooser, "aria-label", t("workflows.preset_chosen", { name }));
    setText(this.#mark, this.isChanged ? t("workflows.preset_changed") : "");
    for (const one of this.querySelectorAll("button")) one.toggleAttribute("disabled", !this.#one?.detail);
    const isPreset = this.choice.kind === "preset";
    setAttribute(this.#reset, "hidden", this.isChanged ? null : "");
    setAttribute(this.#save, "hidden", this.isChanged ? null : "");
    setText(/** @type {Element} */ (this.#save.lastElementChild ?? this.#save), t(isPreset ? "workflows.preset_save" : "workflows.preset_save_as"));
  }
}
