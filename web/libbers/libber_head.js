/** The head of a library's editor: which one it is, what delimits references, how deep they may go, and the menu. */

import { button, element, setAttribute } from "../library/elements.js";
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
    this.#depth = this.#field(t("libbers.depth"), t("libbers.depth_hint"), { inputmode: "numeric", maxlength: 3, size: 3 }, (text) => this.#putDepth(text));
    this.#options = element("div", { class: "penstock-libber-options" }, this.#delimiter.root, this.#depth.root);
    const more = button(t("libbers.more"), () => openMenu(host, { anchor: more }, items()), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    this.root = element("div", { class: "penstock-libber-head" }, this.#picker, this.#options, hasMenu ? more : null);
  }

  /**
   * @param {string} name
   * @param {Draft | null} draft
   */
  show(name, draft) {
    this.#draft = draft;
    if (this.#picker && this.#picker.value !== name) this.#picker.value = name;
    const isReady = draft?.status === "ready";
    setAttribute(this.#options, "hidden", isReady ? null : "");
    if (!draft || !isReady) return;
    for (const [{ input }, value] of /** @type {const} */ ([[this.#delimiter, delimiterOf(draft)], [this.#depth, String(depthOf(draft))]])) {
      input.readOnly = draft.readOnly;
      if (input !== document.activeElement && input.value !== value) input.value = value;
    }
  }

  /**
   * @param {string} label
   * @param {string} hint
   * @param {Record<string, string | number>} attributes
   * @param {(text: string) => void} put
   */
  #field(label, hint, attributes, put) {
    const input = element("input", { attributes: { type: "text", autocomplete: "off", spellcheck: "false", ...attributes }, on: { change: () => put(input.value.trim()), keydown: (event) => this.#onKey(event, input) } });
    return { root: element("label", { attributes: { title: hint } }, element("span", { text: label }), input), input };
  }

  /**
   * Escape takes back what is typed.
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} input
   */
  #onKey(event, input) {
    if (event.isComposing) return;
    if (event.key === "Enter") input.blur();
    if (event.key !== "Escape" || !this.#draft) return;
    event.stopPropagation();
    input.value = input === this.#delimiter.input ? delimiterOf(this.#draft) : String(depthOf(this.#draft));
  }

  /** @param {string} text */
  #putDelimiter(text) {
    if (!this.#draft || text === delimiterOf(this.#draft)) return;
    if (isDelimiter(text)) void this.#draft.put(DELIMITER_ENTRY, text);
    else this.#refuse(this.#delimiter.input, delimiterOf(this.#draft), this.#host.t("libbers.bad_delimiter"));
  }

  /** @param {string} text */
  #putDepth(text) {
    if (!this.#draft || text === String(depthOf(this.#draft))) return;
    if (isDepth(text)) void this.#draft.put(DEPTH_ENTRY, Number(text));
    else this.#refuse(this.#depth.input, String(depthOf(this.#draft)), this.#host.t("libbers.bad_depth", { most: LARGEST_DEPTH }));
  }

  /**
   * @param {HTMLInputElement} input
   * @param {string} value
   * @param {string} message
   */
  #refuse(input, value, message) {
    input.value = value;
    this.#host.toasts.show({ message, severity: "error", about: "libber option" });
  }
}
