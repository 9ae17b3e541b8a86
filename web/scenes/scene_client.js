/** The routes of scenes; their drafts have a client of their own. */

/**
 * @typedef {import("./types.js").Scene} Scene
 * @typedef {import("./types.js").ListedScene} ListedScene
 */

const ROOT = "/penstock/scenes";

/** @param {string} scene */
export const scenePath = (scene) => `${ROOT}/${encodeURIComponent(scene)}`;

/** @param {string} scene */
export const promptsPath = (scene) => `/penstock/prompts/${encodeURIComponent(scene)}`;

export class SceneClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{scenes: ListedScene[], folder: string}>} */
  list() {
    return this.#requests.get(ROOT);
  }

  /**
   * @param {string} name
   * @returns {Promise<Scene>}
   */
  create(name) {
    return this.#requests.send("POST", ROOT, { name });
  }

  /**
   * @param {string} scene
   * @returns {Promise<Scene>} what is saved
   */
  get(scene) {
    return this.#requests.get(scenePath(scene));
  }

  /**
   * @param {string} scene
   * @param {string} name
   * @returns {Promise<Scene>}
   */
  rename(scene, name) {
    return this.#requests.send("PATCH", scenePath(scene), { name });
  }

  /**
   * @param {string} scene
   * @returns {Promise<{trash: string}>}
   */
  remove(scene) {
    return this.#requests.send("DELETE", scenePath(scene));
  }

  /** @returns {Promise<string[]>} the scenes whose prompts have changes that are not saved */
  async dirtyPrompts() {
    const { collections } = await this.#requests.get("/penstock/prompts");
    return collections.filter((/** @type {any} */ { draft }) => draft?.dirty).map((/** @type {any} */ { folder }) => folder);
  }

  /** @returns {Promise<{deleted: import("./types.js").DeletedScene[]}>} the last deleted first */
  deleted() {
    return this.#requests.get("/penstock/scene_trash");
  }

  /**
   * @param {string} trash
   * @returns {Promise<{name: string}>}
   */
  restore(trash) {
    return this.#requests.send("POST", `/penstock/scene_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * Puts a picture there; the one that was there goes to the trash.
   * @param {string} scene
   * @param {string} picture
   * @param {File} file
   * @returns {Promise<{trash: string | null}>}
   */
  putPicture(scene, picture, file) {
    const form = new FormData();
    form.append("file", file, file.name || `${picture}.png`);
    return this.#requests.upload(`${scenePath(scene)}/pictures/${encodeURIComponent(picture)}`, form);
  }

  /**
   * @param {string} scene
   * @param {string} picture
   * @returns {Promise<{trash: string}>}
   */
  removePicture(scene, picture) {
    return this.#requests.send("DELETE", `${scenePath(scene)}/pictures/${encodeURIComponent(picture)}`);
  }

  /** @param {string} trash */
  restorePicture(trash) {
    return this.#requests.send("POST", `/penstock/scene_picture_trash/${encodeURIComponent(trash)}/restore`);
  }

  /**
   * @param {string} scene
   * @param {string} picture a name of PICTURES, `thumbnail`, or `mask:<name>`
   * @param {{side?: number, tag?: string}} [wanted] the longer side in pixels, none for the file itself; `tag` of its version
   */
  pictureUrl(scene, picture, { side, tag } = {}) {
    const isMask = picture.startsWith("mask:");
    const place = isMask ? `masks/${encodeURIComponent(picture.slice("mask:".length))}` : `pictures/${encodeURIComponent(picture)}`;
    const query = [side && `side=${side}`, tag && `v=${encodeURIComponent(tag)}`].filter(Boolean).join("&");
    return this.#requests.address(`${scenePath(scene)}/${place}${query && `?${query}`}`);
  }
}
