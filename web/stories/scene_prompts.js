/**
 * The prompts and compositions of scenes, as they are edited now: read as they are needed, or out of the drafts that a board
 * holds for editing them in place.
 */

import { draftOf } from "../library/texts/draft.js";
import { promptsPath } from "./story_client.js";

const SAVED = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];
const NOT_FOUND = 404;

/**
 * `isKnown`: they were read; a scene without prompts has none. `prompts` are texts by name, `compositions` names of prompts.
 * @typedef {{isKnown: boolean, prompts: ReadonlyMap<string, string>, compositions: ReadonlyMap<string, string[]>}} Known
 *
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 * @typedef {import("../library/texts/types.js").DraftEntry} DraftEntry
 */

const UNKNOWN = /** @type {Known} */ ({ isKnown: false, prompts: new Map(), compositions: new Map() });
const NONE = /** @type {Known} */ ({ ...UNKNOWN, isKnown: true });

/** @param {string} name */
export const promptKey = (name) => `prompt:${name}`;

/** Dispatches "change" with `detail` the name of the scene. */
export class ScenePrompts extends EventTarget {
  #host;
  #known = /** @type {Map<string, Known>} */ (new Map());
  #reading = /** @type {Set<string>} */ (new Set());
  #drafts = /** @type {Map<string, Draft>} */ (new Map());
  #stop = new AbortController();

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    const { events } = host;
    const stops = [
      ...SAVED.map((name) => events.listen(name, ({ folder }) => this.#again(folder))),
      ...["draft_changed", "draft_closed"].map((name) => events.listen(name, ({ draft }) => draft.kind === "prompts" && this.#again(draft.name))),
      events.listen("scene_renamed", ({ old_name: old, new_name: name }) => (this.#drop(old), this.#again(old), this.#again(name))),
      events.listen("reconnected", () => this.#known.forEach((_, scene) => this.#again(scene))),
    ];
    this.#stop.signal.addEventListener("abort", () => stops.forEach((stop) => stop()));
  }

  /** The drafts that are held. */
  get drafts() {
    return [...this.#drafts.values()];
  }

  /**
   * What is known of a scene's prompts now.
   * @param {string} scene
   * @param {boolean} [reads] them, where they are not known
   * @returns {Known}
   */
  of(scene, reads = true) {
    const draft = this.#drafts.get(scene);
    if (draft?.status === "ready") return knownOf(draft.entries);
    const known = this.#known.get(scene);
    if (!known && reads) void this.#read(scene);
    return known ?? UNKNOWN;
  }

  /**
   * The draft of a scene's prompts, for editing them.
   * @param {string} scene
   * @returns {Draft}
   */
  hold(scene) {
    const held = this.#drafts.get(scene);
    if (held) return held;
    const draft = draftOf(this.#host, promptsPath(scene));
    this.#drafts.set(scene, draft);
    draft.words.textOf = (value) => (typeof value?.value === "string" ? value.value : JSON.stringify(value, null, 1));
    draft.addEventListener("change", () => this.#told(scene), { signal: this.#stop.signal });
    return draft;
  }

  /**
   * Lets go of drafts that have nothing to be saved.
   * @param {string} [but] the scene that is shown
   */
  letGo(but) {
    for (const [scene, draft] of this.#drafts) if (scene !== but && !draft.dirty && !draft.saving) this.#drop(scene);
  }

  close() {
    this.#stop.abort();
    for (const draft of this.#drafts.values()) draft.close();
    this.#drafts.clear();
  }

  /** @param {string} scene */
  #drop(scene) {
    const draft = this.#drafts.get(scene);
    if (!draft) return;
    this.#drafts.delete(scene);
    if (draft.status === "ready") this.#known.set(scene, knownOf(draft.entries));
    draft.close();
  }

  /** @param {string} scene */
  #again(scene) {
    if (this.#known.has(scene) && !this.#drafts.has(scene)) void this.#read(scene);
  }

  /** @param {string} scene */
  async #read(scene) {
    if (this.#reading.has(scene)) return;
    this.#reading.add(scene);
    try {
      const { entries } = await this.#host.requests.get(`${promptsPath(scene)}/drafts`);
      this.#known.set(scene, knownOf(new Map(Object.entries(entries))));
    } catch (/** @type {any} */ error) {
      if (error.status === NOT_FOUND) this.#known.set(scene, NONE);
    } finally {
      this.#reading.delete(scene);
    }
    this.#told(scene);
  }

  /** @param {string} scene */
  #told(scene) {
    if (!this.#stop.signal.aborted) this.dispatchEvent(new CustomEvent("change", { detail: scene }));
  }
}

/**
 * @param {ReadonlyMap<string, DraftEntry>} entries
 * @returns {Known}
 */
function knownOf(entries) {
  const prompts = new Map();
  const compositions = new Map();
  for (const [key, { value }] of entries) {
    const name = key.slice(key.indexOf(":") + 1);
    if (key.startsWith("prompt:")) prompts.set(name, String(value?.value ?? ""));
    else if (key.startsWith("composition:")) compositions.set(name, value);
  }
  return { isKnown: true, prompts, compositions };
}
