/** The training folders that exports replaced, each with a button that restores it. */

import { DeletedList, deletedName } from "../../library/deleted_list.js";
import { element, setAttribute } from "../../library/elements.js";
import { Rereading } from "../../library/rereading.js";
import { empty } from "../folder_view.js";

const EVENTS = ["dataset_exported", "dataset_restored", "reconnected"];

export class DeletedDatasets {
  #app;
  #list;
  #changed;
  #reading;
  #none;

  /**
   * @param {import("./pages.js").DatasetApp} app
   * @param {(count: number) => void} changed there are so many now
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
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
      emptied: () => this.#none.focus(),
    });
    this.#list.root.open = true;
    this.#none = empty("trash", t("datasets.trash.none"), t("datasets.trash.none_hint"));
    setAttribute(this.#none, "tabindex", -1);
    setAttribute(this.#none, "hidden", "");
    this.root = element("div", { class: "penstock-dataset-replaced" }, this.#none, this.#list.root);
    this.#reading = new Rereading(events, EVENTS, () => this.#read());
  }

  close() {
    this.#reading.close();
  }

  /** Without the server the list stays as it was; it is read again when that is back. */
  async #read() {
    const answer = await this.#app.client.deleted().catch(() => null);
    if (!answer) return;
    setAttribute(this.#none, "hidden", answer.deleted.length ? "" : null);
    this.#list.show(answer.deleted);
    this.#changed(answer.deleted.length);
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
