/** The libraries in the trash, each with a button that brings it back. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { restoreLibber } from "../libber_actions.js";

const EVENTS = ["libber_changed", "reconnected"];

export class DeletedLibbers {
  #app;
  #emptied;
  #restored = "";
  #rows = element("ul", { class: "penstock-libbers-deleted-rows" });
  #count = element("span", { class: "penstock-count" });
  #summary;
  #drawn = "";
  #stops;
  #reading = false;
  #stale = false;

  /**
   * @param {import("./pages.js").LibberApp} app
   * @param {(name: string) => void} emptied the last one was restored, and the list that had the focus is gone
   */
  constructor(app, emptied) {
    this.#app = app;
    this.#emptied = emptied;
    const { t, events } = app.host;
    this.#summary = element("summary", {}, icon("forward"), element("h2", { text: t("libbers.deleted_title") }), this.#count);
    this.root = element("details", { class: "penstock-libbers-deleted", attributes: { hidden: "" } }, this.#summary, element("p", { text: t("libbers.deleted_hint") }), this.#rows);
    this.root.addEventListener("toggle", () => this.root.open && this.root.scrollIntoView({ block: "nearest" }));
    this.#stops = EVENTS.map((name) => events.listen(name, () => void this.#read()));
    void this.#read();
  }

  close() {
    for (const stop of this.#stops) stop();
  }

  async #read() {
    this.#stale = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#stale) {
      this.#stale = false;
      // Without the server the list stays as it was; it is read again when that is back.
      const answer = await this.#app.book.client.deleted().catch(() => null);
      if (answer) this.#show(answer.deleted);
    }
    this.#reading = false;
  }

  /** @param {import("../types.js").DeletedLibber[]} deleted */
  #show(deleted) {
    const drawn = JSON.stringify(deleted);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.#rows.contains(document.activeElement);
    setAttribute(this.root, "hidden", deleted.length ? null : "");
    setText(this.#count, String(deleted.length));
    this.#rows.replaceChildren(...deleted.map((one) => this.#row(one)));
    if (!hadFocus) return;
    if (this.root.hidden) this.#emptied(this.#restored);
    else (this.#rows.querySelector("button") ?? this.#summary).focus();
  }

  /** @param {import("../types.js").DeletedLibber} deleted */
  #row({ id, name, deleted }) {
    const { t } = this.#app.host;
    const restore = button(t("libbers.restore"), () => void this.#restore(id), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    setAttribute(restore, "aria-label", t("libbers.restore_name", { name }));
    const when = element("time", { text: new Date(deleted).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }), attributes: { datetime: new Date(deleted).toISOString() } });
    return element("li", {}, element("span", { class: "penstock-libbers-name", text: name, attributes: { title: name } }), when, restore);
  }

  /** @param {string} trash */
  async #restore(trash) {
    const { host, book } = this.#app;
    this.#restored = (await restoreLibber(host, book, trash)) ?? "";
    await book.refresh();
    await this.#read();
  }
}
