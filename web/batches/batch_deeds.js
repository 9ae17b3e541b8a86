/** What can be done with a batch: pause, stop, retry, rename, delete and bring back, and its results as files. */

import { askText } from "../library/dialogs.js";
import { icon } from "../library/icons.js";
import { followJob } from "../library/jobs.js";
import { wholeNumber } from "./axis_model.js";
import { hasEnded } from "./batch_words.js";

const CONFLICT = 409;

export class BatchDeeds {
  #host;
  #one;
  #removed;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./one_batch.js").OneBatch} one
   * @param {() => void} removed
   */
  constructor(host, one, removed) {
    this.#host = host;
    this.#one = one;
    this.#removed = removed;
  }

  /** @param {boolean} paused */
  pause(paused) {
    return this.#do(() => this.#one.pause(paused));
  }

  /** @param {boolean} runningToo */
  stop(runningToo) {
    return this.#do(() => this.#one.stop(runningToo));
  }

  /** @param {number[]} [places] */
  retry(places) {
    return places?.length === 0 ? Promise.resolve(null) : this.#do(() => this.#one.retry(places));
  }

  /** @param {string} run */
  async cancelRun(run) {
    const done = await this.#do(() => this.#one.client.cancelRun(run));
    if (done) void this.#one.refresh();
  }

  async rename() {
    const { t } = this.#host;
    const check = async (/** @type {string} */ typed) => {
      const title = typed.trim();
      if (!title) return t("batches.title_empty");
      await this.#one.change({ title });
      return "";
    };
    await askText(this.#host, { title: t("batches.rename_title"), label: t("batches.title_of"), value: this.#one.batch?.title ?? "", confirm: t("batches.rename_confirm"), check });
  }

  async prioritise() {
    const { t } = this.#host;
    const check = async (/** @type {string} */ typed) => {
      const priority = wholeNumber(typed);
      if (priority === null || Math.abs(priority) > 1000) return t("batches.priority_range");
      await this.#one.change({ priority });
      return "";
    };
    await askText(this.#host, { title: t("batches.set_priority"), label: t("batches.priority"), hint: t("batches.priority_hint"), value: String(this.#one.batch?.priority ?? 0), confirm: t("batches.rename_confirm"), check });
  }

  /** Moves it to the trash, and offers to undo that. */
  async remove() {
    const { t, toasts } = this.#host;
    const { id, client, batch } = this.#one;
    const done = await this.#do(() => client.remove(id));
    if (!done) return;
    const undo = () => void this.#do(() => client.restore(id)).then((restored) => restored && this.#one.refresh());
    toasts.show({ message: t("batches.deleted", { title: batch?.title ?? "" }), action: { label: t("undo"), run: undo }, about: `batch ${id}` });
    this.#removed();
  }

  /** @param {import("./batch_tools.js").Look} look the picture shows the cells alike */
  async saveGrid(look) {
    const { t } = this.#host;
    const { id, client, batch } = this.#one;
    const axes = look.isTable ? { ...(look.x === null ? {} : { x: look.x }), ...(look.y === null ? {} : { y: look.y }) } : {};
    const job = await this.#do(() => client.grid(id, { ...axes, format: "png" }));
    if (!job) return;
    const saved = (/** @type {any} */ { result }) => {
      download(this.#host.requests.address(result.url), result.file_name ?? "");
      return { message: t("batches.grid_saved"), action: { label: t("batches.open_picture"), run: () => void window.open(this.#host.requests.address(result.url), "_blank", "noopener") } };
    };
    await followJob(this.#host, job, { label: t("batches.making_grid", { title: batch?.title ?? "" }), done: saved });
  }

  /**
   * @param {import("./batch_tools.js").Look} look
   * @returns {(import("../library/menu.js").MenuItem | null)[]}
   */
  items(look) {
    const { t } = this.#host;
    const { client, id, batch } = this.#one;
    const made = batch?.counts.completed ?? 0;
    return [
      { label: t("batches.grid_image"), icon: icon("gallery"), disabled: !made, run: () => void this.saveGrid(look) },
      { label: t("batches.save_csv"), icon: icon("download"), run: () => download(client.exportUrl(id, "csv")) },
      { label: t("batches.save_json"), icon: icon("download"), run: () => download(client.exportUrl(id, "json")) },
      null,
      { label: t("batches.rename"), icon: icon("rename"), keys: "F2", run: () => void this.rename() },
      { label: t("batches.set_priority"), icon: icon("sort"), disabled: !batch || hasEnded(batch), run: () => void this.prioritise() },
      null,
      { label: t("batches.delete"), icon: icon("trash"), danger: true, disabled: !batch || !hasEnded(batch), run: () => void this.remove() },
    ];
  }

  /**
   * @template T
   * @param {() => Promise<T>} command
   * @returns {Promise<T | null>} null where it failed, which was told
   */
  async #do(command) {
    try {
      return await command();
    } catch (/** @type {any} */ error) {
      if (error.status === CONFLICT) void this.#one.refresh();
      this.#host.toasts.showError(error);
      return null;
    }
  }
}

/**
 * @param {string} url
 * @param {string} [name]
 */
function download(url, name = "") {
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
}
