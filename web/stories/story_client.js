/** The routes of stories; their drafts have a client of their own. */

const ROOT = "/penstock/stories";

/** @param {string} story */
export const storyPath = (story) => `${ROOT}/${encodeURIComponent(story)}`;

/** @param {string} scene the address of the prompts of a scene */
export const promptsPath = (scene) => `/penstock/prompts/${encodeURIComponent(scene)}`;

export class StoryClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{stories: import("./types.js").ListedStory[]}>} */
  list() {
    return this.#requests.get(ROOT);
  }

  /**
   * @param {string} name
   * @param {string[]} [scenes] names of scenes
   * @returns {Promise<unknown>}
   */
  create(name, scenes = []) {
    return this.#requests.send("POST", ROOT, { name, scenes });
  }

  /**
   * A copy of what is saved.
   * @param {string} story
   * @param {string} name
   * @returns {Promise<unknown>}
   */
  duplicate(story, name) {
    return this.#requests.send("POST", `${storyPath(story)}/duplicate`, { name });
  }

  /**
   * @param {string} story
   * @returns {Promise<{trash: string}>}
   */
  remove(story) {
    return this.#requests.send("DELETE", storyPath(story));
  }

  /** @returns {Promise<{deleted: import("./types.js").DeletedStory[]}>} the last deleted first */
  deleted() {
    return this.#requests.get("/penstock/story_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<{name?: string, story?: string}>}
   */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/story_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * The texts that a run would use for a scene.
   * @param {import("./types.js").StoryScene} scene
   * @param {number} [seed]
   * @returns {Promise<import("./types.js").ScenePrompts>}
   */
  prompts(scene, seed = 0) {
    return this.#requests.send("POST", "/penstock/story_prompts", { scene, seed });
  }

  /** @returns {Promise<{scenes: import("./types.js").ListedScene[]}>} */
  scenes() {
    return this.#requests.get("/penstock/scenes");
  }

  /**
   * @param {string} name
   * @returns {Promise<{name: string}>}
   */
  createScene(name) {
    return this.#requests.send("POST", "/penstock/scenes", { name });
  }

  /** @returns {Promise<{deleted: {trash: string, name: string}[]}>} the last deleted first */
  deletedScenes() {
    return this.#requests.get("/penstock/scene_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<unknown>}
   */
  restoreScene(trash) {
    return this.#requests.send("POST", `/penstock/scene_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * @param {string} story
   * @returns {Promise<{jobs: string[]}>} the newest first
   */
  jobs(story) {
    return this.#requests.get(`/penstock/story_jobs/${encodeURIComponent(story)}`);
  }

  /**
   * @param {string} story
   * @returns {Promise<{executions: any[]}>} the newest first
   */
  executions(story) {
    return this.#requests.get(`/penstock/executions?story=${encodeURIComponent(story)}`);
  }
}
