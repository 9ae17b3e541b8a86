/** The cards of scenes: drawn where they changed, moved between by the arrow keys. */

import { element, setAttribute } from "../../library/elements.js";
import { chordOf } from "../../library/key_chords.js";
import { SceneCard } from "./scene_card.js";

/**
 * @typedef {import("../types.js").ListedScene} ListedScene
 *
 * @typedef {object} CardsOptions
 * @property {(name: string, place: import("../../library/menu.js").Place) => void} menu
 * @property {(name: string) => void} rename
 * @property {(name: string) => void} remove
 * @property {() => void} above the user goes up from the first row
 */

export class SceneCards {
  #app;
  #options;
  #cards = /** @type {Map<string, SceneCard>} */ (new Map());
  /** What gets the focus as soon as it is there. */
  #awaited = "";

  /**
   * @param {import("./pages.js").SceneApp} app
   * @param {CardsOptions} options
   */
  constructor(app, options) {
    this.#app = app;
    this.#options = options;
    this.root = element("ul", { class: "penstock-scene-cards", attributes: { "aria-label": app.host.t("scenes.title") } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** The name of the scene whose card has the focus, null for none. */
  get focused() {
    const card = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest(".penstock-scene-cards > [data-scene]"));
    return card?.dataset.scene ?? null;
  }

  /** @param {readonly ListedScene[]} scenes */
  show(scenes) {
    const { focused } = this;
    const at = focused === null ? -1 : this.#links.findIndex((link) => link === document.activeElement);
    const before = this.#cards;
    this.#cards = new Map(scenes.map((scene) => [scene.name, before.get(scene.name) ?? new SceneCard(this.#app, scene, this.#options.menu)]));
    for (const scene of scenes) this.#cards.get(scene.name)?.show(scene);
    const roots = [...this.#cards.values()].map(({ root }) => root);
    const isSame = roots.length === this.root.childElementCount && roots.every((root, index) => root === this.root.children[index]);
    if (!isSame) this.root.replaceChildren(...roots);
    setAttribute(this.root, "hidden", scenes.length ? null : "");
    if (!isSame && focused !== null) (this.linkOf(focused) ?? this.#links[Math.min(Math.max(at, 0), scenes.length - 1)])?.focus({ preventScroll: true });
    if (this.#awaited && this.#cards.has(this.#awaited)) this.focus(this.#awaited);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  linkOf(name) {
    return this.#cards.get(name)?.link ?? null;
  }

  focusFirst() {
    this.#links[0]?.focus();
  }

  /** @param {string} name of a scene that is there, or soon will be */
  focus(name) {
    const link = this.linkOf(name);
    this.#awaited = link ? "" : name;
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  }

  get #links() {
    return [...this.#cards.values()].map(({ link }) => link);
  }

  /** How many stand side by side. */
  get #columns() {
    const links = this.#links;
    const other = links.findIndex((link) => link.offsetParent !== null && rowOf(link) !== rowOf(links[0]));
    return other < 0 ? links.length : other;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const target = /** @type {HTMLAnchorElement} */ (event.target);
    const { focused } = this;
    const links = this.#links;
    const at = links.indexOf(target);
    if (focused === null || at < 0) return;
    const to = (/** @type {number} */ place) => () => (place < 0 ? this.#options.above() : links[Math.min(place, links.length - 1)].focus());
    const menu = () => this.#options.menu(focused, { anchor: target });
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowRight: to(at + 1),
      ArrowLeft: to(Math.max(at - 1, 0)),
      ArrowDown: to(at + this.#columns),
      ArrowUp: to(at - this.#columns),
      Home: to(0),
      End: to(links.length - 1),
      F2: () => this.#options.rename(focused),
      Delete: () => this.#options.remove(focused),
      ContextMenu: menu,
      "Shift+F10": menu,
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    does();
  }
}

/** @param {HTMLElement} link */
const rowOf = (link) => /** @type {HTMLElement} */ (link.parentElement).offsetTop;
