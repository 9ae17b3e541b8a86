/** `<penstock-save-bar>`: whether a draft is saved, and the buttons to save it, undo, redo and discard. */

import { button, element, setAttribute, setText } from "../elements.js";
import { icon } from "../icons.js";
import { keyNames } from "../key_names.js";
import { loadStyles } from "../styles.js";
import { showDifferences } from "./differences_dialog.js";

/**
 * @typedef {import("./draft.js").Draft} Draft
 *
 * @typedef {object} SaveBarOptions
 * @property {import("../host.js").Host} host
 * @property {Draft} draft
 * @property {(key: string) => string} nameOf what users call an entry, for the dialogs
 * @property {(value: any) => string} [textOf] an entry as text, for the dialogs; else its value, or its JSON
 * @property {HTMLElement[]} [tools] at the end of the bar
 */

export class SaveBar extends HTMLElement {
  #options = /** @type {SaveBarOptions | null} */ (null);
  #shown = new AbortController();
  #update = () => {};

  /** @param {SaveBarOptions} options */
  show(options) {
    this.#shown.abort();
    this.#shown = new AbortController();
    this.#options = options;
    const { draft, nameOf, textOf } = options;
    Object.assign(draft.words, { nameOf }, textOf && { textOf });
    this.classList.add("penstock-texts", "penstock-save-bar");
    setAttribute(this, "role", "group");
    setAttribute(this, "aria-label", options.host.t("texts.save_bar"));
    this.#fill(options);
    draft.addEventListener("change", () => this.#update(), { signal: this.#shown.signal });
    void loadStyles([new URL("./save_bar.css", import.meta.url).href]);
    this.#update();
  }

  /** @param {SaveBarOptions} options */
  #fill({ host, draft, tools = [] }) {
    const { t } = host;
    const titled = (/** @type {string} */ label, /** @type {string} */ keys) => `${label} (${keyNames(keys).join("")})`;
    const quiet = (/** @type {string} */ label, /** @type {string} */ keys, /** @type {"undo" | "redo"} */ name, /** @type {() => void} */ run) =>
      button(label, run, { icon: icon(name), class: "penstock-quiet", title: titled(label, keys) });
    const undo = quiet(t("texts.undo"), "Ctrl+Z", "undo", () => void draft.undo());
    const redo = quiet(t("texts.redo"), "Ctrl+Shift+Z", "redo", () => void draft.redo());
    const changes = button(t("texts.show_changes"), () => void this.#showChanges(), { class: "penstock-text-button" });
    const discard = button(t("texts.discard"), () => void draft.discard(), { class: "penstock-text-button" });
    const save = button(t("texts.save"), () => void draft.save(), { class: "penstock-button penstock-primary", title: titled(t("texts.save"), "Ctrl+S") });
    const state = element("span", { class: "penstock-save-state", attributes: { role: "status", tabindex: -1 } }, element("i", { attributes: { "aria-hidden": "true" } }), element("span"));
    this.replaceChildren(element("div", { class: "penstock-save-line" }, state, changes, discard, element("span", { class: "penstock-save-gap" }), undo, redo, save, ...tools));
    this.#update = () => {
      const { kind, text } = stateOf(host, draft);
      this.dataset.state = kind;
      setText(/** @type {Element} */ (state.lastElementChild), text);
      const isOpen = draft.status === "ready" && !draft.readOnly;
      const wasHere = document.activeElement === changes || document.activeElement === discard;
      for (const one of [changes, discard]) setAttribute(one, "hidden", isOpen && draft.dirty ? null : "");
      // Hidden with the focus, they would let it fall to the page.
      if (wasHere && changes.hidden) state.focus({ preventScroll: true });
      for (const one of [undo, redo, save]) setAttribute(one, "hidden", isOpen ? null : "");
      setDisabled(undo, !draft.canUndo);
      setDisabled(redo, !draft.canRedo);
      setDisabled(save, draft.saving || !(draft.dirty || draft.migrates || draft.fileChanged));
    };
  }

  async #showChanges() {
    const { host, draft } = /** @type {SaveBarOptions} */ (this.#options);
    try {
      const wanted = await showDifferences(host, await draft.differences(), { ...draft.words, confirm: host.t("texts.save") });
      if (wanted) await draft.save();
    } catch (error) {
      host.toasts.showError(error);
    }
  }
}

/**
 * The focus stays on a button that does nothing now, rather than fall to the page.
 * @param {HTMLButtonElement} one
 * @param {boolean} isOff
 */
function setDisabled(one, isOff) {
  if (isOff && document.activeElement === one) setAttribute(one, "aria-disabled", "true");
  else setAttribute(one, "aria-disabled", null);
  one.disabled = isOff && document.activeElement !== one;
}

/**
 * @param {import("../host.js").Host} host
 * @param {Draft} draft
 * @returns {{kind: string, text: string}}
 */
export function stateOf({ t }, draft) {
  const { status, unsaved } = draft;
  if (status !== "ready") return { kind: status, text: status === "loading" ? t("texts.loading") : "" };
  if (draft.readOnly) return { kind: "fixed", text: t("texts.read_only") };
  if (draft.isAway) return { kind: "away", text: t("texts.not_stored") };
  if (draft.saving) return { kind: "busy", text: t("texts.saving") };
  if (!draft.stored) return { kind: "busy", text: t("texts.storing") };
  if (draft.dirty) return { kind: "dirty", text: unsaved ? t("texts.unsaved_count", { count: unsaved }) : t("texts.unsaved") };
  if (draft.migrates) return { kind: "dirty", text: t("texts.migrates") };
  return { kind: "saved", text: t("texts.saved") };
}

export function defineSaveBar() {
  if (!customElements.get("penstock-save-bar")) customElements.define("penstock-save-bar", SaveBar);
}

/** @returns {SaveBar} */
export function makeSaveBar() {
  defineSaveBar();
  return /** @type {SaveBar} */ (document.createElement("penstock-save-bar"));
}
