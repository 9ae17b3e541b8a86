/** The ways out where a story names a scene that is not there: it comes back, or it is taken out. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { StoryClient } from "./story_client.js";

export class MissingScene {
  #host;
  #client;
  #restore;
  #remove;
  #name = "";
  #trash = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {() => void} remove takes it out of the story
   */
  constructor(host, remove) {
    const { t } = host;
    this.#host = host;
    this.#client = new StoryClient(host.requests);
    this.#restore = button(t("stories.restore_scene"), () => void this.#bringBack(), { icon: icon("undo"), showLabel: true, class: "penstock-button" });
    this.#remove = button(t("stories.remove"), remove, { icon: icon("trash"), showLabel: true, class: "penstock-button" });
    this.root = element("div", { class: "penstock-story-ways", attributes: { hidden: "" } }, this.#restore, this.#remove);
  }

  /**
   * @param {string} name of the scene, "" where nothing is missing
   * @param {boolean} locked
   */
  show(name, locked) {
    setAttribute(this.root, "hidden", name ? null : "");
    this.#remove.disabled = locked;
    if (name === this.#name) return;
    this.#name = name;
    this.#trash = "";
    setAttribute(this.#restore, "hidden", "");
    if (name) void this.#look(name);
  }

  /** @param {string} name */
  async #look(name) {
    const { deleted } = await this.#client.deletedScenes().catch(() => ({ deleted: [] }));
    if (name !== this.#name) return;
    this.#trash = deleted.find((one) => one.name === name)?.trash ?? "";
    setAttribute(this.#restore, "hidden", this.#trash ? null : "");
  }

  async #bringBack() {
    try {
      await this.#client.restoreScene(this.#trash);
    } catch (error) {
      this.#host.toasts.showError(error);
    }
  }
}
