/** What a node Pool Profile shows: its profile, with the first picture, the name and the count, and what can be done. */

import { button, element, linkStyles, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * - `none`: no profile is chosen.
 * - `chosen`, `loading` (the list was not read yet).
 * - `deleted`: the profile is no more; `missing`: it is, but its images are gone.
 * - `unlisted`: the pool is no profile, runs use it all the same.
 * - `decided`: something linked decides, and only a run can tell what.
 * @typedef {"none" | "chosen" | "loading" | "deleted" | "missing" | "unlisted" | "decided"} PickerState
 *
 * @typedef {{state: PickerState, name: string, count: number | null, picture: string}} Shown
 *
 * @typedef {object} PickerActions
 * @property {(anchor: HTMLElement) => void} choose
 * @property {(anchor: HTMLElement) => void} menu
 * @property {() => void} rename
 * @property {() => void} restore
 */

export class Picker {
  /** What is shown. */
  state = /** @type {PickerState} */ ("none");
  #t;
  #name = element("span", { class: "penstock-picker-name", attributes: { dir: "auto" } });
  #deleted = element("span", { class: "penstock-picker-deleted" });
  #count = element("span", { class: "penstock-picker-count" });
  #picture = element("span", { class: "penstock-picker-picture" }, icon("images"));
  #main;
  #restore;

  /**
   * @param {import("../../library/strings.js").Translate} t
   * @param {PickerActions} actions
   */
  constructor(t, actions) {
    linkStyles(new URL("./picker.css", import.meta.url).href);
    this.#t = t;
    this.#main = element(
      "button",
      {
        class: "penstock-picker-main",
        attributes: { type: "button", "aria-haspopup": "dialog" },
        on: { click: () => actions.choose(this.#main), keydown: (event) => this.#onKey(event, actions) },
      },
      this.#picture,
      this.#name,
      " ",
      this.#deleted,
      this.#count,
      icon("down"),
    );
    const more = button(t("profile_node.more"), () => actions.menu(more), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    this.#restore = button(t("profile_node.restore"), actions.restore, { class: "penstock-text-button" });
    const row = element("div", { class: "penstock-picker-row" }, this.#main, this.#restore, more);
    const drop = element("div", { class: "penstock-picker-drop" }, icon("upload"), element("span", { text: t("profiles.drop") }));
    this.root = element("div", { class: "penstock-picker" }, row, drop);
    // ComfyUI would delete the node on Delete, and open panels on letters.
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  }

  /** @param {Shown} shown */
  show({ state, name, count, picture }) {
    const t = this.#t;
    this.state = state;
    const isDeleted = state === "deleted";
    const said = nameIn(t, state, name);
    const words = isDeleted ? t("profiles.missing", { name }) : said;
    const more = state === "missing" ? t("profile_node.missing") : count === null ? "" : t("pools.count", { count });
    setText(this.#name, said);
    setText(this.#deleted, isDeleted ? t("profile_node.deleted_mark") : "");
    setText(this.#count, more);
    setAttribute(this.#main, "aria-label", [t("profiles.choose"), words, more].filter(Boolean).join(", "));
    const why = { deleted: t("profile_node.deleted"), unlisted: t("profile_node.unlisted") }[/** @type {"deleted" | "unlisted"} */ (state)];
    setAttribute(this.#main, "title", why ? `${said}\n${why}` : words);
    setAttribute(this.#main, "data-state", state);
    this.#main.disabled = state === "decided";
    // The button goes away with the focus in it, once it has done its work.
    if (!isDeleted && this.#restore === document.activeElement) this.#main.focus({ preventScroll: true });
    setAttribute(this.#restore, "hidden", isDeleted ? null : "");
    this.#showPicture(picture, isDeleted || state === "missing");
  }

  /**
   * @param {string} address
   * @param {boolean} isProblem
   */
  #showPicture(address, isProblem) {
    const shown = isProblem ? "problem" : address;
    if (this.#picture.dataset.shown === shown) return;
    this.#picture.dataset.shown = shown;
    if (isProblem || !address) return this.#picture.replaceChildren(icon(isProblem ? "warning" : "images"));
    const image = element("img", { attributes: { alt: "", decoding: "async", draggable: "false", width: 24, height: 24 } });
    image.addEventListener("error", () => this.#picture.replaceChildren(icon("images")));
    image.src = address;
    return this.#picture.replaceChildren(image);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {PickerActions} actions
   */
  #onKey(event, actions) {
    const does = { ArrowDown: () => actions.choose(this.#main), ArrowUp: () => actions.choose(this.#main), F2: actions.rename }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    does();
  }
}

/**
 * @param {import("../../library/strings.js").Translate} t
 * @param {PickerState} state
 * @param {string} name
 */
function nameIn(t, state, name) {
  if (state === "none") return t("profiles.none");
  return state === "decided" ? t("profile_node.decided") : name;
}
