/** The routes of data sets. */

/**
 * @typedef {import("./types.js").Source} Source
 * @typedef {import("./types.js").BucketOptions} BucketOptions
 * @typedef {import("./types.js").ExportRequest} ExportRequest
 * @typedef {import("../library/jobs.js").Job} Job
 * @typedef {{value: string, forced?: boolean, variable?: string}} FolderSetting
 */

const ROOT = "/penstock/datasets";

export class DatasetClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{folders: import("./types.js").Place[]}>} */
  places() {
    return this.#requests.get(`${ROOT}/folders`);
  }

  /**
   * @param {string} folder
   * @param {{depth?: number, start?: number, limit?: number, signal?: AbortSignal}} [options] `limit` 1 to 500
   * @returns {Promise<import("./types.js").Listing>}
   */
  listing(folder, { depth = 0, start = 0, limit = 100, signal } = {}) {
    const asked = new URLSearchParams({ folder, depth: String(depth), start: String(start), limit: String(limit) });
    return this.#requests.get(`${ROOT}/listing?${asked}`, { signal });
  }

  /**
   * Makes a folder with those above it.
   * @param {string} folder
   * @returns {Promise<{folder: string}>}
   */
  makeFolder(folder) {
    return this.#requests.send("POST", `${ROOT}/folders`, { folder });
  }

  /**
   * @param {string} folder
   * @param {{name: string, tag?: string}} picture with its tag the browser asks for it once
   * @param {number} [side] 16 to 2048 pixels, of a small one; else the file itself
   */
  pictureUrl(folder, { name, tag }, side) {
    return this.#url({ folder, name, side, v: tag });
  }

  /**
   * @param {string} folder
   * @param {{name: string, tag?: string}} picture
   */
  maskUrl(folder, { name, tag }) {
    return this.#url({ folder, name, mask: "true", v: tag });
  }

  /**
   * @param {Source} source
   * @param {BucketOptions} options
   * @returns {Promise<Job>} its result is `Statistics`
   */
  statistics(source, options) {
    return this.#requests.send("POST", `${ROOT}/statistics`, { source, options });
  }

  /**
   * How each picture is fitted; only what statistics have measured.
   * @param {Source} source
   * @param {BucketOptions} options
   * @param {{bucket?: {width: number, height: number} | null, start?: number, limit?: number}} [asked]
   * @returns {Promise<{count: number, images: import("./types.js").FittedPicture[]}>}
   */
  fits(source, options, { bucket = null, start = 0, limit = 100 } = {}) {
    return this.#requests.send("POST", `${ROOT}/fits`, { source, options, bucket, start, limit });
  }

  /**
   * @param {ExportRequest} request
   * @returns {Promise<import("./types.js").ExportPlan>} what `exportPool` would write; nothing is
   */
  planExport(request) {
    return this.#requests.send("POST", `${ROOT}/export_plans`, request);
  }

  /**
   * @param {ExportRequest} request
   * @returns {Promise<Job>} its result is a `DatasetExport`
   */
  exportPool(request) {
    return this.#requests.send("POST", `${ROOT}/exports`, request);
  }

  /** @returns {Promise<{deleted: import("./types.js").TrashedDataset[]}>} the last first */
  deleted() {
    return this.#requests.get(`${ROOT}/trash`);
  }

  /**
   * @param {string} trash
   * @returns {Promise<{folder: string}>}
   */
  restore(trash) {
    return this.#requests.send("POST", `${ROOT}/trash/${encodeURIComponent(trash)}/restore`);
  }

  /** @param {string} job */
  cancel(job) {
    return this.#requests.send("POST", `/penstock/jobs/${encodeURIComponent(job)}/cancel`);
  }

  /**
   * @param {"datasets.folders" | "datasets.load_folders"} setting
   * @returns {Promise<FolderSetting>}
   */
  setting(setting) {
    return this.#requests.get(`/penstock/settings/${setting}`);
  }

  /**
   * @param {"datasets.folders" | "datasets.load_folders"} setting
   * @param {string} value
   * @returns {Promise<FolderSetting>}
   */
  changeSetting(setting, value) {
    return this.#requests.send("PUT", `/penstock/settings/${setting}`, { value });
  }

  /** @param {Record<string, string | number | undefined>} options those that are empty are left out */
  #url(options) {
    const given = Object.entries(options).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    return this.#requests.address(`${ROOT}/picture?${new URLSearchParams(given)}`);
  }
}
