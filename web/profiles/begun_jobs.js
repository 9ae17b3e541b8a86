/** The long work that this tab has begun and that goes on: after the page was loaded anew it is followed again. */

import { tabStorage } from "../library/page_storage.js";

const KEY = "penstock.profile_jobs";

/**
 * @typedef {"duplicate" | "seed" | "export" | "import"} Kind
 * @typedef {{id: string, kind: Kind, name: string}} BegunJob `name` of the profile or the file that it is about
 */

export class BegunJobs {
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem"> | null} [storage] */
  constructor(storage = tabStorage()) {
    this.#storage = storage;
  }

  /** @returns {BegunJob[]} */
  get all() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      // Not ours: as good as nothing.
      return [];
    }
  }

  /** @param {BegunJob} job */
  add(job) {
    this.#write([...this.all, job]);
  }

  /** @param {string} id */
  drop(id) {
    this.#write(this.all.filter((job) => job.id !== id));
  }

  /** @param {BegunJob[]} jobs */
  #write(jobs) {
    try {
      this.#storage?.setItem(KEY, JSON.stringify(jobs));
    } catch {
      // A full storage only means that this is not followed again.
    }
  }
}
