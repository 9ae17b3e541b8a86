/** The scenes that there are, as they are now. One for each page: `SceneBook.of(host)`. */

import { SceneClient } from "./scene_client.js";

const NOT_FOUND = 404;
const EVENTS = [
  ...["scene_saved", "scene_renamed", "scene_deleted", "scene_restored", "scene_changed_elsewhere"],
  ...["prompts_saved", "prompt_migrated", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"],
  ...["story_saved", "story_deleted", "story_restored", "story_changed_elsewhere", "reconnected"],
];
const DRAFT_EVENTS = ["draft_changed", "draft_closed"];
const ALL = /** @type {WeakMap<object, SceneBook>} */ (new WeakMap());
/** Events come in bursts. */
const PAUSE_MS = 120;

/**
 * @typedef {import("./types.js").ListedScene} ListedScene
 * @typedef {import("./types.js").DeletedScene} DeletedScene
 */

/** Dispatches `change`. `create` and `rename` reject with the server's words, the others show them. */
export class SceneBook extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  list = /** @type {readonly ListedScene[]} */ ([]);
  deleted = /** @type {readonly DeletedScene[]} */ ([]);
  /** Where the scenes are, as people read it. */
  folder = "";
  #host;
  #dirtyPrompts = /** @type {ReadonlySet<string>} */ (new Set());
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;
  /** What was deleted here and how it is told that it is back, the last one last. */
  #removed = /** @type {{trash: string, restored?: (name: string) => void}[]} */ ([]);
  #soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {SceneBook}
   */
  static of(host) {
    const all = ALL.get(host) ?? new SceneBook(host);
    ALL.set(host, all);
    return all;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new SceneClient(host.requests);
    for (const name of EVENTS) host.events.listen(name, () => this.#refreshSoon());
    for (const name of DRAFT_EVENTS) host.events.listen(name, ({ draft }) => this.#draftTold(draft, name === "draft_changed"));
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @param {string} name */
  find(name) {
    return this.list.find((one) => one.name === name) ?? null;
  }

  /**
   * Whether a scene, or its prompts, have changes that are not saved.
   * @param {string} name
   */
  isDirty(name) {
    return (this.find(name)?.draft?.dirty ?? false) || this.#dirtyPrompts.has(name);
  }

  /** @returns {Promise<{name: string, detail: string}[]>} read anew, for a picker */
  async names() {
    await this.refresh();
    if (this.status === "failed") throw this.error;
    const { t } = this.#host;
    return this.list.map(({ name, prompts }) => ({ name, detail: t("scenes.prompt_count", { count: prompts }) }));
  }

  /** @param {string} name */
  async create(name) {
    const made = await this.client.create(name);
    await this.refresh();
    return made;
  }

  /**
   * @param {string} scene
   * @param {string} name
   */
  async rename(scene, name) {
    const renamed = await this.client.rename(scene, name);
    await this.refresh();
    return renamed;
  }

  /**
   * Moves it to the trash, and offers to undo that.
   * @param {string} name
   * @param {(name: string) => void} [restored]
   * @returns {Promise<boolean>}
   */
  async remove(name, restored) {
    const { t, toasts } = this.#host;
    try {
      const { trash } = await this.client.remove(name);
      this.#removed.push({ trash, restored });
      const undo = () => void this.restore(trash).then((back) => back && restored?.(back));
      toasts.show({ message: t("scenes.deleted", { name }), action: { label: t("undo"), run: undo }, about: topic(name) });
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
    const name = last && (await this.restore(last.trash));
    if (name) last?.restored?.(name);
  }

  /**
   * @param {string} trash
   * @returns {Promise<string | null>} its name
   */
  async restore(trash) {
    const { t, toasts } = this.#host;
    this.#removed = this.#removed.filter((one) => one.trash !== trash);
    try {
      const { name } = await this.client.restore(trash);
      toasts.closeAbout(topic(name));
      toasts.show({ message: t("scenes.restored", { name }), severity: "success" });
      await this.refresh();
      return name;
    } catch (error) {
      toasts.showError(error);
      return null;
    }
  }

  /**
   * Every step of a draft is told: the list only shows whether there is one.
   * @param {{kind: string, name: string, dirty: boolean} | undefined} draft
   * @param {boolean} isOpen
   */
  #draftTold(draft, isOpen) {
    if (!draft) return;
    const known = { scenes: this.find(draft.name)?.draft?.dirty ?? false, prompts: this.#dirtyPrompts.has(draft.name) }[draft.kind];
    if (known !== undefined && known !== (isOpen && draft.dirty)) this.#refreshSoon();
  }

  #refreshSoon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.refresh();
    }, PAUSE_MS);
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const [{ scenes, folder }, { deleted }, prompts] = await Promise.all([this.client.list(), this.client.deleted(), this.client.dirtyPrompts()]);
      this.#dirtyPrompts = new Set(prompts);
      [this.list, this.folder, this.deleted, this.status, this.error] = [scenes, folder, deleted, "ready", null];
    } catch (/** @type {any} */ error) {
      [this.status, this.error] = ["failed", error];
      if (error.status === NOT_FOUND) [this.list, this.deleted] = [[], []];
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} name what messages are about */
const topic = (name) => `scene ${name}`;
