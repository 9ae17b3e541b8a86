/** One story: its board, and the way to its executions. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { keep, kept } from "../../library/page_storage.js";
import { topDialog } from "../../library/top_layer.js";
import { storyItems } from "../story_actions.js";
import { makeStoryBoard } from "../story_board.js";
import { StoryClient } from "../story_client.js";

const EXECUTION_EVENTS = ["execution_started", "execution_finished", "execution_images_deleted", "execution_images_restored", "reconnected"];

/**
 * @param {import("./pages.js").StoryApp} app
 * @param {string} story
 * @returns {import("../../standalone/app.js").Page}
 */
export function storyPage(app, story) {
  app.last.story = story;
  const page = new StoryPage(app, story);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["N", t("stories.add_scenes")],
    ["← → ↑ ↓", t("stories.keys.cards")],
    ["Enter", t("stories.keys.edit")],
    ["Alt+← / Alt+→", t("stories.keys.move")],
    ["Ctrl+D", t("stories.keys.duplicate")],
    ["Delete", t("stories.keys.remove")],
    ["Ctrl+Z / Ctrl+Shift+Z", t("stories.keys.undo")],
    ["Ctrl+S", t("stories.keys.save")],
  ]);
  return { root: page.root, title: story, close: () => page.close(), keys: { n: () => void page.board.add() }, shortcuts: () => [{ title: t("stories.title"), keys }] };
}

class StoryPage {
  #app;
  #story;
  #menu;
  #runs = element("a", { class: "penstock-story-runs" });
  #closed = new AbortController();

  /**
   * @param {import("./pages.js").StoryApp} app
   * @param {string} story
   */
  constructor(app, story) {
    this.#app = app;
    this.#story = story;
    const { host } = app;
    const { t } = host;
    this.board = makeStoryBoard();
    this.board.show({ host, story, sceneUrl: (scene) => `#/scenes/${encodeURIComponent(scene)}`, view: remembered(story), describes: true });
    this.board.addEventListener("penstock-view", () => this.#viewed(place(story)));
    window.addEventListener("popstate", () => this.#wentBack(), { signal: this.#closed.signal });
    this.#menu = button(t("stories.story_menu", { name: story }), () => this.#openMenu(), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#menu, "aria-haspopup", "menu");
    setAttribute(this.#runs, "href", `#/executions?story=${encodeURIComponent(story)}`);
    const back = element("a", { class: "penstock-story-up", attributes: { href: "#/stories", title: t("stories.title") } }, icon("back"), element("span", { text: t("stories.title") }));
    const head = element("div", { class: "penstock-story-page-head" }, back, element("h1", { text: story, attributes: { dir: "auto", title: story } }), this.#runs, this.#menu);
    this.root = element("section", { class: "penstock-story-page" }, head, this.board);
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal: this.#closed.signal });
    for (const name of EXECUTION_EVENTS) this.#closed.signal.addEventListener("abort", host.events.listen(name, () => void this.#countRuns()));
    setText(this.#runs, t("stories.executions"));
    void this.#countRuns();
  }

  close() {
    this.#closed.abort();
    this.board.close();
  }

  /** @param {string} kept where the view is kept */
  #viewed(kept) {
    const { board } = this;
    keep(kept, JSON.stringify(board.view));
    const isStep = history.state?.penstockCard === true;
    // On a phone a scene takes the place of the cards: the way back leads to them.
    if (board.view.open && board.isAlone && !isStep) history.pushState({ ...history.state, penstockCard: true }, "");
    else if (!board.view.open && isStep) history.back();
  }

  #wentBack() {
    if (this.board.view.open && this.board.isAlone && !history.state?.penstockCard) this.board.back();
  }

  async #countRuns() {
    const { t, requests } = this.#app.host;
    const count = await new StoryClient(requests).executions(this.#story).then(({ executions }) => executions.length, () => null);
    setAttribute(this.#runs, "hidden", count === null ? "" : null); // the plugin of executions is off
    setText(this.#runs, t("stories.execution_count", { count: count ?? 0 }));
  }

  /** @param {KeyboardEvent} event wherever the focus is: the browser would save the page */
  #onKey(event) {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S" || topDialog()) return;
    event.preventDefault();
    void this.board.save();
  }

  #openMenu() {
    const { host, stories, overview } = this.#app;
    openMenu(host, { anchor: this.#menu }, storyItems(host, stories, this.#story, { removed: overview }));
  }
}

/** @param {string} story */
const place = (story) => `penstock.stories.view.${story}`;

/**
 * How the board was left.
 * @param {string} story
 * @returns {import("../story_board.js").BoardView}
 */
function remembered(story) {
  try {
    return { ...JSON.parse(kept(place(story)) ?? "{}"), open: false };
  } catch {
    return {}; // another program's
  }
}
