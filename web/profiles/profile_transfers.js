/** The long work on profiles: copies, zip files. Each shows how far it is, and how it ended. */

import { element } from "../library/elements.js";
import { followJob } from "../library/jobs.js";
import { ProgressToast } from "../library/progress_toast.js";

/**
 * @typedef {import("./types.js").Profile} Profile
 * @typedef {import("../library/jobs.js").Said} Said
 * @typedef {(profile: Profile) => {label: string, run: () => void}} Offer
 */

export class ProfileTransfers {
  #host;
  #client;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./profile_client.js").ProfileClient} client
   */
  constructor(host, client) {
    this.#host = host;
    this.#client = client;
  }

  /**
   * @param {string} label
   * @param {string} id
   * @param {string} [name]
   * @param {Offer} [offer]
   * @returns {Promise<Profile | null>}
   */
  duplicate(label, id, name, offer) {
    const { t } = this.#host;
    const said = (/** @type {Profile} */ copy) => ({ message: t("profiles.duplicated", { name: copy.name }), action: offer?.(copy) });
    return this.#run(t("profiles.duplicating", { name: label }), () => this.#client.duplicate(id, name), said);
  }

  /**
   * @param {string} label
   * @param {string} id
   * @param {string} pool
   * @returns {Promise<number | null>}
   */
  async seed(label, id, pool) {
    const { t } = this.#host;
    const said = (/** @type {{count: number}} */ { count }) => ({ message: t("profiles.seeded", { count, name: label }) });
    const result = await this.#run(t("profiles.seeding", { name: label }), () => this.#client.seed(id, pool), said);
    return result?.count ?? null;
  }

  /**
   * @param {string} label
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  async exportZip(label, id) {
    const { t } = this.#host;
    const said = (/** @type {import("./types.js").ProfileExport} */ made) => {
      // Browsers may keep a download back that nobody clicked for a while ago: the message has it too.
      const fetchIt = () => download(this.#client.exportUrl(made.id), made.file_name);
      fetchIt();
      return { message: t("profiles.exported", { file: made.file_name }), action: { label: t("profiles.download"), run: fetchIt } };
    };
    return (await this.#run(t("profiles.exporting", { name: label }), () => this.#client.exportZip(id), said)) !== null;
  }

  /**
   * @param {File} file
   * @param {Offer} [offer]
   * @returns {Promise<Profile | null>}
   */
  async importZip(file, offer) {
    const { t } = this.#host;
    const label = t("profiles.importing", { name: file.name });
    const toast = new ProgressToast(this.#host, label);
    const ended = new AbortController();
    toast.cancel = () => ended.abort();
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => toast.update(done, total, t("profiles.sending"));
    const start = () => this.#client.importZip(file, { progress, signal: ended.signal });
    const result = await this.#run(label, start, (made) => this.#imported(made, offer), toast, ended.signal);
    return result?.profile ?? null;
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

  /**
   * @template Result
   * @param {string} label
   * @param {() => Promise<import("../library/jobs.js").Job>} start
   * @param {(result: Result) => Said} said
   * @param {ProgressToast} [toast]
   * @param {AbortSignal} [cancelled] before there was a job
   * @returns {Promise<Result | null>} null where it failed, which was told
   */
  async #run(label, start, said, toast = new ProgressToast(this.#host, label), cancelled) {
    const { t, toasts } = this.#host;
    try {
      const job = await followJob(this.#host, await start(), { label, toast, done: ({ result }) => said(result) });
      return job.status === "done" ? job.result : null;
    } catch (/** @type {any} */ error) {
      toast.close();
      if (cancelled?.aborted) toasts.show({ message: t("jobs.cancelled", { label }) });
      else toasts.show({ message: t("jobs.failed", { label }), hint: [error.message, error.hint].filter(Boolean).join(" "), severity: "error" });
      return null;
    }
  }
}

/**
 * @param {string} url
 * @param {string} name
 */
function download(url, name) {
  element("a", { attributes: { href: url, download: name } }).click();
}
