/** The dialog that asks for scenes: pictures to click, several at once, typed search, all by key too. */

import { askText, openDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { StoryClient } from "./story_client.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./scene_book.js").SceneBook} book
 * @returns {Promise<string[]>} the names in the order in which they were chosen; none where it was cancelled
 */
export async function chooseScenes(host, book) {
  await Promise.all([loadStyles([new URL("./scene_chooser.css", import.meta.url).href]), book.refresh()]);
  const chooser = new SceneChooser(host, book);
  let taken = /** @type {string[]} */ ([]);
  const actions = [
    { label: host.t("library.cancel"), run: () => {} },
    { label: host.t("stories.add_chosen"), primary: true, run: () => (taken = chooser.chosen).length > 0 },
  ];
  const dialog = openDialog(host, { title: host.t("stories.choose_scenes"), content: chooser.root, wide: true, className: "penstock-story-scene-chooser-dialog penstock-texts", actions });
  chooser.accept = () => dialog.root.querySelector("form")?.requestSubmit();
  chooser.confirm = /** @type {HTMLButtonElement | null} */ (dialog.root.querySelector("button[type=submit]"));
  chooser.update();
  await dialog.closed;
  return taken;
}

class SceneChooser {
  accept = () => {};
  confirm = /** @type {HTMLButtonElement | null} */ (null);
  chosen = /** @type {string[]} */ ([]);
  #host;
  #book;
  #search;
  #list = element("div", { class: "penstock-story-scene-choices", attributes: { role: "group", tabindex: -1 } });
  #note = element("p", { class: "penstock-story-scene-note", attributes: { role: "status" } });
  #active = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./scene_book.js").SceneBook} book
   */
  constructor(host, book) {
    this.#host = host;
    this.#book = book;
    const { t } = host;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("stories.search_scenes"), "aria-label": t("stories.search_scenes"), autocomplete: "off", spellcheck: "false", autofocus: "" },
      on: { input: () => this.#draw(), keydown: (event) => this.#onSearchKey(event) },
    });
    const create = button(t("stories.new_scene"), () => void this.#create(), { icon: icon("plus"), showLabel: true, class: "penstock-button" });
    setAttribute(this.#list, "aria-label", t("stories.scenes"));
    this.#list.addEventListener("click", ({ target }) => this.#toggle(nameAt(target)));
    this.#list.addEventListener("dblclick", ({ target }) => this.#takeOne(nameAt(target)));
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.root = element("div", { class: "penstock-story-scene-chooser" }, element("div", { class: "penstock-story-scene-line" }, this.#search, create), this.#list, this.#note);
    this.#draw();
  }

  update() {
    const { t } = this.#host;
    const count = this.chosen.length;
    for (const tile of this.#tiles) {
      const at = this.chosen.indexOf(tile.dataset.name ?? "");
      setAttribute(tile, "aria-pressed", String(at >= 0));
      setText(/** @type {Element} */ (tile.querySelector(".penstock-story-scene-number")), at < 0 ? "" : String(at + 1));
      setAttribute(tile, "tabindex", tile.dataset.name === this.#active ? 0 : -1);
    }
    if (!this.confirm) return;
    setText(/** @type {Element} */ (this.confirm.querySelector("span")), count ? t("stories.add_count", { count }) : t("stories.add_chosen"));
    this.confirm.disabled = count === 0;
  }

  get #tiles() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  #draw() {
    const { t } = this.#host;
    const wanted = this.#search.value.trim().toLowerCase();
    const found = this.#book.list.filter(({ name }) => name.toLowerCase().includes(wanted));
    this.#list.replaceChildren(...found.map((scene) => this.#tile(scene)));
    if (!found.some(({ name }) => name === this.#active)) this.#active = found[0]?.name ?? "";
    const error = this.#book.error ? [this.#book.error.message, this.#book.error.hint].filter(Boolean).join(" ") : "";
    setText(this.#note, error || (found.length ? "" : this.#book.list.length ? t("stories.none_found") : t("stories.no_scenes_there")));
    setAttribute(this.#note, "hidden", this.#note.textContent ? null : "");
    this.update();
  }

  /** @param {import("./types.js").ListedScene} scene */
  #tile({ name, prompts }) {
    const picture = this.#book.picture(name, 256);
    return element(
      "button",
      { class: "penstock-story-scene-choice", attributes: { type: "button", "data-name": name, "aria-pressed": "false", "aria-label": name, title: name } },
      element("span", { class: "penstock-story-scene-picture" }, picture ? element("img", { attributes: { src: picture, alt: "", loading: "lazy", draggable: "false" } }) : icon("images"), element("span", { class: "penstock-story-scene-number" })),
      element("span", { class: "penstock-story-scene-name", text: name, attributes: { dir: "auto" } }),
      element("span", { class: "penstock-story-scene-count", text: this.#host.t("stories.prompt_count", { count: prompts }) }),
    );
  }

  /** @param {string} name */
  #toggle(name) {
    if (!name) return;
    this.#active = name;
    this.chosen = this.chosen.includes(name) ? this.chosen.filter((one) => one !== name) : [...this.chosen, name];
    this.update();
  }

  /** Makes a scene, and takes it. */
  async #create() {
    const { t, requests } = this.#host;
    let made = "";
    const check = async (/** @type {string} */ typed) => {
      made = (await new StoryClient(requests).createScene(typed.trim())).name;
      return "";
    };
    await askText(this.#host, { title: t("stories.new_scene_title"), label: t("stories.name"), value: this.#search.value.trim(), hint: t("stories.new_scene_hint"), confirm: t("stories.create"), check });
    if (!made) return;
    await this.#book.refresh();
    this.#search.value = "";
    this.#draw();
    this.#toggle(made);
  }

  /** @param {string} name */
  #takeOne(name) {
    if (!name) return;
    if (!this.chosen.includes(name)) this.#toggle(name);
    this.accept();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    const first = this.#tiles[0];
    if (event.key === "ArrowDown" && first) first.focus();
    else if (event.key === "Enter" && !this.chosen.length && this.#tiles.length === 1) this.#toggle(first.dataset.name ?? "");
    else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const tiles = this.#tiles;
    const at = tiles.findIndex((tile) => tile === event.target);
    const columns = Math.max(1, tiles.filter(({ offsetTop }) => offsetTop === tiles[0].offsetTop).length);
    const last = tiles.length - 1;
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      return this.#takeOne(tiles[at].dataset.name ?? "");
    }
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: Math.min(at + columns, last), Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return undefined;
    event.preventDefault();
    if (to < 0) return this.#search.focus();
    const next = tiles[Math.min(to, last)];
    this.#active = next.dataset.name ?? "";
    this.update();
    return next.focus();
  }
}

/** @param {EventTarget | null} target */
function nameAt(target) {
  return /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-name]"))?.dataset.name ?? "";
}
