/** The routes of profiles. */

import { sendForm } from "../library/sending.js";

/**
 * @typedef {import("./types.js").Profile} Profile
 * @typedef {import("../library/jobs.js").Job} Job
 */

export class ProfileClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{profiles: import("./types.js").ListedProfile[], problems: string[], read_only: boolean}>} */
  list() {
    return this.#requests.get("/penstock/profiles");
  }

  /**
   * @param {number} count how many pictures of each, 1 to 8
   * @returns {Promise<{profiles: import("./types.js").PicturedProfile[]}>}
   */
  pictured(count) {
    return this.#requests.get(`/penstock/profiles?pictures=${count}`);
  }

  /**
   * @param {string} id
   * @returns {Promise<import("./types.js").PicturedProfile>}
   */
  one(id) {
    return this.#requests.get(profilePath(id));
  }

  /**
   * @param {string} name
   * @param {string} [pool] the pool that gets the name; an empty one of its own where it is left out
   * @returns {Promise<Profile>}
   */
  create(name, pool) {
    return this.#requests.send("POST", "/penstock/profiles", pool ? { name, pool } : { name });
  }

  /**
   * @param {string} id
   * @param {string} name
   * @returns {Promise<Profile>}
   */
  rename(id, name) {
    return this.#requests.send("PATCH", profilePath(id), { name });
  }

  /**
   * @param {string} id
   * @returns {Promise<{profile: Profile, trash: string}>} an empty `trash` where there is nothing to bring back
   */
  remove(id) {
    return this.#requests.send("DELETE", profilePath(id));
  }

  /** @returns {Promise<{deleted: import("./types.js").DeletedProfile[]}>} the last deleted first */
  deleted() {
    return this.#requests.get("/penstock/profile_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<Profile>}
   */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/profile_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * @param {string} id
   * @param {string} [name] a free one where it is left out
   * @returns {Promise<Job>} its result is a `Profile`
   */
  duplicate(id, name) {
    return this.#requests.send("POST", `${profilePath(id)}/duplicate`, name ? { name } : {});
  }

  /**
   * @param {string} id an empty profile
   * @param {string} pool whose images are copied into it
   * @returns {Promise<Job>} its result is `{count}`
   */
  seed(id, pool) {
    return this.#requests.send("POST", `${profilePath(id)}/seed`, { pool });
  }

  /**
   * @param {string} id
   * @returns {Promise<Job>} its result is a `ProfileExport`
   */
  exportZip(id) {
    return this.#requests.send("POST", `${profilePath(id)}/export`);
  }

  /**
   * Where the browser fetches a finished export.
   * @param {string} exported the id of the export
   */
  exportUrl(exported) {
    return this.#requests.address(`/penstock/profile_exports/${encodeURIComponent(exported)}`);
  }

  /**
   * @param {File} file
   * @param {{progress: (done: number, total: number) => void, signal: AbortSignal}} options of the sending
   * @returns {Promise<Job>} its result is a `ProfileImport`
   */
  importZip(file, options) {
    const form = new FormData();
    form.append("file", file, file.name || "profile.zip");
    return sendForm(this.#requests, "/penstock/profile_imports", form, options);
  }
}

/** @param {string} id */
const profilePath = (id) => `/penstock/profiles/${encodeURIComponent(id)}`;
