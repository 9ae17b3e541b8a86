/** `<penstock-name-picker>`: a field for the name of a libber, a folder, a composition: typed search over what there is. */

import { button, element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { loadStyles } from "../styles.js";
import { OptionList } from "./option_list.js";
import { plain } from "./table_model.js";

/**
 * @typedef {object} PickerOptions
 * @property {import("../host.js").Host} host
 * @property {string} label
 * @property {string} value
 * @property {() => Promise<(string | {name: string, detail?: string})[]>} names reads them anew
 * @property {string[]} [events] of the server after which the names are read again
 * @property {(name: string) => void} chosen also "" where there may be none
 * @property {(typed: string) => Promise<string | null>} [create] the line "New…": makes one and says its name, null where not
 * @property {string} [none] the line that chooses none; without, one must be chosen
 * @property {string} [placeholder]
 * @property {boolean} [free] whether a name that is not there (yet) may stand
 *
 * @typedef {import("./option_list.js").Option} Option
 */

/** A name that is not there any more stays in the field, marked as missing. */
export class NamePicker extends HTMLElement {
  #options = /** @type {PickerOptions | null} */ (null);
  #known = /** @type {{name: string, detail?: string}[] | null} */ (null);
  #value = "";
  #field = element("input", { attributes: { type: "text" } });
  #list = /** @type {OptionList | null} */ (null);
  #problem = element("small", { class: "penstock-name-problem", attributes: { role: "status" } });
  #stops = /** @type {(() => void)[]} */ ([]);
  #isTyping = false;
  #reads = 0;

  /** @param {PickerOptions} options */
  show(options) {
    this.disconnectedCallback();
    this.#options = options;
    this.#value = options.value;
    const { host, label } = options;
    this.classList.add("penstock-texts", "penstock-name-picker");
    this.#field = element("input", {
      attributes: { type: "text", "aria-label": label, placeholder: options.placeholder ?? options.none ?? "" },
      on: {
        focus: () => this.#field.select(),
        click: () => this.#open(),
        input: () => this.#typed(),
        keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
        focusout: () => this.#left(),
      },
    });
    this.#list = new OptionList(host, this.#field, { id: `penstock-names-${crypto.randomUUID().slice(0, 8)}`, label, choose: (option) => void this.#choose(option) });
    const arrow = button(label, () => (this.#field.focus(), this.#toggle()), { icon: icon("expand"), class: "penstock-quiet" });
    arrow.tabIndex = -1;
    setAttribute(arrow, "aria-hidden", "true");
    arrow.addEventListener("mousedown", (event) => event.preventDefault());
    this.replaceChildren(element("span", { class: "penstock-name-field" }, this.#field, arrow), this.#problem);
    this.#write();
    void loadStyles(["./name_picker.css", "./cell_editor.css"].map((sheet) => new URL(sheet, import.meta.url).href));
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (!this.#options || this.#stops.length) return;
    const { host, events = [] } = this.#options;
    this.#stops = [...events, "reconnected"].map((name) => host.events.listen(name, () => void this.refresh()));
    void this.refresh();
  }

  disconnectedCallback() {
    this.#list?.close();
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** @returns {string} */
  get value() {
    return this.#value;
  }

  /** Set by whoever holds the value, say a loaded workflow; not told to `chosen`. */
  set value(name) {
    this.#value = name;
    if (!this.#isTyping) this.#write();
  }

  /** Whether the names are known and `value` is none of them. */
  get isMissing() {
    return !!this.#value && !this.#options?.free && this.#known !== null && !this.#known.some(({ name }) => name === this.#value);
  }

  /** Reads the names again; a name that cannot be read counts as there. Never rejects. */
  async refresh() {
    const read = (this.#reads += 1);
    try {
      const names = (await this.#options?.names()) ?? [];
      if (read !== this.#reads) return;
      this.#known = names.map((one) => (typeof one === "string" ? { name: one } : one));
    } catch {
      return; // They are read again when the server is back, and when the list is opened.
    }
    this.#mark();
    if (this.#list?.isOpen) this.#suggest();
  }

  #write() {
    this.#field.value = this.#value;
    this.#mark();
  }

  #mark() {
    setAttribute(this.#field, "aria-invalid", this.isMissing ? "true" : null);
    setText(this.#problem, this.isMissing ? (this.#options?.host.t("texts.missing", { name: this.#value }) ?? "") : "");
    setAttribute(this.#problem, "hidden", this.isMissing ? null : "");
  }

  #open() {
    if (this.#list?.isOpen) return;
    void this.refresh();
    this.#suggest();
  }

  #toggle() {
    if (this.#list?.isOpen) this.#list.close();
    else this.#open();
  }

  #typed() {
    this.#isTyping = true;
    this.#suggest();
  }

  #suggest() {
    const { host, none, create, free } = /** @type {PickerOptions} */ (this.#options);
    const typed = this.#isTyping ? this.#field.value.trim() : "";
    const found = (this.#known ?? []).filter(({ name }) => plain(name).includes(plain(typed)));
    found.sort((one, other) => rank(one.name, typed) - rank(other.name, typed));
    const options = /** @type {Option[]} */ (found.map(({ name, detail }) => ({ value: name, detail })));
    if (none !== undefined && !typed) options.unshift({ value: "", label: none, kind: "none" });
    const isNew = create && !(this.#known ?? []).some(({ name }) => name === typed);
    if (isNew) options.push({ value: "\u0000new", label: typed ? host.t("texts.new_named", { name: typed }) : host.t("texts.new"), kind: "new" });
    const note = this.#known === null ? host.t("texts.loading") : options.length ? "" : host.t("texts.no_names");
    const active = typed ? (free ? undefined : options[0]?.value) : this.#value;
    this.#list?.show(options, { active, chosen: this.#value, note });
  }

  /** @param {Option} option */
  async #choose({ value, kind }) {
    const typed = this.#isTyping ? this.#field.value.trim() : "";
    this.#settle();
    if (kind !== "new") return this.#take(value);
    const { create, host } = /** @type {PickerOptions} */ (this.#options);
    try {
      const name = await create?.(typed);
      if (!name) return undefined;
      this.#known = [...(this.#known ?? []).filter((one) => one.name !== name), { name }];
      this.#take(name);
      void this.refresh();
    } catch (error) {
      host.toasts.showError(error);
    }
    return undefined;
  }

  /** @param {string} name */
  #take(name) {
    const isOther = name !== this.#value;
    this.#value = name;
    this.#write();
    if (isOther) this.#options?.chosen(name);
  }

  /** What was typed does not count any more. */
  #settle() {
    this.#isTyping = false;
    this.#list?.close();
    this.#write();
  }

  #left() {
    const typed = this.#field.value.trim();
    const wasTyping = this.#isTyping;
    const same = (this.#known ?? []).find(({ name }) => name.toLowerCase() === typed.toLowerCase());
    this.#settle();
    if (!wasTyping) return;
    if (same) this.#take(same.name);
    else if (typed ? this.#options?.free : this.#options?.none !== undefined) this.#take(typed);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    // Undo in ComfyUI is not for what is typed here, nor are its other keys.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    const list = this.#list;
    if (event.isComposing || !list) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[key];
    if (by) list.isOpen ? list.move(by) : this.#open();
    else if (key === "Enter" && list.isOpen) list.active ? void this.#choose(list.active) : this.#left();
    else if (key === "Enter") this.#open();
    else if (key === "Escape" && (list.isOpen || this.#isTyping)) this.#settle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * What begins with the typed text stands before what only has it.
 * @param {string} name
 * @param {string} typed
 */
function rank(name, typed) {
  return typed && plain(name).startsWith(plain(typed)) ? 0 : 1;
}

export function defineNamePicker() {
  if (!customElements.get("penstock-name-picker")) customElements.define("penstock-name-picker", NamePicker);
}

/** @returns {NamePicker} */
export function makeNamePicker() {
  defineNamePicker();
  return /** @type {NamePicker} */ (document.createElement("penstock-name-picker"));
}
