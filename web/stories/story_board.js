/** `<penstock-story-board>`: the scenes of a story as cards in their order, and all of the one that is chosen. */

import { button, element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openMenu } from "../library/menu.js";
import { draftOf } from "../library/texts/draft.js";
import { makeSaveBar } from "../library/texts/save_bar.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { BoardCards } from "./board_cards.js";
import { BoardDeeds } from "./board_deeds.js";
import { BoardDrafts } from "./board_drafts.js";
import { boardMessage, boardNotices } from "./board_messages.js";
import { storyWords, usesOf } from "./board_words.js";
import { SceneBook } from "./scene_book.js";
import { SceneDetail } from "./scene_detail.js";
import { faultsOf, faultWords, promptText } from "./scene_faults.js";
import { ScenePrompts } from "./scene_prompts.js";
import { storyPath } from "./story_client.js";
import { DESCRIPTION, sceneIds, sceneOf } from "./story_scenes.js";
import { TextField } from "./text_field.js";

const SHEETS = ["./story_board.css", "./story_cards.css", "./story_detail.css"];

/**
 * @typedef {object} BoardOptions
 * @property {import("../library/host.js").Host} host
 * @property {string} story its name
 * @property {(scene: string) => string} [sceneUrl] the address of the page of a scene, where there is one
 * @property {boolean} [newTab] that page is another one than this
 * @property {boolean} [describes] whether the description of the story is shown
 * @property {HTMLElement[]} [tools] at the end of the bar
 * @property {BoardView} [view] how it was left
 *
 * @typedef {{scene?: string, open?: boolean}} BoardView the id of the scene that is chosen; whether it is open where there is
 *   room for the cards or a scene
 */

/** Dispatches "penstock-view" when another scene is chosen. */
export class StoryBoard extends HTMLElement {
  #options = /** @type {BoardOptions} */ (/** @type {unknown} */ (null));
  #drafts = /** @type {BoardDrafts} */ (/** @type {unknown} */ (null));
  #prompts = /** @type {ScenePrompts} */ (/** @type {unknown} */ (null));
  #book = /** @type {SceneBook} */ (/** @type {unknown} */ (null));
  #cards = /** @type {BoardCards} */ (/** @type {unknown} */ (null));
  #detail = /** @type {SceneDetail} */ (/** @type {unknown} */ (null));
  #deeds = /** @type {BoardDeeds} */ (/** @type {unknown} */ (null));
  #notices = element("div", { class: "penstock-story-notices", attributes: { role: "status" } });
  #message = element("div", { class: "penstock-story-message" });
  #count = element("span", { class: "penstock-story-count" });
  #add = element("button");
  #description = /** @type {TextField | null} */ (null);
  #said = element("div", { class: "penstock-hidden", attributes: { role: "status", "aria-live": "polite" } });
  #stop = new AbortController();
  #isOpen = false;
  #waiting = false;

