/** The routes of executions. */

import { routeOf } from "./execution_names.js";

/**
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("./types.js").Deleted} Deleted
 */

export class ExecutionClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /**
   * @param {string} [story]
   * @returns {Promise<{executions: import("./types.js").Listed[]}>}
   */
  list(story) {
    return this.#requests.get(`/penstock/executions${story ? `?${new URLSearchParams({ story })}` : ""}`);
  }

  /**
   * @param {ExecutionKey} key
   * @returns {Promise<import("./types.js").Whole>}
   */
  one(key) {
    return this.#requests.get(routeOf(key));
  }

  /**
   * @param {ExecutionKey} key
   * @param {number} order of the scene
   * @param {string | null} image
   */
  pick(key, order, image) {
    return this.#requests.send("POST", `${routeOf(key)}/picks`, { order, image });
  }

  /**
   * @param {ExecutionKey} key
   * @param {string[]} names of pictures and videos
   * @returns {Promise<Deleted>}
   */
  deleteImages(key, names) {
    return this.#requests.send("POST", `${routeOf(key)}/deletions`, { names });
  }

  /**
   * @param {ExecutionKey} key
   * @returns {Promise<Deleted>}
   */
  delete(key) {
    return this.#requests.send("DELETE", routeOf(key));
  }

  /** @returns {Promise<{deleted: Deleted[]}>} */
  deleted() {
    return this.#requests.get("/penstock/execution_trash");
  }

  /** @param {string} trash */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/execution_trash/${encodeURIComponent(trash)}/restore`);
  }

  /** @returns {Promise<{exec_id: string}>} */
  newId() {
    return this.#requests.send("POST", "/penstock/execution_ids");
  }

  /**
   * @param {ExecutionKey} key
   * @param {{name: string, tag?: string}} picture with its tag the browser asks for it once
   * @param {number} [side] of a small one, in pixels; else the file itself
   */
  imageUrl(key, { name, tag }, side) {
    return this.#url(`${routeOf(key)}/images/${encodeURIComponent(name)}`, { side, v: tag });
  }

  /**
   * @param {ExecutionKey} key
   * @param {number} [side]
   */
  sourceUrl(key, side) {
    return this.#url(`${routeOf(key)}/source`, { side });
  }

  /**
   * @param {ExecutionKey} key
   * @param {import("./types.js").Video} video
   */
  videoUrl(key, { name, tag }) {
    return this.#url(`${routeOf(key)}/videos/${encodeURIComponent(name)}`, { v: tag });
  }

  /**
   * @param {string} path
   * @param {Record<string, string | number | undefined>} options those that are empty are left out
   */
  #url(path, options) {
    const given = Object.entries(options).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    return this.#requests.address(given.length ? `${path}?${new URLSearchParams(given)}` : path);
  }
}
