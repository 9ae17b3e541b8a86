/** One scene on the page of all scenes. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/** Twice what a card shows, for screens with small pixels. */
const SIDE = 384;

/** @typedef {import("../types.js").ListedScene} ListedScene */

export class SceneCard {
  #app;
  #drawn = "";
  #name;

  /**
   * @param {import("./pages.js").SceneApp} app
   * @param {ListedScene} scene
   * @param {(name: string, place: import("../../library/menu.js").Place) => void} openMenu
   */
  constructor(app, { name }, openMenu) {
    this.#app = app;
    this.#name = name;
    const { t } = app.host;
    this.link = element("a", { class: "penstock-scene-link", attributes: { href: `#/scenes/${encodeURIComponent(name)}`, draggable: "false" }, on: { click: () => void (app.last.scene = name) } });
    const more = button(t("scenes.menu", { name }), () => openMenu(name, { anchor: more }), { icon: icon("more"), class: "penstock-quiet" });
    for (const [key, value] of [["aria-haspopup", "menu"], ["tabindex", "-1"]]) setAttribute(more, key, value);
    this.root = element("li", { class: "penstock-scene-card", attributes: { "data-scene": name } }, this.link, more);
    this.root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      openMenu(name, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: more });
    });
  }

  /** @param {ListedScene} scene */
  show(scene) {
    const isDirty = this.#app.book.isDirty(scene.name);
    const drawn = JSON.stringify([scene, isDirty]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { t } = this.#app.host;
    const { prompts, used_in: stories = [] } = scene;
    const used = stories.length ? element("span", { class: "penstock-scene-used", text: t("scenes.used_in", { stories: stories.join(", "), count: stories.length }), attributes: { title: stories.join("\n") } }) : null;
    const facts = element("span", { class: "penstock-scene-facts" }, element("span", { text: t("scenes.prompt_count", { count: prompts }) }), used);
    const name = element("span", { class: "penstock-scene-name", text: this.#name, attributes: { dir: "auto", title: this.#name } });
    this.link.replaceChildren(this.#picture(scene), element("span", { class: "penstock-scene-words" }, name, facts), ...this.#marks(scene, isDirty));
  }

  /** @param {ListedScene} scene */
  #picture({ thumbnail, pictures }) {
    const { client } = this.#app.book;
    const shown = pictures.includes("base") ? "base" : (pictures[0] ?? "thumbnail");
    if (!thumbnail && !pictures.length) return element("span", { class: "penstock-scene-picture" }, icon("scene"));
    const source = client.pictureUrl(this.#name, shown, { side: SIDE, tag: thumbnail ?? "" });
    const image = element("img", { attributes: { src: source, alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    const frame = element("span", { class: "penstock-scene-picture" }, image);
    image.addEventListener("error", () => frame.replaceChildren(icon("warning")));
    return frame;
  }

  /**
   * @param {ListedScene} scene
   * @param {boolean} isDirty
   */
  #marks({ read_only: readOnly, problems }, isDirty) {
    const { t } = this.#app.host;
    const marks = [
      ...(isDirty ? [mark(t("scenes.unsaved"), "penstock-scene-unsaved")] : []),
      ...(readOnly ? [mark(t("scenes.newer"))] : []),
      ...(problems.length ? [mark(t("scenes.problems"), "penstock-scene-problem", problems.join("\n"))] : []),
    ];
    return marks.length ? [element("span", { class: "penstock-scene-marks" }, ...marks)] : [];
  }
}

/**
 * @param {string} text
 * @param {string} [kind]
 * @param {string} [title]
 */
function mark(text, kind = "", title) {
  return element("span", { class: `penstock-scene-mark ${kind}`.trim(), text, attributes: { title: title || null } });
}
