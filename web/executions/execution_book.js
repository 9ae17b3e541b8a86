/** The executions that a page knows: the list of all, and those that somebody looks into. One for each page. */

import { ExecutionClient } from "./execution_client.js";
import { sameKey, textOf } from "./execution_names.js";
import { OpenExecution } from "./open_execution.js";

const CHANGES = [
  ...["execution_started", "execution_finished", "execution_image_picked", "execution_images_deleted", "execution_images_restored"],
  ...["execution_changed_elsewhere", "story_deleted", "story_restored", "reconnected"],
];

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("./types.js").Listed} Listed
 */

/** Dispatches `change` when the list is different. */
export class ExecutionBook extends EventTarget {
  /** @type {Listed[]} the newest first */
  list = [];
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** @type {any} why the list could not be read */
  error = null;
  #host;
  #open = /** @type {Map<string, OpenExecution>} */ (new Map());
  #watched = false;
  #reading = /** @type {Promise<void> | null} */ (null);
  #stale = false;

  /**
   * The book of this page.
   * @param {Host} host
   * @returns {ExecutionBook}
   */
  static of(host) {
    return /** @type {ExecutionBook} */ (host.executions ??= new ExecutionBook(host));
  }

  /** @param {Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new ExecutionClient(host.requests);
  }

  /** Reads the list and follows the server's events, from the first call on. */
  watch() {
    if (this.#watched) return;
    this.#watched = true;
    const { events } = this.#host;
    for (const name of CHANGES) events.listen(name, () => void this.refresh());
    events.listen("execution_image_saved", (event) => this.#saved(event));
    void this.refresh();
  }

  /** Reads the list again; done when it is as new as this call. Never rejects, see `status`. */
  refresh() {
    this.#stale = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /**
   * One execution to look into; whoever takes it calls `look`, and `leave` at the end.
   * @param {ExecutionKey} key
   */
  execution(key) {
    const text = textOf(key);
    const known = this.#open.get(text);
    if (known) return known;
    const opened = new OpenExecution(this.#host, this.client, key);
    this.#open.set(text, opened);
    return opened;
  }

  /** @param {ExecutionKey} key */
  find(key) {
    return this.list.find((one) => sameKey(one, key));
  }

  /** Told with every picture of a run: nothing is read for it. @param {{key: ExecutionKey, image: string, images: number, wanted: number}} event */
  #saved({ key, image, images, wanted }) {
    const listed = this.find(key);
    if (!listed || this.#reading) return void this.refresh();
    Object.assign(listed, { images_count: images, wanted: wanted || listed.wanted, cover: listed.cover ?? image });
    return void this.dispatchEvent(new Event("change"));
  }

  async #readAll() {
    while (this.#stale) {
      this.#stale = false;
      await this.#read();
    }
    this.dispatchEvent(new Event("change"));
  }

  async #read() {
    try {
      const { executions } = await this.client.list();
      [this.list, this.status, this.error] = [executions, "ready", null];
    } catch (error) {
      [this.status, this.error] = [this.status === "ready" ? "ready" : "failed", error];
    }
  }
}
