/** The pictures and masks of one scene, as its folder has them now, and what is done to them. */

import { PictureStep } from "./picture_step.js";
import { SceneClient } from "./scene_client.js";

const EVENTS = ["scene_saved", "scene_deleted", "scene_restored", "scene_changed_elsewhere"];

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Scene} Scene
 */

/** Dispatches `change`, and `step` (detail: a `PictureStep`) when something was done that can be undone. */
export class SceneFiles extends EventTarget {
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** Why they could not be read, where `status` is "failed". */
  error = /** @type {any} */ (null);
  scene = /** @type {Scene | null} */ (null);
  /** The pictures that are on their way to the server. */
  busy = /** @type {ReadonlySet<string>} */ (new Set());
  #host;
  #name;
  #stops;
  #reads = 0;

  /**
   * @param {Host} host
   * @param {string} name of the scene
   */
  constructor(host, name) {
    super();
    this.#host = host;
    this.#name = name;
    this.client = new SceneClient(host.requests);
    this.#stops = EVENTS.map((event) => host.events.listen(event, ({ scene }) => scene === name && void this.refresh()));
    this.#stops.push(host.events.listen("reconnected", () => void this.refresh()));
    void this.refresh();
  }

  close() {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** @param {string} picture a name of PICTURES or `mask:<name>` */
  find(picture) {
    if (picture.startsWith("mask:")) return this.masks.find(({ name }) => `mask:${name}` === picture) ?? null;
    return this.scene?.pictures.find(({ name }) => name === picture) ?? null;
  }

  get masks() {
    return this.scene?.masks ?? [];
  }

  /**
   * @param {string} picture
   * @param {number} [side] none for the file itself
   */
  url(picture, side) {
    return this.client.pictureUrl(this.#name, picture, { side, tag: this.find(picture)?.tag });
  }

  /** Never rejects. */
  async refresh() {
    const mine = (this.#reads += 1);
    const found = await this.client.get(this.#name).then(
      (scene) => ({ scene, status: /** @type {const} */ ("ready"), error: null }),
      (error) => ({ scene: this.scene, status: /** @type {const} */ ("failed"), error }),
    );
    if (mine !== this.#reads) return;
    Object.assign(this, found);
    this.#tell();
  }

  /**
   * Puts a picture there, and offers to undo that.
   * @param {string} picture
   * @param {File} file
   * @param {string} label what people call the picture
   */
  async put(picture, file, label) {
    const { t, toasts } = this.#host;
    await this.#during(picture, async () => {
      const before = this.find(picture);
      let { trash } = await this.client.putPicture(this.#name, picture, file);
      await this.refresh();
      // What has the same bytes is not written, and there is nothing to take back.
      if (before && !trash) return void toasts.show({ message: t("scenes.same", { picture: label }), about: this.#topic(picture) });
      const message = trash ? t("scenes.replaced", { picture: label }) : t("scenes.added", { picture: label });
      const redo = async () => void ({ trash } = await this.client.putPicture(this.#name, picture, file));
      this.#did(picture, { message, severity: "success" }, { undo: () => this.#takeBack(picture, trash), redo });
      return undefined;
    });
  }

  /**
   * Moves a picture to the trash, and offers to undo that.
   * @param {string} picture
   * @param {string} label
   */
  async remove(picture, label) {
    await this.#during(picture, async () => {
      let { trash } = await this.client.removePicture(this.#name, picture);
      await this.refresh();
      const redo = async () => void ({ trash } = await this.client.removePicture(this.#name, picture));
      this.#did(picture, { message: this.#host.t("scenes.removed", { picture: label }) }, { undo: () => this.client.restorePicture(trash), redo });
    });
  }

  /**
   * What was put there goes, what was there before comes back.
   * @param {string} picture
   * @param {string | null} trash
   */
  #takeBack(picture, trash) {
    // What is in its place goes to the trash itself.
    return trash ? this.client.restorePicture(trash) : this.client.removePicture(this.#name, picture);
  }

  /**
   * Tells what was done, and offers to undo it.
   * @param {string} picture
   * @param {{message: string, severity?: "success"}} told
   * @param {{undo: () => Promise<unknown>, redo: () => Promise<unknown>}} does
   */
  #did(picture, told, { undo, redo }) {
    const { t, toasts } = this.#host;
    const about = this.#topic(picture);
    const again = (/** @type {() => Promise<unknown>} */ work) => () => (toasts.closeAbout(about), this.#during(picture, () => work().then(() => this.refresh())));
    const step = new PictureStep({ undo: again(undo), redo: again(redo) });
    toasts.show({ ...told, about, action: { label: t("undo"), run: () => void step.undo() } });
    this.dispatchEvent(new CustomEvent("step", { detail: step }));
  }

  /**
   * @param {string} picture
   * @param {() => Promise<unknown>} work
   */
  async #during(picture, work) {
    if (this.busy.has(picture)) return;
    this.busy = new Set([...this.busy, picture]);
    this.#tell();
    try {
      await work();
    } catch (error) {
      this.#host.toasts.showError(error);
    } finally {
      this.busy = new Set([...this.busy].filter((one) => one !== picture));
      this.#tell();
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} picture */
  #topic(picture) {
    return `scene picture ${this.#name} ${picture}`;
  }
}
