/** The collections that were deleted, each with a button that brings it back. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

export class DeletedList {
  #app;
  #count = element("span", { class: "penstock-count" });
  #rows = element("ul", { class: "penstock-deleted-rows" });
  #drawn = "";
  #summary;
  #closed = new AbortController();

  /** @param {import("./pages.js").PromptApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#summary = element("summary", {}, icon("forward"), element("h2", { text: t("prompts.trash") }), this.#count);
    this.root = element("details", { class: "penstock-deleted", attributes: { hidden: "" } }, this.#summary, element("p", { text: t("prompts.trash_hint") }), this.#rows);
    this.root.addEventListener("toggle", () => this.root.open && this.root.scrollIntoView({ block: "nearest" }));
    app.collections.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    this.#show();
  }

  close() {
    this.#closed.abort();
  }

  #show() {
    const { deleted } = this.#app.collections;
    const drawn = JSON.stringify(deleted);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.#rows.contains(document.activeElement);
    setAttribute(this.root, "hidden", deleted.length ? null : "");
    setText(this.#count, String(deleted.length));
    this.#rows.replaceChildren(...deleted.map((one) => this.#row(one)));
    if (hadFocus) (this.#rows.querySelector("button") ?? this.#summary).focus();
  }

  /** @param {import("../types.js").DeletedCollection} deleted */
  #row({ trash, folder, deleted }) {
    const { t } = this.#app.host;
    const restore = button(t("prompts.restore"), () => void this.#app.collections.restore(trash), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    setAttribute(restore, "aria-label", t("prompts.restore_folder", { folder }));
    const time = new Date(deleted);
    const when = element("time", { text: time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }), attributes: { datetime: time.toISOString() } });
    return element("li", {}, element("span", { class: "penstock-deleted-name", text: folder, attributes: { dir: "auto" } }), when, restore);
  }
}
