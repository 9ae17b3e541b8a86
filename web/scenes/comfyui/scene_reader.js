/** What is saved of the scenes that nodes show: pictures, masks, and the names of prompts. Read once for the whole page. */

import { SceneClient, promptsPath } from "../scene_client.js";

const SCENE_EVENTS = ["scene_saved", "scene_restored", "scene_deleted", "scene_changed_elsewhere"];
const PROMPT_EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];
const NOT_FOUND = 404;
const MOST_DETAIL = 60;

/**
 * The prompts with the beginnings of their texts, and the compositions with the prompts that they are made of.
 * @typedef {{name: string, detail: string}} Named
 *
 * `scene` is null while it is read, and where there is none (`missing`) or it cannot be read.
 * @typedef {{scene: import("../types.js").Scene | null, prompts: Named[], missing: boolean}} Read
 */

const READING = /** @type {Read} */ ({ scene: null, prompts: [], missing: false });

/** Dispatches `change` when something has been read. */
export class SceneReader extends EventTarget {
  #host;
  #known = /** @type {Map<string, Read>} */ (new Map());
  /** Counts the reads: of two at once the one that began later counts. */
  #reads = /** @type {Map<string, number>} */ (new Map());

  /** @param {import("../../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new SceneClient(host.requests);
    for (const name of SCENE_EVENTS) host.events.listen(name, ({ scene }) => this.#again(scene));
    for (const name of PROMPT_EVENTS) host.events.listen(name, ({ folder }) => this.#again(folder));
    host.events.listen("scene_renamed", ({ old_name: before, new_name: now }) => (this.#again(before), this.#again(now)));
    host.events.listen("reconnected", () => [...this.#known.keys()].forEach((name) => this.#again(name)));
  }

  /**
   * What is saved of a scene.
   * @param {string} name
   * @returns {Read}
   */
  saved(name) {
    if (!name) return READING;
    if (!this.#known.has(name)) void this.#read(name);
    return this.#known.get(name) ?? READING;
  }

  /** @param {string} name */
  #again(name) {
    if (this.#known.has(name)) void this.#read(name);
  }

  /** @param {string} name */
  async #read(name) {
    this.#known.set(name, this.#known.get(name) ?? READING);
    const mine = (this.#reads.get(name) ?? 0) + 1;
    this.#reads.set(name, mine);
    const prompts = this.#host.requests.get(promptsPath(name)).then(namesOf, () => []);
    const found = await this.client.get(name).then(
      async (scene) => ({ scene, prompts: await prompts, missing: false }),
      (error) => ({ scene: null, prompts: [], missing: error.status === NOT_FOUND }),
    );
    if (mine !== this.#reads.get(name)) return;
    this.#known.set(name, found);
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {{prompts?: Record<string, {value?: unknown}>, compositions?: Record<string, string[]>} | null} collection
 * @returns {Named[]}
 */
function namesOf(collection) {
  const { prompts = {}, compositions = {} } = collection ?? {};
  const alone = Object.entries(prompts).map(([name, { value }]) => ({ name, detail: String(value ?? "").slice(0, MOST_DETAIL) }));
  const together = Object.entries(compositions).filter(([name]) => !Object.hasOwn(prompts, name));
  return [...alone, ...together.map(([name, parts]) => ({ name, detail: parts.join(" + ").slice(0, MOST_DETAIL) }))];
}
