/** The routes of batches. */

/**
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./types.js").Plan} Plan
 */

const ROOT = "/penstock/batches";

/** @param {string} batch */
const pathOf = (batch) => `${ROOT}/${encodeURIComponent(batch)}`;

export class BatchClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /**
   * What a plan would run; nothing is kept.
   * @param {Plan} plan
   * @param {{first?: number, limit?: number}} [cells] which of them are told
   * @returns {Promise<import("./types.js").Preview>}
   */
  preview(plan, cells = {}) {
    return this.#requests.send("POST", "/penstock/batch_previews", { plan, ...cells });
  }

  /**
   * @param {Plan} plan
   * @returns {Promise<Batch>}
   */
  start(plan) {
    return this.#requests.send("POST", ROOT, { plan });
  }

  /**
   * @param {{workflow?: string, search?: string, limit?: number, after?: string}} [which]
   * @returns {Promise<{batches: Batch[], next: string}>} the last created first
   */
  list(which = {}) {
    return this.#requests.get(ROOT + query(which));
  }

  /**
   * @param {string} batch
   * @returns {Promise<Batch>}
   */
  get(batch) {
    return this.#requests.get(pathOf(batch));
  }

  /**
   * @param {string} batch
   * @param {{revision: number, title?: string, priority?: number}} changes
   * @returns {Promise<Batch>}
   */
  change(batch, changes) {
    return this.#requests.send("PATCH", pathOf(batch), changes);
  }

  /**
   * @param {string} batch
   * @returns {Promise<Batch>}
   */
  pause(batch) {
    return this.#requests.send("POST", `${pathOf(batch)}/pause`);
  }

  /**
   * @param {string} batch
   * @returns {Promise<Batch>}
   */
  resume(batch) {
    return this.#requests.send("POST", `${pathOf(batch)}/resume`);
  }

  /**
   * @param {string} batch
   * @param {boolean} runningToo whether the runs that go on are ended, too
   * @returns {Promise<Batch>}
   */
  stop(batch, runningToo) {
    return this.#requests.send("POST", `${pathOf(batch)}/stop`, { running_too: runningToo });
  }

  /**
   * @param {string} batch
   * @param {number[]} [places] without them all that did not complete
   * @returns {Promise<Batch>}
   */
  retry(batch, places) {
    return this.#requests.send("POST", `${pathOf(batch)}/retry`, places ? { places } : {});
  }

  /** @param {string} batch */
  remove(batch) {
    return this.#requests.send("DELETE", pathOf(batch));
  }

  /**
   * @param {string} batch
   * @returns {Promise<Batch>}
   */
  restore(batch) {
    return this.#requests.send("POST", `${pathOf(batch)}/restore`);
  }

  /**
   * @param {string} batch
   * @param {number} first
   * @param {number} limit 1..1000
   * @returns {Promise<{total: number, cells: import("./types.js").Cell[]}>}
   */
  cells(batch, first, limit) {
    return this.#requests.get(`${pathOf(batch)}/cells${query({ first, limit })}`);
  }

  /**
   * @param {string} batch
   * @param {Record<string, any>} options
   * @returns {Promise<import("../library/jobs.js").Job>} its result has the `url` of the picture
   */
  grid(batch, options) {
    return this.#requests.send("POST", `${pathOf(batch)}/grid`, options);
  }

  /**
   * @param {string} run
   * @returns {Promise<any>} the run
   */
  cancelRun(run) {
    return this.#requests.send("POST", `/penstock/runs/${encodeURIComponent(run)}/cancel`);
  }

  /**
   * @param {string} batch
   * @param {"csv" | "json"} format
   */
  exportUrl(batch, format) {
    return this.#requests.address(`${pathOf(batch)}/cells.${format}`);
  }

  /** @param {string} path of a picture, as the server tells it */
  pictureUrl(path) {
    return this.#requests.address(path);
  }
}

/** @param {Record<string, string | number | undefined>} values those that are given */
function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : "";
}
