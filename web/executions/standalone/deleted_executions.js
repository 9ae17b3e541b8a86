/** The executions and pictures in the trash, each with a button that brings it back. */

import { DeletedList } from "../../library/deleted_list.js";
import { element } from "../../library/elements.js";
import { Rereading } from "../../library/rereading.js";
import { restore } from "../execution_actions.js";
import { textOf, titleOf } from "../execution_names.js";

const EVENTS = ["execution_images_deleted", "execution_images_restored", "reconnected"];

export class DeletedExecutions {
  #app;
  #list;
  #reading;

  /**
   * @param {import("./pages.js").ExecutionApp} app
   * @param {() => void} emptied the last one was restored, and the list that had the focus is gone
   */
  constructor(app, emptied) {
    this.#app = app;
    const { t, events } = app.host;
    this.#list = new DeletedList({
      title: t("executions.trash"),
      hint: t("executions.trash_hint"),
      restore: t("executions.restore"),
      row: (/** @type {import("../types.js").Deleted} */ deleted) => this.#row(deleted),
      emptied,
      kind: "penstock-executions-deleted",
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

  /** @param {import("../types.js").Deleted} deleted */
  #row({ names, trash, key, deleted }) {
    const { t } = this.#app.host;
    const name = names.length ? t("executions.trashed_files", { count: names.length, name: names[0], execution: titleOf(key) }) : titleOf(key);
    const attributes = { title: textOf(key) };
    const what = element("span", { class: "penstock-execution-words", attributes }, element("strong", { text: name }), element("small", { text: key.story }));
    return { what, label: `${t("executions.restore")}: ${name}`, deleted, restore: () => this.#restore(trash) };
  }

  /** @param {string} trash */
  async #restore(trash) {
    const { host, book } = this.#app;
    await restore(host, book, trash);
    await this.#reading.now();
  }
}
