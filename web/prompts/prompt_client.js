/** The routes of collections of prompts; their drafts have a client of their own. */

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
    return this.#requests.get(collectionPath(folder));
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
   * @returns {Promise<Collection>}
   */
  parse(text) {
    return this.#requests.send("POST", "/penstock/prompt_collections", { text });
  }

  /**
   * @param {{prompts: Record<string, unknown>, names: string[], seed?: number}} wanted
   * @returns {Promise<Composed>}
   */
  compose(wanted) {
    return this.#requests.send("POST", "/penstock/prompt_compositions", wanted);
  }
}
