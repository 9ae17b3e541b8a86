/** The routes of runs. */

/**
 * @typedef {import("./types.js").NodeProgress} NodeProgress
 * @typedef {import("./types.js").Queue} Queue
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunFilter} RunFilter
 * @typedef {import("./types.js").RunOutput} RunOutput
 * @typedef {import("./types.js").RunProgress} RunProgress
 * @typedef {import("./types.js").RunRequest} RunRequest
 */

const ROOT = "/penstock/runs";

/** @param {string} run */
const pathOf = (run) => `${ROOT}/${encodeURIComponent(run)}`;

export class RunClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /**
   * @param {RunRequest} request
   * @returns {Promise<Run[]>} those that wait now
   */
  async start(request) {
    return (await this.#requests.send("POST", ROOT, given(request))).runs;
  }

  /**
   * @param {RunFilter} which
   * @param {{limit?: number, after?: string}} [page]
   * @param {AbortSignal} [signal]
   * @returns {Promise<{runs: Run[], next: string}>} the last created first
   */
  list({ status, batch, workflow, search, outputs, oldestFirst }, page = {}, signal) {
    const named = { batch, workflow, search, outputs: outputs || undefined, oldest_first: oldestFirst || undefined, ...page };
    const query = new URLSearchParams(Object.entries(given(named)).map(([name, value]) => [name, String(value)]));
    if (status?.length) query.set("status", [status].flat().join(","));
    return this.#requests.get(`${ROOT}?${query}`, { signal });
  }

  /**
   * @param {string} run
   * @returns {Promise<Run>}
   */
  get(run) {
    return this.#requests.get(pathOf(run));
  }

  /**
   * @param {string} run
   * @returns {Promise<Run>}
   */
  cancel(run) {
    return this.#requests.send("POST", `${pathOf(run)}/cancel`);
  }

  /**
   * The same run once more, under another prompt id.
   * @param {string} run
   * @returns {Promise<Run>}
   */
  retry(run) {
    return this.#requests.send("POST", `${pathOf(run)}/retry`);
  }

  /**
   * A new run with the values of another one.
   * @param {string} run
   * @returns {Promise<Run>}
   */
  again(run) {
    return this.#requests.send("POST", `${pathOf(run)}/again`);
  }

  /** @param {string} run */
  remove(run) {
    return this.#requests.send("DELETE", pathOf(run));
  }

  /**
   * @param {string} run
   * @returns {Promise<Run>}
   */
  restore(run) {
    return this.#requests.send("POST", `${pathOf(run)}/restore`);
  }

  /**
   * @param {string} run
   * @returns {Promise<RunProgress>}
   */
  progress(run) {
    return this.#requests.get(`${pathOf(run)}/progress`);
  }

  /**
   * @param {string} run
   * @returns {Promise<NodeProgress[]>}
   */
  async timeline(run) {
    return (await this.#requests.get(`${pathOf(run)}/timeline`)).nodes;
  }

  /** @returns {Promise<Queue>} */
  queue() {
    return this.#requests.get("/penstock/run_queue");
  }

  /** @param {boolean} keepRunning whether what a server executes now may end */
  stop(keepRunning) {
    return this.#requests.send("POST", "/penstock/run_queue/stop", { keep_running: keepRunning });
  }

  /**
   * @param {number | null} after the number of the last entry that is known
   * @returns {string} where the news of runs come from
   */
  newsUrl(after) {
    return this.#requests.address(`/penstock/run_events${after === null ? "" : `?after=${after}`}`);
  }

  /**
   * @param {string} run
   * @returns {Promise<unknown>} its graph in API format
   */
  prompt(run) {
    return this.#requests.get(`${pathOf(run)}/prompt`);
  }

  /** @param {string} run */
  promptUrl(run) {
    return this.#requests.address(`${pathOf(run)}/prompt`);
  }

  /**
   * @param {string} run
   * @param {string} tag
   */
  previewUrl(run, tag) {
    return this.#requests.address(`${pathOf(run)}/preview?tag=${encodeURIComponent(tag)}`);
  }

  /**
   * @param {RunOutput} output
   * @param {{download?: boolean}} [options]
   * @returns {string} empty where the file is not here
   */
  outputUrl({ url }, { download = false } = {}) {
    return url ? this.#requests.address(download ? `${url}?download=true` : url) : "";
  }

  /**
   * @param {RunOutput} output
   * @param {number} [side] in pixels
   * @returns {string} empty where there is none
   */
  thumbnailUrl({ thumbnail }, side = 256) {
    return thumbnail ? this.#requests.address(`${thumbnail}${thumbnail.includes("?") ? "&" : "?"}side=${side}`) : "";
  }
}

/**
 * @param {Record<string, any>} fields
 * @returns {any} those that have a value
 */
function given(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""));
}
