/** The long work on profiles: copies, zip files. Each shows how far it is, and how it ended. */

import { element } from "../library/elements.js";
import { followJob } from "../library/jobs.js";
import { ProgressToast } from "../library/progress_toast.js";
import { BegunJobs } from "./begun_jobs.js";

/**
 * @typedef {import("./types.js").Profile} Profile
 * @typedef {import("../library/jobs.js").Job} Job
 * @typedef {import("../library/jobs.js").Said} Said
 * @typedef {import("./begun_jobs.js").Kind} Kind
 * @typedef {(profile: Profile) => {label: string, run: () => void}} Offer
 */

export class ProfileTransfers {
  #host;
  #client;
  #begun;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./profile_client.js").ProfileClient} client
   * @param {BegunJobs} [begun]
   */
  constructor(host, client, begun = new BegunJobs()) {
    this.#host = host;
    this.#client = client;
    this.#begun = begun;
  }

  /** Follows what was begun before the page was loaded anew. */
  resume() {
    for (const { id, kind, name } of this.#begun.all) {
      const job = { id, status: "running", done: 0, total: 0, message: "", result: null, error: null };
      void this.#run(kind, name, async () => job);
    }
  }

  /**
   * @param {string} name
   * @param {string} id
   * @param {string} [copyName]
   * @param {Offer} [offer]
   * @returns {Promise<Profile | null>}
   */
  duplicate(name, id, copyName, offer) {
    return this.#run("duplicate", name, () => this.#client.duplicate(id, copyName), { offer });
  }

  /**
   * @param {string} name
   * @param {string} id
   * @param {string} pool
   * @returns {Promise<number | null>}
   */
  async seed(name, id, pool) {
    const result = await this.#run("seed", name, () => this.#client.seed(id, pool));
    return result?.count ?? null;
  }

  /**
   * @param {string} name
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  async exportZip(name, id) {
    return (await this.#run("export", name, () => this.#client.exportZip(id))) !== null;
  }

  /**
   * @param {File} file
   * @param {Offer} [offer]
   * @returns {Promise<Profile | null>}
   */
  async importZip(file, offer) {
    const { t } = this.#host;
    const toast = new ProgressToast(this.#host, this.#label("import", file.name));
    const ended = new AbortController();
    toast.cancel = () => ended.abort();
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => toast.update(done, total, t("profiles.sending"));
    const start = () => this.#client.importZip(file, { progress, signal: ended.signal });
    const result = await this.#run("import", file.name, start, { offer, toast, cancelled: ended.signal });
    return result?.profile ?? null;
  }

  /**
   * @param {Kind} kind
   * @param {string} name
   * @param {() => Promise<Job>} start
   * @param {{offer?: Offer, toast?: ProgressToast, cancelled?: AbortSignal}} [options] `cancelled` before there was a job
   * @returns {Promise<any>} null where it failed, which was told
   */
  async #run(kind, name, start, { offer, toast, cancelled } = {}) {
    const { t, toasts } = this.#host;
    const label = this.#label(kind, name);
    try {
      const job = await start();
      return await this.#follow(job, { kind, name, label, offer, toast });
    } catch (/** @type {any} */ error) {
      toast?.close();
      if (cancelled?.aborted) toasts.show({ message: t("jobs.cancelled", { label }) });
      else toasts.show({ message: t("jobs.failed", { label }), hint: [error.message, error.hint].filter(Boolean).join(" "), severity: "error" });
      return null;
    }
  }

  /**
   * @param {Job} job
   * @param {{kind: Kind, name: string, label: string, offer?: Offer, toast?: ProgressToast}} about
   */
  async #follow(job, { kind, name, label, offer, toast }) {
    this.#begun.drop(job.id);
    this.#begun.add({ id: job.id, kind, name });
    const step = kind === "import" ? this.#host.t("profiles.unpacking") : "";
    const ended = await followJob(this.#host, job, { label, toast, step, done: ({ result }) => this.#said(kind, name, result, offer) });
    this.#begun.drop(job.id);
    return ended.status === "done" ? ended.result : null;
  }

  /**
   * @param {Kind} kind
   * @param {string} name
   */
  #label(kind, name) {
    const { t } = this.#host;
    if (kind === "duplicate") return t("profiles.duplicating", { name });
    if (kind === "seed") return t("profiles.seeding", { name });
    return kind === "export" ? t("profiles.exporting", { name }) : t("profiles.importing", { name });
  }

  /**
   * @param {Kind} kind
   * @param {string} name
   * @param {any} result
   * @param {Offer} [offer]
   * @returns {Said}
   */
  #said(kind, name, result, offer) {
    const { t } = this.#host;
    if (kind === "duplicate") return { message: t("profiles.duplicated", { name: result.name }), action: offer?.(result) };
    if (kind === "seed") return { message: t("profiles.seeded", { count: result.count, name }) };
    return kind === "export" ? this.#exported(result) : this.#imported(result, offer);
  }

  /**
   * Browsers may keep a download back that nobody clicked for a while ago: the message has it too.
   * @param {import("./types.js").ProfileExport} made
   * @returns {Said}
   */
  #exported({ id, file_name: file, warning = "" }) {
    const { t } = this.#host;
    const fetchIt = () => element("a", { attributes: { href: this.#client.exportUrl(id), download: file } }).click();
    fetchIt();
    return { message: t("profiles.exported", { file }), hint: warning, action: { label: t("profiles.download"), run: fetchIt } };
  }

  /**
   * @param {import("./types.js").ProfileImport} made
   * @param {Offer} [offer]
   * @returns {Said}
   */
  #imported({ profile, count, left_out: leftOut }, offer) {
    const { t } = this.#host;
    const hint = leftOut ? t("profiles.left_out", { count: leftOut }) : "";
    return { message: t("profiles.imported", { name: profile.name, images: t("pools.count", { count }) }), hint, action: offer?.(profile) };
  }
}
