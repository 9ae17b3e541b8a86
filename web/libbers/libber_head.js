/** The head of a library's editor: which one it is, what delimits references, how deep they may go, and the menu. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { makeNamePicker } from "../library/texts/name_picker.js";
import { newLibber } from "./libber_actions.js";
import { LIBBER_EVENTS, pickerNames } from "./libber_names.js";
import { DELIMITER_ENTRY, delimiterOf, DEPTH_ENTRY, depthOf, isDelimiter, isDepth, LARGEST_DEPTH } from "./snippet_keys.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 *
 * @typedef {object} HeadOptions
 * @property {import("./libber_book.js").LibberBook} book
 * @property {boolean} picks whether another library can be chosen here
 * @property {boolean} hasMenu
 * @property {(name: string) => void} chosen
 * @property {() => (import("../library/menu.js").MenuItem | null)[]} items
 */

export class LibberHead {
  #host;
  #draft = /** @type {Draft | null} */ (null);
  #picker;
  #delimiter;
  #depth;
  #options;
  #problem = element("p", { class: "penstock-libber-problem", attributes: { id: `penstock-libber-${Math.random().toString(36).slice(2)}`, role: "alert", hidden: "" } });

  /**
   * @param {Host} host
   * @param {HeadOptions} options
   */
  constructor(host, { book, picks, hasMenu, chosen, items }) {
    const { t } = (this.#host = host);
    this.#picker = picks ? makeNamePicker() : null;
    this.#picker?.show({
      host,
      label: t("libbers.libber"),
      value: "",
      names: () => pickerNames(host, book),
      events: LIBBER_EVENTS,
      chosen,
      create: async (typed) => (await newLibber(host, book, typed))?.name ?? null,
      none: t("libbers.none"),
      placeholder: t("libbers.choose"),
    });
    this.#delimiter = this.#field(t("libbers.delimiter"), t("libbers.delimiter_hint"), { maxlength: 40, size: 3 }, (text) => this.#putDelimiter(text));
    this.#depth = this.#field(t("libbers.depth"), t("libbers.depth_hint"), { inputmode: "numeric", maxlength: 9, size: 3 }, (text) => this.#putDepth(text));
    this.#options = element("div", { class: "penstock-libber-options" }, this.#delimiter.root, this.#depth.root);
    const more = button(t("libbers.more"), () => openMenu(host, { anchor: more }, items()), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    this.root = element("div", { class: "penstock-libber-head" }, this.#picker, this.#options, hasMenu ? more : null, this.#problem);
  }

  /**
   * @param {string} name
   * @param {Draft | null} draft
   */
  show(name, draft) {
    if (draft !== this.#draft) for (const { input } of [this.#delimiter, this.#depth]) this.#refuse(input, "");
    this.#draft = draft;
    if (this.#picker && this.#picker.value !== name) this.#picker.value = name;
    const isReady = draft?.status === "ready";
    setAttribute(this.#options, "hidden", isReady ? null : "");
    if (!draft || !isReady) return;
    for (const [{ input }, value] of /** @type {const} */ ([[this.#delimiter, delimiterOf(draft)], [this.#depth, String(depthOf(draft))]])) {
      input.readOnly = draft.readOnly;
      if (input === document.activeElement || input.value === value || input.hasAttribute("aria-invalid")) continue;
      input.value = value;
    }
  }

  /**
   * @param {string} label
   * @param {string} hint
   * @param {Record<string, string | number>} attributes
   * @param {(text: string) => void} put
   */
  #field(label, hint, attributes, put) {
    const on = { change: () => put(input.value.trim()), keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event, input) };
    const input = element("input", { attributes: { type: "text", autocomplete: "off", spellcheck: "false", ...attributes }, on });
    return { root: element("label", { attributes: { title: hint } }, element("span", { text: label }), input), input };
  }

  /**
   * Escape takes back what is typed.
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} input
   */
  #onKey(event, input) {
    if (event.isComposing) return;
    if (event.key === "Enter") input.dispatchEvent(new Event("change"));
    if (event.key !== "Escape" || !this.#draft) return;
    event.stopPropagation();
    input.value = input === this.#delimiter.input ? delimiterOf(this.#draft) : String(depthOf(this.#draft));
    this.#refuse(input, "");
  }

  /** @param {string} text */
  #putDelimiter(text) {
    this.#refuse(this.#delimiter.input, isDelimiter(text) ? "" : this.#host.t("libbers.bad_delimiter"));
    if (this.#draft && isDelimiter(text) && text !== delimiterOf(this.#draft)) void this.#draft.put(DELIMITER_ENTRY, text);
  }

  /** @param {string} text */
  #putDepth(text) {
    this.#refuse(this.#depth.input, isDepth(text) ? "" : this.#host.t("libbers.bad_depth", { most: LARGEST_DEPTH }));
    if (this.#draft && isDepth(text) && Number(text) !== depthOf(this.#draft)) void this.#draft.put(DEPTH_ENTRY, Number(text));
  }

  /**
   * What was typed stays, with what is wrong with it below.
   * @param {HTMLInputElement} input
   * @param {string} problem "" where nothing is
   */
  #refuse(input, problem) {
    setAttribute(input, "aria-invalid", problem ? "true" : null);
    setAttribute(input, "aria-errormessage", problem ? this.#problem.id : null);
    const isOther = [this.#delimiter.input, this.#depth.input].some((one) => one !== input && one.hasAttribute("aria-invalid"));
    if (!problem && isOther) return;
    setText(this.#problem, problem);
    setAttribute(this.#problem, "hidden", problem ? null : "");
  }
}
