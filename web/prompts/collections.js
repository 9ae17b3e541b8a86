/** The collections of prompts that there are, as they are now. One for each page: `Collections.of(host)`. */

import { PromptClient } from "./prompt_client.js";

const KIND = "prompts";
const NOT_FOUND = 404;
const EVENTS = ["prompts_saved", "prompt_migrated", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere", "reconnected"];
const DRAFT_EVENTS = ["draft_changed", "draft_closed"];
const ALL = /** @type {WeakMap<object, Collections>} */ (new WeakMap());

/**
 * @typedef {import("./types.js").ListedCollection} ListedCollection
 * @typedef {import("./types.js").DeletedCollection} DeletedCollection
 */

/** Dispatches `change`. `create` and `restoreV1` reject with the server's words, the others show them. */
export class Collections extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  list = /** @type {readonly ListedCollection[]} */ ([]);
  deleted = /** @type {readonly DeletedCollection[]} */ ([]);
  #host;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {Collections}
   */
  static of(host) {
    const all = ALL.get(host) ?? new Collections(host);
    ALL.set(host, all);
    return all;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new PromptClient(host.requests);
    for (const name of EVENTS) host.events.listen(name, () => void this.refresh());
    for (const name of DRAFT_EVENTS) host.events.listen(name, (event) => event.draft?.kind === KIND && void this.refresh());
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @param {string} folder */
  find(folder) {
    return this.list.find((one) => one.folder === folder) ?? null;
  }

  /** @returns {Promise<string[]>} the names of those that are saved, read anew */
  async names() {
    await this.refresh();
    return this.list.filter((one) => !isUnsaved(one)).map(({ folder }) => folder);
  }

  /** @param {string} folder */
  async create(folder) {
    const made = await this.client.create(folder);
    await this.refresh();
    return made;
  }

  /**
   * Moves it to the trash, and offers to undo that.
   * @param {string} folder
   * @returns {Promise<boolean>}
   */
  async remove(folder) {
    const { t, toasts } = this.#host;
    try {
      const { trash } = await this.client.remove(folder);
      const action = { label: t("undo"), run: () => void this.restore(trash) };
      toasts.show({ message: t("prompts.deleted", { folder }), action, about: topic(folder) });
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    } finally {
      void this.refresh();
    }
  }

  /**
   * @param {string} trash
   * @returns {Promise<string | null>} its folder
   */
  async restore(trash) {
    const { t, toasts } = this.#host;
    try {
      const { folder = "" } = await this.client.restore(trash);
      toasts.closeAbout(topic(folder));
      toasts.show({ message: t("prompts.restored", { folder }), severity: "success" });
      await this.refresh();
      return folder;
    } catch (error) {
      toasts.showError(error);
      return null;
    }
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const [{ collections }, { deleted }] = await Promise.all([this.client.list(), this.client.deleted()]);
      [this.list, this.deleted, this.status, this.error] = [collections, deleted, "ready", null];
    } catch (/** @type {any} */ error) {
      [this.status, this.error] = ["failed", error];
      if (error.status === NOT_FOUND) [this.list, this.deleted] = [[], []];
    }
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Whether a collection has no file yet: all of it is an unsaved draft.
 * @param {ListedCollection} collection
 */
export const isUnsaved = ({ revision, read_only: readOnly, draft }) => revision === null && !readOnly && draft !== null;

/** @param {string} folder what messages are about */
const topic = (folder) => `prompts ${folder}`;