  /** @param {BoardOptions} options */
  show(options) {
    this.close();
    this.#stop = new AbortController();
    this.#options = options;
    for (const name of SHEETS) linkStyles(new URL(name, import.meta.url).href);
    this.className = "penstock-story-board penstock-texts";
    const { host, story, view = {} } = options;
    this.#book = SceneBook.of(host);
    this.#prompts = new ScenePrompts(host);
    const draft = draftOf(host, storyPath(story));
    this.#drafts = new BoardDrafts(draft, this.#prompts, storyWords(host.t, draft));
    this.#build();
    this.#isOpen = view.open ?? false;
    this.#listen();
    if (!this.#book.isKnown) void this.#book.refresh();
    this.#update();
    if (view.scene) this.#cards.reveal(view.scene, false);
  }

  close() {
    if (this.#stop.signal.aborted || !this.#options) return;
    this.#description?.commit();
    this.#stop.abort();
    this.#detail.close();
    this.#cards.close();
    this.#drafts.close();
    this.#drafts.story.close();
    this.#prompts.close();
  }

  /** How it is left. @returns {BoardView} */
  get view() {
    return { scene: this.#cards.active, open: this.#isOpen };
  }

  /** The draft of the story. */
  get draft() {
    return this.#drafts.story;
  }

  /** Asks for scenes and puts them behind the chosen one. */
  add() {
    return this.#deeds.add(this.#cards.active);
  }

  save() {
    this.#commit();
    return this.#drafts.save();
  }

  /** Keeps what is being typed. */
  #commit() {
    this.#description?.commit();
    this.#detail.commit();
  }

  #build() {
    const { host, tools = [], sceneUrl, newTab = false } = this.#options;
    const { t } = host;
    const [drafts, prompts, book] = [this.#drafts, this.#prompts, this.#book];
    this.#deeds = new BoardDeeds({ host, drafts, prompts, book, say: (text) => setText(this.#said, text), reveal: (id, focus) => this.#cards.reveal(id, focus) });
    const deeds = this.#deeds;
    this.#cards = new BoardCards(t, {
      looksOf: (id, isVisible) => this.#looksOf(id, isVisible),
      chosen: () => this.#chosen(),
      open: (id, byKey) => this.#open(id, byKey),
      move: (id, to) => deeds.move(id, to),
      remove: (id) => deeds.remove(id),
      duplicate: (id) => deeds.duplicate(id),
      openMenu: (id, place) => openMenu(host, place, this.#items(id)),
      left: () => this.#add.focus(),
    });
    this.#detail = new SceneDetail({ host, drafts, prompts, book, back: () => this.back(), remove: (id) => (this.back(), deeds.remove(id)), sceneUrl: sceneUrl ?? null, newTab });
    this.#add = button(t("stories.add_scenes"), () => void this.add(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-story-add" });
    setAttribute(this.#add, "aria-label", t("stories.add_scenes"));
    const bar = makeSaveBar();
    bar.show({ host, draft: /** @type {any} */ (drafts), ...drafts.words, tools: [this.#add, this.#count, ...tools] });
    const head = element("div", { class: "penstock-story-head" }, bar);
    this.#description = this.#options.describes ? describing(t, drafts) : null;
    const main = element("div", { class: "penstock-story-main" }, this.#cards.root, this.#detail.root);
    this.replaceChildren(element("div", { class: "penstock-story-inner" }, head, this.#description?.root ?? null, this.#notices, this.#message, main, this.#said));
  }

  #listen() {
    const { signal } = this.#stop;
    const [drafts, prompts] = [this.#drafts, this.#prompts];
    drafts.addEventListener("change", () => this.#updateSoon(), { signal });
    drafts.story.addEventListener("saved", () => this.#prompts.letGo(this.#shownScene), { signal });
    prompts.addEventListener("change", (event) => /** @type {CustomEvent} */ (event).detail === this.#shownScene && this.#detail.refreshNames(), { signal });
    this.#book.addEventListener("change", () => this.#updateSoon(), { signal });
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    window.addEventListener("pagehide", () => this.#commit(), { signal });
    const giveBack = ownUndoKeys(this, { undo: () => void drafts.undo(), redo: () => void drafts.redo() });
    signal.addEventListener("abort", giveBack);
  }

  #updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    // Not before a frame: the prompts of hundreds of scenes come one by one.
    requestAnimationFrame(() => {
      this.#waiting = false;
      if (!this.#stop.signal.aborted) this.#update();
    });
  }

  #update() {
    const { host } = this.#options;
    const { story } = this.#drafts;
    const isReady = story.status === "ready";
    const ids = isReady ? sceneIds(story) : [];
    this.#cards.show(ids, story.readOnly);
    this.#detail.show(this.#cards.active);
    this.#description?.show(story.entries.get(DESCRIPTION)?.value ?? "", !isReady || story.readOnly);
    this.#prompts.letGo(this.#shownScene);
    this.#add.disabled = !isReady || story.readOnly;
    setText(this.#count, isReady ? host.t("stories.scene_count", { count: ids.length }) : "");
    setAttribute(this, "data-gone", story.status === "missing" || story.status === "failed" ? "" : null);
    setAttribute(this, "data-empty", ids.length ? null : "");
    setAttribute(this, "data-open", this.#isOpen && ids.length ? "" : null);
    replaceIfOther(this.#notices, boardNotices(host, story));
    replaceIfOther(this.#message, boardMessage(host, story, ids.length, { retry: () => void story.open(), add: () => void this.add() }));
  }

  /** The name of the scene that is shown in full. */
  get #shownScene() {
    return sceneOf(this.#drafts.story, this.#cards.active)?.scene_name;
  }

  /**
   * @param {string} id
   * @param {boolean} isVisible
   * @returns {import("./story_card.js").CardLooks}
   */
  #looksOf(id, isVisible) {
    const { t } = this.#options.host;
    const { story } = this.#drafts;
    const scene = sceneOf(story, id);
    if (!scene) return { id, name: "", picture: "", text: "", dim: true, uses: [], faults: [], mark: "" };
    const { scene_name: name } = scene;
    const known = this.#prompts.of(name, isVisible && this.#book.find(name) !== null);
    const words = faultWords(t, scene);
    const faults = faultsOf(scene, this.#book, known).map((fault) => words[fault]);
    const text = promptText(scene, known).slice(0, 400);
    const dim = !text.trim() && !faults.length;
    return { id, name, picture: this.#book.picture(name, 256), text: dim && known.isKnown ? t("stories.no_text") : text, dim, uses: usesOf(t, scene), faults, mark: story.markOf(`scene:${id}`) };
  }

  #chosen() {
    this.#detail.show(this.#cards.active);
    this.dispatchEvent(new Event("penstock-view"));
  }

  /**
   * @param {string} id
   * @param {boolean} byKey the focus goes there too
   */
  #open(id, byKey) {
    this.#isOpen = true;
    this.#cards.reveal(id, false);
    this.#update();
    if (byKey || this.isAlone) this.#detail.focus();
    this.dispatchEvent(new Event("penstock-view"));
  }

  /** Whether a scene is shown in the place of the cards. */
  get isAlone() {
    return getComputedStyle(this.#cards.root).display === "none";
  }

  /** Back to the cards. */
  back() {
    this.#isOpen = false;
    this.#detail.commit();
    this.#update();
    this.#cards.focus();
    this.dispatchEvent(new Event("penstock-view"));
  }

  /**
   * @param {string} id
   * @returns {(import("../library/menu.js").MenuItem | null)[]}
   */
  #items(id) {
    const { host, sceneUrl, newTab } = this.#options;
    const name = sceneOf(this.#drafts.story, id)?.scene_name ?? "";
    const goTo = sceneUrl && this.#book.find(name) ? [{ label: host.t("stories.open_scene"), icon: icon("forward"), run: () => void window.open(sceneUrl(name), newTab ? "_blank" : "_self") }] : [];
    return [{ label: host.t("stories.edit"), icon: icon("rename"), keys: "Enter", run: () => this.#open(id, true) }, ...goTo, null, ...this.#deeds.items(id)];
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const chord = chordOf(event);
    const isBack = chord === "Escape" && this.#detail.root.contains(/** @type {Node} */ (event.target));
    if (event.defaultPrevented || (chord !== "Ctrl+S" && !isBack)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isBack) this.back();
    else void this.save();
  }
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {BoardDrafts} drafts
 */
function describing(t, drafts) {
  const seen = () => drafts.story.entries.get(DESCRIPTION) ?? null;
  const put = (/** @type {string} */ value, /** @type {import("./board_drafts.js").Seen} */ began) => void drafts.edit(drafts.story, [{ key: DESCRIPTION, value }], began);
  const history = { undo: () => void drafts.undo(), redo: () => void drafts.redo() };
  const field = new TextField({ label: t("stories.description"), placeholder: t("stories.description"), hideLabel: true, seen, put, history });
  field.root.classList.add("penstock-story-description");
  return field;
}

/**
 * @param {HTMLElement} parent
 * @param {Node[]} nodes
 */
function replaceIfOther(parent, nodes) {
  const same = nodes.length === parent.childNodes.length && nodes.every((node, at) => node.isEqualNode(parent.childNodes[at]));
  if (!same) parent.replaceChildren(...nodes);
}

export function defineStoryBoard() {
  if (!customElements.get("penstock-story-board")) customElements.define("penstock-story-board", StoryBoard);
}

/** @returns {StoryBoard} */
export function makeStoryBoard() {
  defineStoryBoard();
  return /** @type {StoryBoard} */ (document.createElement("penstock-story-board"));
}
