/** The videos of an execution, by order; one of them plays. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { ordinal } from "./execution_names.js";

const MOVING_PICTURES = /\.(gif|webp|png)$/i;

/**
 * @typedef {import("./types.js").Video} Video
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 */

export class VideoList {
  #host;
  #client;
  #remove;
  #execution = /** @type {OpenExecution | null} */ (null);
  #list = element("ul", { class: "penstock-video-lines" });
  #player = element("div", { class: "penstock-video-player" });
  #drawn = "";
  #playing = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./execution_client.js").ExecutionClient} client
   * @param {(name: string) => void} remove
   */
  constructor(host, client, remove) {
    this.#host = host;
    this.#client = client;
    this.#remove = remove;
    setAttribute(this.#list, "aria-label", host.t("executions.videos"));
    this.root = element("div", { class: "penstock-videos" }, this.#player, this.#list);
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {OpenExecution} execution */
  show(execution) {
    this.#execution = execution;
    const drawn = JSON.stringify([execution.videos, this.#playing]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (!execution.videos.some(({ name }) => name === this.#playing)) this.#play(execution.videos[0]?.name ?? "", false);
    const at = this.#buttons.indexOf(/** @type {any} */ (document.activeElement));
    this.#list.replaceChildren(...execution.videos.map((video) => this.#line(video)));
    if (at >= 0) this.#buttons[Math.min(at, this.#buttons.length - 1)]?.focus();
  }

  /** Nothing goes on sounding where it is not seen. */
  stop() {
    this.#player.querySelector("video")?.pause();
  }

  get #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll("li > button:first-child")]);
  }

  /** @param {Video} video */
  #line(video) {
    const { t } = this.#host;
    const { name, order } = video;
    const way = this.#wayOf(video);
    const number = element("span", { class: "penstock-sheet-order", text: String(ordinal(order)) });
    const play = button(way || name, () => this.#choose(name), { showLabel: true });
    play.prepend(icon("film"), number);
    play.append(element("small", { text: name }));
    setAttribute(play, "aria-current", name === this.#playing ? "true" : null);
    play.dataset.video = name;
    const remove = button(t("executions.delete_video", { name }), () => this.#remove(name), { icon: icon("trash"), class: "penstock-quiet" });
    setAttribute(remove, "hidden", this.#execution?.about?.read_only ? "" : null);
    return element("li", {}, play, remove);
  }

  /** Scenes as the story calls them; file names have them in small letters. @param {Video} video */
  #wayOf({ order, scene, next_scene: next }) {
    const scenes = this.#execution?.about?.scenes ?? [];
    const at = scenes.findIndex((one) => one.order === order);
    const from = scenes[at]?.name ?? scene;
    return next ? this.#host.t("executions.transition", { scene: from, next: (at >= 0 && scenes[at + 1]?.name) || next }) : from;
  }

  /** @param {string} name */
  #choose(name) {
    this.#play(name, true);
    for (const one of this.#buttons) setAttribute(one, "aria-current", one.dataset.video === name ? "true" : null);
  }

  /**
   * @param {string} name
   * @param {boolean} begins
   */
  #play(name, begins) {
    this.#playing = name;
    if (!name || !this.#execution) return this.#player.replaceChildren();
    const shown = this.#execution.videos.find((video) => video.name === name);
    if (!shown) return this.#player.replaceChildren();
    const src = this.#client.videoUrl(this.#execution.key, shown);
    if (MOVING_PICTURES.test(name)) return this.#player.replaceChildren(element("img", { attributes: { src, alt: name } }));
    const video = element("video", { attributes: { src, controls: "", loop: "", playsinline: "", preload: "metadata", "aria-label": name }, properties: { muted: true } });
    this.#player.replaceChildren(video);
    // Browsers may refuse to begin by themselves: the controls are there.
    if (begins) video.play().catch((error) => error.name === "NotSupportedError" && this.#player.append(element("p", { text: this.#host.t("executions.cannot_play"), attributes: { role: "status" } })));
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const buttons = this.#buttons;
    const at = buttons.findIndex((one) => one.closest("li")?.contains(document.activeElement));
    const chord = chordOf(event);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[chord];
    const name = buttons[at]?.dataset.video;
    if (to !== undefined) buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus();
    else if (chord === "Delete" && name && !this.#execution?.about?.read_only) this.#remove(name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
