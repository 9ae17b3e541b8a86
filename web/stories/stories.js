/** The stories that there are, as they are now. One for each page: `Stories.of(host)`. */

import { StoryClient } from "./story_client.js";

const KIND = "stories";
const NOT_FOUND = 404;
export const STORY_EVENTS = ["story_saved", "story_deleted", "story_restored", "story_changed_elsewhere"];
const EVENTS = [...STORY_EVENTS, "scene_saved", "scene_renamed", "scene_deleted", "scene_restored", "reconnected"];
const DRAFT_EVENTS = ["draft_changed", "draft_closed"];
const ALL = /** @type {WeakMap<object, Stories>} */ (new WeakMap());

/**
 * @typedef {import("./types.js").ListedStory} ListedStory
 * @typedef {import("./types.js").DeletedStory} DeletedStory
 */

/** Dispatches `change`. `create` and `duplicate` reject with the server's words, the others show them. */
export class Stories extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  list = /** @type {readonly ListedStory[]} */ ([]);
  deleted = /** @type {readonly DeletedStory[]} */ ([]);
  #host;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  /** What was deleted here, the last one last. */
  #removed = /** @type {{trash: string, name: string}[]} */ ([]);
  #isWanted = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {Stories}
   */
  static of(host) {
    const all = ALL.get(host) ?? new Stories(host);
    ALL.set(host, all);
    return all;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new StoryClient(host.requests);
    for (const name of EVENTS) host.events.listen(name, () => this.#again());
    for (const name of DRAFT_EVENTS) host.events.listen(name, (event) => event.draft?.kind === KIND && this.#again());
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = this.#isWanted = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @param {string} name */
  find(name) {
    return this.list.find((one) => one.name === name) ?? null;
  }

  /** @returns {Promise<string[]>} the names of those that are saved, read anew */
  async names() {
    await this.refresh();
    return this.list.filter((one) => !isUnsaved(one)).map(({ name }) => name);
  }

  /**
   * @param {string} name
   * @param {string[]} [scenes] names of scenes
   */
  async create(name, scenes) {
    await this.client.create(name, scenes);
    await this.refresh();
  }

  /**
   * @param {string} story
   * @param {string} name
   */
  async duplicate(story, name) {
    await this.client.duplicate(story, name);
    await this.refresh();
  }

  /**
   * Moves it to the trash, and offers to undo that.
   * @param {string} name
   * @returns {Promise<boolean>}
   */
  async remove(name) {
    const { t, toasts } = this.#host;
    try {
      const { trash } = await this.client.remove(name);
      this.#removed.push({ trash, name });
      const action = { label: t("undo"), run: () => void this.restore(trash, name) };
      toasts.show({ message: t("stories.deleted", { name }), action, about: topic(name) });
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    } finally {
      void this.refresh();
    }
  }

  /** Brings back what was deleted last on this page. */
  async undoRemove() {
    const last = this.#removed.at(-1);
    if (last) await this.restore(last.trash, last.name);
  }

  /**
   * @param {string} trash
   * @param {string} name
   */
  async restore(trash, name) {
    const { t, toasts } = this.#host;
    this.#removed = this.#removed.filter((one) => one.trash !== trash);
    try {
      await this.client.restore(trash);
      toasts.closeAbout(topic(name));
      toasts.show({ message: t("stories.restored", { name }), severity: "success" });
    } catch (error) {
      toasts.showError(error);
    }
    await this.refresh();
  }

  /** What nobody has asked for yet is not read. */
  #again() {
    if (this.#isWanted) void this.refresh();
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const [{ stories }, { deleted }] = await Promise.all([this.client.list(), this.client.deleted()]);
      [this.list, this.deleted, this.status, this.error] = [stories, deleted, "ready", null];
    } catch (/** @type {any} */ error) {
      [this.status, this.error] = ["failed", error];
      if (error.status === NOT_FOUND) [this.list, this.deleted] = [[], []];
    }
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Whether a story has no file yet: all of it is an unsaved draft.
 * @param {ListedStory} story
 */
export const isUnsaved = ({ revision, read_only: readOnly, draft }) => revision === null && !readOnly && draft !== null;

/** @param {string} name what messages are about */
const topic = (name) => `story ${name}`;
