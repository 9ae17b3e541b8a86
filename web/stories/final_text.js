/** The texts that a run would use for a scene, as the server makes them. */

import { element, setAttribute, setText } from "../library/elements.js";
import { showSentences } from "./detail_fields.js";
import { StoryClient } from "./story_client.js";

const PAUSE_MS = 250;

export class FinalText {
  #host;
  #client;
  #prompt = element("p", { class: "penstock-story-final", attributes: { dir: "auto" } });
  #video = element("p", { class: "penstock-story-final", attributes: { dir: "auto" } });
  #videoLabel;
  #notes = element("div", { class: "penstock-story-notes", attributes: { role: "status", hidden: "" } });
  #asked = "";
  #timer = 0;
  #reads = 0;

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    this.#host = host;
    this.#client = new StoryClient(host.requests);
    this.#videoLabel = element("span", { class: "penstock-story-label", text: host.t("stories.video_text") });
    this.root = element("div", { class: "penstock-story-finals" }, this.#prompt, this.#videoLabel, this.#video, this.#notes);
  }

  /**
   * @param {import("./types.js").StoryScene} scene
   * @param {string} state another one whenever the prompts of the scene are others; with what is not saved of them
   * @param {boolean} isUnsaved whether prompts of the scene are not saved
   */
  show(scene, state, isUnsaved) {
    const asked = JSON.stringify([scene, state, isUnsaved]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#read(scene, isUnsaved), PAUSE_MS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#reads += 1;
  }

  /**
   * @param {import("./types.js").StoryScene} scene
   * @param {boolean} isUnsaved
   */
  async #read(scene, isUnsaved) {
    const { t } = this.#host;
    const read = (this.#reads += 1);
    const unsaved = isUnsaved ? [t("stories.prompts_unsaved")] : [];
    try {
      const { prompt, video_prompt: video, notes } = await this.#client.prompts(scene);
      if (read === this.#reads) this.#write(prompt, video, [...notes, ...unsaved]);
    } catch (/** @type {any} */ error) {
      if (read === this.#reads) this.#write("", "", [[error.message, error.hint].filter(Boolean).join(" "), ...unsaved]);
    }
  }

  /**
   * @param {string} prompt
   * @param {string} video
   * @param {string[]} notes
   */
  #write(prompt, video, notes) {
    setText(this.#prompt, prompt || this.#host.t("stories.no_text"));
    this.#prompt.classList.toggle("penstock-board-card-dim", !prompt);
    const isOther = video !== prompt;
    for (const one of [this.#video, this.#videoLabel]) setAttribute(one, "hidden", isOther ? null : "");
    setText(this.#video, video);
    showSentences(this.#notes, notes);
  }
}
