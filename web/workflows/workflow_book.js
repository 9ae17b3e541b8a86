/** The workflows that are kept, as they are now. One for each page: `WorkflowBook.of(host)`. */

import { WorkflowClient } from "./workflow_client.js";

const CONFLICT = 409;
const NOT_FOUND = 404;
/** What changes a list of workflows. */
export const WORKFLOW_EVENTS = ["workflow_imported", "workflow_changed", "workflow_deleted", "workflow_restored", "workflow_parameters_used", "workflows_changed_elsewhere", "reconnected"];
const ALL = /** @type {WeakMap<object, WorkflowBook>} */ (new WeakMap());

/**
 * @typedef {import("./workflow_types.js").DeletedWorkflow} DeletedWorkflow
 * @typedef {import("./workflow_types.js").Entry} Entry
 * @typedef {{name?: string, description?: string, tags?: string[]}} Changes
 */

/** Dispatches `change`. `change` and `restoreVersion` reject with the server's words, the other commands show them. */
export class WorkflowBook extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  list = /** @type {readonly Entry[]} */ ([]);
  tags = /** @type {readonly {name: string, count: number}[]} */ ([]);
  deleted = /** @type {readonly DeletedWorkflow[]} */ ([]);
  #host;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  #isWanted = false;
  /** What was deleted here, the last one last. */
  #removed = /** @type {{id: string, name: string}[]} */ ([]);

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {WorkflowBook}
   */
  static of(host) {
    const book = ALL.get(host) ?? new WorkflowBook(host);
    ALL.set(host, book);
    return book;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new WorkflowClient(host.requests);
    // What nobody has asked for yet is not read.
    for (const name of WORKFLOW_EVENTS) host.events.listen(name, () => void (this.#isWanted && this.refresh()));
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = this.#isWanted = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @param {string} id */
  find(id) {
    return this.list.find((one) => one.id === id) ?? null;
  }

  /**
   * Writes what the user changed. Where somebody else changed other things meanwhile both stay.
   * @param {Entry} seen the workflow as the user saw it
   * @param {Changes} changes
   * @returns {Promise<Entry>}
   */
  async change(seen, changes) {
    try {
      return await this.client.change(seen.id, { revision: seen.revision, ...changes });
    } catch (/** @type {any} */ error) {
      if (error.status !== CONFLICT || !error.current) throw error;
      const now = await this.client.get(seen.id);
      if (now.revision === seen.revision || !isSame(seen, now, changes)) throw error;
      return await this.client.change(seen.id, { revision: now.revision, ...changes });
    } finally {
      void this.refresh();
    }
  }

  /**
   * Moves it to the trash, and offers to undo that.
   * @param {Pick<Entry, "id" | "name">} workflow
   * @param {(id: string) => void} [restored] it was brought back
   * @returns {Promise<boolean>}
   */
  async remove({ id, name }, restored) {
    const { t, toasts } = this.#host;
    try {
      await this.client.remove(id);
      this.#removed.push({ id, name });
      const undo = () => void this.restore({ id, name }).then((done) => done && restored?.(id));
      toasts.show({ message: t("workflows.deleted", { name }), action: { label: t("undo"), run: undo }, about: topic(id) });
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    } finally {
      void this.refresh();
    }
  }

  /**
   * Brings back what was deleted last on this page.
   * @returns {Promise<string | null>} its id; null where there was nothing
   */
  async undoRemove() {
    const last = this.#removed.at(-1);
    return last && (await this.restore(last)) ? last.id : null;
  }

  /** @param {Pick<Entry, "id" | "name">} workflow */
  async restore({ id, name }) {
    const { t, toasts } = this.#host;
    this.#removed = this.#removed.filter((one) => one.id !== id);
    let done = false;
    try {
      const { name: now } = await this.client.restore(id);
      toasts.closeAbout(topic(id));
      toasts.show({ message: t("workflows.restored", { name: now ?? name }), severity: "success" });
      done = true;
    } catch (error) {
      toasts.showError(error);
    }
    await this.refresh();
    return done;
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const [{ workflows, tags }, deleted] = await Promise.all([this.client.list(), this.client.deleted()]);
      [this.list, this.tags, this.deleted, this.status, this.error] = [workflows, tags, deleted, "ready", null];
    } catch (/** @type {any} */ error) {
      [this.status, this.error] = ["failed", error];
      if (error.status === NOT_FOUND) [this.list, this.tags, this.deleted] = [[], [], []];
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} id what messages are about */
const topic = (id) => `workflow ${id}`;

/**
 * Whether nobody else changed what is to be changed.
 * @param {any} seen
 * @param {any} now
 * @param {Changes} changes
 */
function isSame(seen, now, changes) {
  return Object.keys(changes).every((key) => JSON.stringify(seen[key]) === JSON.stringify(now[key]));
}
