/** The profiles that were deleted, each with a button that brings it back. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/** @typedef {import("../types.js").DeletedProfile} DeletedProfile */

export class TrashList {
  #app;
  #emptied;
  #restored = "";
  #drawn = "";
  #rows = element("ul", { class: "penstock-trash-rows" });
  #count = element("span", { class: "penstock-count" });
  #problem = element("p", { class: "penstock-trash-problem", attributes: { role: "alert", hidden: "" } });
  #summary;
  #unwatch;
  #onChange = () => this.#show();

  /**
   * @param {import("./pages.js").ProfileApp} app
   * @param {(profileId: string) => void} emptied the last one was restored, and the list that had the focus is gone
   */
  constructor(app, emptied) {
    this.#app = app;
    this.#emptied = emptied;
    const { t } = app.host;
    this.#summary = element("summary", {}, icon("forward"), element("h2", { text: t("profiles_page.deleted") }), this.#count);
    const hint = element("p", { text: t("profiles_page.deleted_hint") });
    this.root = element("details", { class: "penstock-trash", attributes: { hidden: "" } }, this.#summary, hint, this.#problem, this.#rows);
    // At the end of many cards it would open out of sight.
    this.root.addEventListener("toggle", () => this.root.open && this.root.scrollIntoView({ block: "nearest" }));
    app.deleted.addEventListener("change", this.#onChange);
    app.book.addEventListener("change", this.#onChange);
    this.#unwatch = app.deleted.watch();
    this.#show();
  }

  close() {
    this.#unwatch();
    this.#app.deleted.removeEventListener("change", this.#onChange);
    this.#app.book.removeEventListener("change", this.#onChange);
  }

  #show() {
    const { list, error } = this.#app.deleted;
    const { readOnly } = this.#app.book;
    const hadFocus = this.#rows.contains(document.activeElement);
    setAttribute(this.root, "hidden", list.length || error ? null : "");
    setText(this.#count, list.length ? String(list.length) : "");
    setAttribute(this.#problem, "hidden", error ? null : "");
    setText(this.#problem, error ? [error.message, error.hint].filter(Boolean).join(" ") : "");
    const drawn = JSON.stringify([list, readOnly]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#rows.replaceChildren(...list.map((one) => this.#row(one, readOnly)));
    if (!hadFocus) return;
    if (this.root.hidden) this.#emptied(this.#restored);
    else (this.#rows.querySelector("button") ?? this.#summary).focus();
  }

  /**
   * @param {DeletedProfile} deleted
   * @param {boolean} disabled
   */
  #row({ trash, profile, deleted }, disabled) {
    const { t } = this.#app.host;
    const restore = button(t("profiles_page.restore"), () => void this.#restore(restore, trash), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    setAttribute(restore, "aria-label", t("profiles_page.restore_name", { name: profile.name }));
    restore.disabled = disabled;
    const name = element("span", { class: "penstock-trash-name", text: profile.name, attributes: { title: profile.name, dir: "auto" } });
    return element("li", {}, name, element("time", { text: timeOf(deleted), attributes: { datetime: new Date(deleted).toISOString() } }), restore);
  }

  /**
   * The button keeps the focus while it waits, so that it can be passed on.
   * @param {HTMLButtonElement} pressed
   * @param {string} trash
   */
  async #restore(pressed, trash) {
    if (pressed.hasAttribute("aria-disabled")) return;
    setAttribute(pressed, "aria-disabled", "true");
    const profile = await this.#app.book.restore(trash);
    if (profile) this.#restored = profile.id;
    setAttribute(pressed, "aria-disabled", null);
    this.#app.deleted.refresh();
  }
}

/** @param {number} time in milliseconds since 1970 */
function timeOf(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
