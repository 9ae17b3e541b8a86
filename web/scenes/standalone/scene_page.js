/** One scene: its editor, under its name. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { topDialog } from "../../library/top_layer.js";
import { renameScene, sceneItems } from "../scene_actions.js";
import { makeSceneEditor } from "../scene_editor.js";

/**
 * @param {import("./pages.js").SceneApp} app
 * @param {string} scene
 * @returns {import("../../standalone/app.js").Page}
 */
export function scenePage(app, scene) {
  app.last.scene = scene;
  const page = new ScenePage(app, scene);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["F2", t("scenes.keys.rename")],
    ["/", t("scenes.keys.search_prompts")],
    ["N", t("scenes.keys.add_prompt")],
    ["← ↑ ↓ →", t("scenes.keys.pictures")],
    ["Enter", t("scenes.keys.view")],
    ["Ctrl+V", t("scenes.keys.paste")],
    ["Delete", t("scenes.keys.remove")],
    ["Alt+↑ / Alt+↓", t("scenes.keys.move_lora")],
    ["Ctrl+Z / Ctrl+Shift+Z", t("scenes.keys.undo")],
    ["Ctrl+S", t("scenes.keys.save")],
  ]);
  return {
    root: page.root,
    title: scene,
    under: "/scenes",
    close: () => page.close(),
    keys: { F2: () => page.rename(), "/": () => page.editor.focusSearch(), n: () => page.editor.beginAdd() },
    shortcuts: () => [{ title: t("scenes.title"), keys }],
  };
}

class ScenePage {
  #app;
  #scene;
  #more;
  #used = element("span", { class: "penstock-scene-page-used" });
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").SceneApp} app
   * @param {string} scene
   */
  constructor(app, scene) {
    this.#app = app;
    this.#scene = scene;
    const { host, book } = app;
    const { t } = host;
    this.editor = makeSceneEditor();
    this.editor.show({ host, scene, promptsPage: `#/prompts/${encodeURIComponent(scene)}`, renamed: (name) => app.open(name) });
    this.#more = button(t("scenes.menu", { name: scene }), () => this.#openMenu(this.#more), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#more, "aria-haspopup", "menu");
    const back = element("a", { class: "penstock-scene-back", attributes: { href: "#/scenes", title: t("scenes.title") } }, icon("back"), element("span", { text: t("scenes.title") }));
    const head = element("div", { class: "penstock-scene-head" }, back, element("h1", { text: scene, attributes: { dir: "auto", title: scene } }), this.#used, this.#more);
    this.root = element("section", { class: "penstock-scene-page" }, head, this.editor);
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal: this.#closed.signal });
    book.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    void book.refresh();
    this.#show();
  }

  close() {
    this.#closed.abort();
    this.editor.close();
  }

  rename() {
    void renameScene(this.#app.host, this.#app.book, this.#scene).then((name) => name && name !== this.#scene && this.#app.open(name));
  }

  #show() {
    const { status } = this.#app.book;
    setAttribute(this.#more, "hidden", status === "ready" && !this.#app.book.find(this.#scene) ? "" : null);
    const stories = this.#app.book.find(this.#scene)?.used_in ?? [];
    const drawn = JSON.stringify(stories);
    if (this.#used.dataset.drawn === drawn) return;
    this.#used.dataset.drawn = drawn;
    setText(this.#used, "");
    if (!stories.length) return;
    const links = stories.flatMap((story, at) => [at ? ", " : " ", element("a", { text: story, attributes: { href: `#/stories/${encodeURIComponent(story)}`, dir: "auto" } })]);
    this.#used.append(this.#app.host.t("scenes.in_stories"), ...links);
  }

  /** @param {HTMLElement} anchor */
  #openMenu(anchor) {
    const { host, book, open, overview } = this.#app;
    openMenu(host, { anchor }, sceneItems(host, book, this.#scene, { renamed: (name) => name !== this.#scene && open(name), removed: overview, restored: open }));
  }

  /** @param {KeyboardEvent} event wherever the focus is: the browser would save the page */
  #onKey(event) {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S" || topDialog()) return;
    event.preventDefault();
    void this.editor.save();
  }
}
