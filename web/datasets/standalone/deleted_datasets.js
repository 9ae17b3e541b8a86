/** The training folders that exports replaced, each with a button that brings it back. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";
import { Rereading } from "../../library/rereading.js";

const EVENTS = ["dataset_exported", "dataset_restored", "reconnected"];

export class DeletedDatasets {
  #app;
  #list;
  #reading;

  /**
   * @param {import("./pages.js").DatasetApp} app
   * @param {() => void} emptied the last one was restored, and the list that had the focus is gone
   */
  constructor(app, emptied) {
    this.#app = app;
    const { t, events } = app.host;
    this.#list = new DeletedList({
      title: t("datasets.trash.title"),
      hint: t("datasets.trash.hint"),
      restore: t("datasets.trash.restore"),
      row: (/** @type {import("../types.js").TrashedDataset} */ one) => ({
        what: deletedName(one.folder),
        label: `${t("datasets.trash.restore")}: ${one.folder}`,
        deleted: one.deleted,
        restore: () => this.#restore(one.id),
      }),
      emptied,
    });
    this.root = this.#list.root;
    this.#reading = new Rereading(events, EVENTS, () => this.#read());
  }

  close() {
    this.#reading.close();
  }

  /** Without the server the list stays as it was; it is read again when that is back. */
  async #read() {
    const answer = await this.#app.client.deleted().catch(() => null);
    if (answer) this.#list.show(answer.deleted);
  }

  /** @param {string} trash */
  async #restore(trash) {
    const { host, client } = this.#app;
    try {
      const { folder } = await client.restore(trash);
      const show = host.datasets?.show;
      host.toasts.show({ message: host.t("datasets.trash.restored", { folder }), severity: "success", action: show ? { label: host.t("datasets.export.look"), run: () => show(folder) } : undefined });
    } catch (error) {
      host.toasts.showError(error);
    }
    await this.#reading.now();
  }
}
