/** The routes of collections of prompts; their drafts have a client of their own. */

import { answerOf, unreachable } from "../library/requests.js";
import { memberNames } from "./json_order.js";

/**
 * @typedef {import("./types.js").Collection} Collection
 * @typedef {import("./types.js").Composed} Composed
 */

const ROOT = "/penstock/prompts";

/** @param {string} folder */
export const collectionPath = (folder) => `${ROOT}/${encodeURIComponent(folder)}`;

export class PromptClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{collections: import("./types.js").ListedCollection[]}>} */
  list() {
    return this.#requests.get(ROOT);
  }

  /**
   * An empty collection.
   * @param {string} folder
   * @returns {Promise<Collection>}
   */
  create(folder) {
    return this.#requests.send("POST", ROOT, { folder });
  }

  /**
   * @param {string} folder
   * @returns {Promise<Collection>} what is saved
   */
  get(folder) {
    return this.#collection(collectionPath(folder), {});
  }

  /**
   * @param {string} folder
   * @returns {Promise<{trash: string}>}
   */
  remove(folder) {
    return this.#requests.send("DELETE", collectionPath(folder));
  }

  /** @returns {Promise<{deleted: import("./types.js").DeletedCollection[]}>} the last deleted first */
  deleted() {
    return this.#requests.get("/penstock/prompt_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<Collection>}
   */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/prompt_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * Brings the version 1 file back.
   * @param {string} folder
   * @param {boolean} discard changes that are not saved
   * @returns {Promise<Collection>}
   */
  restoreV1(folder, discard) {
    return this.#requests.send("POST", `${collectionPath(folder)}/restore_v1`, { discard });
  }

  /**
   * The collection that a text holds, of version 1 or 2.
   * @param {string} text
   * @returns {Promise<Collection & {text: string}>} `text` is all of it, as version 2
   */
  parse(text) {
    const headers = { "Content-Type": "application/json" };
    return this.#collection("/penstock/prompt_collections", { method: "POST", headers, body: JSON.stringify({ text }) });
  }

  /**
   * @param {{prompts: Record<string, unknown>, names: string[], seed?: number}} wanted
   * @returns {Promise<Composed>}
   */
  compose(wanted) {
    return this.#requests.send("POST", "/penstock/prompt_compositions", wanted);
  }

  /**
   * With the names in their order, which only the text of the answer tells.
   * @param {string} path
   * @param {RequestInit} init
   * @returns {Promise<any>}
   */
  async #collection(path, init) {
    const response = await fetch(this.#requests.address(path), init).catch(() => {
      throw unreachable();
    });
    const text = await response.text();
    return { ...answerOf(response.status, text), order: memberNames(text) };
  }
}
