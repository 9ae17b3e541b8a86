/** The routes of one document's drafts. Everything here rejects with a `RequestError`. */

/**
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 *
 * @typedef {object} DraftShape
 * @property {string} id "" where nobody edits the document: then it is the file
 * @property {string} kind
 * @property {string} name
 * @property {string | null} base
 * @property {number} revision
 * @property {boolean} dirty
 * @property {number} expires_in
 * @property {boolean} can_undo
 * @property {boolean} can_redo
 * @property {Record<string, import("./types.js").DraftEntry>} entries
 * @property {string[]} order
 * @property {string | null} file_revision
 * @property {boolean} read_only
 * @property {string[]} problems
 * @property {boolean} migrates
 * @property {string[]} merged
 */

/** Characters of edits that a page may still send while it is being closed. */
const MOST_KEPT_ALIVE = 16_000;

export class DraftClient {
  #requests;
  #drafts;

  /**
   * @param {import("../requests.js").Requests} requests
   * @param {string} prefix the document's address
   */
  constructor(requests, prefix) {
    this.#requests = requests;
    this.#drafts = `${prefix}/drafts`;
  }

  /** The open draft, else the file. @returns {Promise<DraftShape>} */
  look() {
    return this.#requests.get(this.#drafts);
  }

  /** @returns {Promise<DraftShape>} */
  open() {
    return this.#requests.send("POST", this.#drafts, {});
  }

  /**
   * @param {string} id
   * @param {number} [since] only the entries that changed after this revision
   * @returns {Promise<DraftShape>}
   */
  get(id, since) {
    return this.#requests.get(`${this.#drafts}/${id}${since === undefined ? "" : `?since=${since}`}`);
  }

  /**
   * @param {string} id
   * @param {DraftEdit[]} edits
   * @param {Record<string, number>} seen
   * @returns {Promise<DraftShape>}
   */
  edit(id, edits, seen) {
    // What is typed last arrives although the page is being closed; browsers allow that for little.
    const keepalive = JSON.stringify(edits).length < MOST_KEPT_ALIVE;
    return this.#requests.send("PATCH", `${this.#drafts}/${id}`, { edits, seen }, { keepalive });
  }

  /**
   * @param {string} id
   * @param {"undo" | "redo"} way
   * @returns {Promise<DraftShape>}
   */
  step(id, way) {
    return this.#requests.send("POST", `${this.#drafts}/${id}/${way}`);
  }

  /**
   * @param {string} id
   * @returns {Promise<import("./types.js").Difference[]>}
   */
  async differences(id) {
    return (await this.#requests.get(`${this.#drafts}/${id}/differences`)).differences;
  }

  /**
   * @param {string} id
   * @param {number} revision
   * @param {{take?: Record<string, "mine" | "theirs">, file_revision?: string, anew?: boolean}} [wanted] `take` counts for
   *   the file at `file_revision`; `anew`: though the file is gone
   * @returns {Promise<DraftShape>}
   */
  save(id, revision, wanted = {}) {
    return this.#requests.send("POST", `${this.#drafts}/${id}/save`, { revision, ...wanted });
  }

  /**
   * @param {string} id
   * @param {number} revision
   */
  discard(id, revision) {
    return this.#requests.send("DELETE", `${this.#drafts}/${id}?revision=${revision}`);
  }
}
