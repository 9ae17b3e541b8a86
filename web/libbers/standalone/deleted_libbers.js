/** The libraries in the trash, each with a button that brings it back. */

import { DeletedList } from "../../library/deleted_list.js";
import { element } from "../../library/elements.js";
import { Rereading } from "../../library/rereading.js";
import { restoreLibber } from "../libber_actions.js";

const EVENTS = ["libber_changed", "reconnected"];

export class DeletedLibbers {
  #app;
  #list;
  #reading;
  #restored = "";

  /**
   * @param {import("./pages.js").LibberApp} app
   * @param {(name: string) => void} emptied the last one was restored, and the list that had the focus is gone
   */
  constructor(app, emptied) {
    this.#app = app;
    const { t, events } = app.host;
    this.#list = new DeletedList({
      title: t("libbers.deleted_title"),
      hint: t("libbers.deleted_hint"),
      restore: t("libbers.restore"),
      row: (/** @type {import("../types.js").DeletedLibber} */ { id, name, deleted }) => ({
        what: element("span", { class: "penstock-deleted-name penstock-libbers-deleted-name", text: name, attributes: { title: name } }),
        label: t("libbers.restore_name", { name }),
        deleted,
        restore: () => this.#restore(id),
      }),
      emptied: () => emptied(this.#restored),
    });
    this.root = this.#list.root;
    this.#reading = new Rereading(events, EVENTS, () => this.#read());
  }

  close() {
    this.#reading.close();
  }

  /** Without the server the list stays as it was; it is read again when that is back. */
  async #read() {
    const answer = await this.#app.book.client.deleted().catch(() => null);
    if (answer) this.#list.show(answer.deleted);
  }

  /** @param {string} trash */
  async #restore(trash) {
    const { host, book } = this.#app;
    this.#restored = (await restoreLibber(host, book, trash)) ?? "";
    await book.refresh();
    await this.#reading.now();
  }
}
