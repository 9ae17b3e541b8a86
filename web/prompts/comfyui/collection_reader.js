/** What is saved in folders, and what texts hold, read once for all nodes of the page. */

import { PromptClient } from "../prompt_client.js";

const EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];
const MOST_TEXTS = 40;

/**
 * `collection` is null while it is read, and where it cannot be: `error` says why.
 * @typedef {{collection: import("../types.js").Collection & {text?: string} | null, error: any}} Read
 */

const READING = /** @type {Read} */ ({ collection: null, error: null });

/** Dispatches `change` when something has been read. */
export class CollectionReader extends EventTarget {
  #client;
  #saved = /** @type {Map<string, Read>} */ (new Map());
  #texts = /** @type {Map<string, Read>} */ (new Map());
  /** Counts the reads: of two at once the one that began later counts. */
  #reads = /** @type {Map<string, number>} */ (new Map());

  /** @param {import("../../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#client = new PromptClient(host.requests);
    for (const name of EVENTS) host.events.listen(name, ({ folder }) => this.#saved.has(folder) && void this.#readSaved(folder));
    host.events.listen("reconnected", () => this.#readAll());
  }

  /**
   * What is saved in a folder.
   * @param {string} folder
   * @returns {Read}
   */
  saved(folder) {
    if (!this.#saved.has(folder)) void this.#readSaved(folder);
    return this.#saved.get(folder) ?? READING;
  }

  /**
   * The collection that a text holds, of version 1 or 2; with `text` as version 2.
   * @param {string} text
   * @returns {Read}
   */
  parsed(text) {
    const known = this.#texts.get(text);
    if (!known) void this.#readText(text);
    return known ?? READING;
  }

  #readAll() {
    for (const folder of this.#saved.keys()) void this.#readSaved(folder);
    this.#texts.clear();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} folder */
  async #readSaved(folder) {
    this.#saved.set(folder, this.#saved.get(folder) ?? READING);
    const mine = (this.#reads.get(folder) ?? 0) + 1;
    this.#reads.set(folder, mine);
    const found = await read(this.#client.get(folder));
    if (mine !== this.#reads.get(folder)) return;
    this.#saved.set(folder, found);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} text */
  async #readText(text) {
    this.#texts.set(text, READING);
    const found = await read(this.#client.parse(text));
    this.#texts.set(text, found);
    for (const old of [...this.#texts.keys()].slice(0, -MOST_TEXTS)) this.#texts.delete(old);
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {Promise<any>} answer
 * @returns {Promise<Read>}
 */
function read(answer) {
  return answer.then(
    (collection) => ({ collection, error: null }),
    (error) => ({ collection: null, error }),
  );
}
