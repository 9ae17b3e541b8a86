/** The scenes that there are, with what a story needs to know of each. One for each page: `SceneBook.of(host)`. */

import { StoryClient } from "./story_client.js";

const EVENTS = ["scene_saved", "scene_renamed", "scene_deleted", "scene_restored", "scene_changed_elsewhere", "prompts_saved", "prompts_deleted", "prompts_restored", "reconnected"];
export const SCENE_EVENTS = EVENTS.slice(0, 5);
const BOOKS = /** @type {WeakMap<object, SceneBook>} */ (new WeakMap());

/** @typedef {import("./types.js").ListedScene} ListedScene */

/** Dispatches `change`. */
export class SceneBook extends EventTarget {
  /** Whether they were read, and then are known. */
  isKnown = false;
  /** Why they could not be read. */
  error = /** @type {any} */ (null);
  list = /** @type {readonly ListedScene[]} */ ([]);
  #byName = /** @type {Map<string, ListedScene>} */ (new Map());
  #host;
  #client;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {SceneBook}
   */
  static of(host) {
    const book = BOOKS.get(host) ?? new SceneBook(host);
    BOOKS.set(host, book);
    return book;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.#client = new StoryClient(host.requests);
    for (const name of EVENTS) host.events.listen(name, () => this.#again());
  }

  /** Reads them again; done when they are as new as this call. Never rejects. */
  refresh() {
    this.#isStale = true;
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = null)));
  }

  /** @param {string} name */
  find(name) {
    return this.#byName.get(name) ?? null;
  }

  /**
   * Whether a story names a scene that is not there.
   * @param {string} name
   */
  isMissing(name) {
    return this.isKnown && !this.#byName.has(name);
  }

  /**
   * @param {string} name
   * @param {number} side the most pixels, 64 to 1024
   * @returns {string} the address of its picture, "" where it has none
   */
  picture(name, side) {
    const scene = this.#byName.get(name);
    const shown = scene && shownPicture(scene);
    if (!scene || !shown) return "";
    const tag = encodeURIComponent(scene.thumbnail ?? scene.revision ?? "");
    return this.#host.requests.address(`/penstock/scenes/${encodeURIComponent(name)}/pictures/${shown}?side=${side}&v=${tag}`);
  }

  /** What nobody has asked for yet is not read. */
  #again() {
    if (this.isKnown || this.error) void this.refresh();
  }

  async #readAll() {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#read();
    }
  }

  async #read() {
    try {
      const { scenes } = await this.#client.scenes();
      [this.list, this.isKnown, this.error] = [scenes, true, null];
      this.#byName = new Map(scenes.map((scene) => [scene.name, scene]));
    } catch (error) {
      this.error = error; // what was read before stays
    }
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * The picture of a scene that says most.
 * @param {ListedScene} scene
 */
function shownPicture({ pictures, thumbnail }) {
  const found = ["base", "upscale"].find((name) => pictures.includes(name));
  return found ?? (thumbnail ? "thumbnail" : (pictures[0] ?? ""));
}
