/** What can be done to the scenes of a story: added, moved, duplicated, removed. Each is one step, and can be undone. */

import { icon } from "../library/icons.js";
import { chooseScenes } from "./scene_chooser.js";
import { added, broughtBack, movedTo, newScene, ordered, sceneIds, sceneKey, sceneOf } from "./story_scenes.js";

const READ_MS = 2000;

/**
 * @typedef {object} DeedOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./board_drafts.js").BoardDrafts} drafts
 * @property {import("./scene_prompts.js").ScenePrompts} prompts
 * @property {import("./scene_book.js").SceneBook} book
 * @property {(text: string) => void} say to screen readers
 * @property {(id: string, focus: boolean) => void} reveal
 */

export class BoardDeeds {
  #options;

  /** @param {DeedOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /**
   * Asks for scenes and puts them behind one, at the end without any.
   * @param {string} after
   */
  async add(after) {
    const { host, drafts, book, prompts, say } = this.#options;
    const names = await chooseScenes(host, book);
    if (!names.length) return;
    const firsts = await Promise.all(names.map((name) => firstPrompt(prompts, name)));
    const ids = sceneIds(drafts.story);
    const at = ids.includes(after) ? ids.indexOf(after) + 1 : ids.length;
    this.#put(names.map((name, one) => newScene(name, firsts[one])), at);
    say(host.t("stories.added", { count: names.length }));
  }

  /**
   * @param {string} id
   * @param {number} to its place among the others
   */
  move(id, to) {
    const { host, drafts, say, reveal } = this.#options;
    const ids = sceneIds(drafts.story);
    void drafts.edit(drafts.story, [ordered(movedTo(ids, [id], to))]);
    say(host.t("stories.moved", { name: sceneOf(drafts.story, id)?.scene_name ?? "", place: to + 1, count: ids.length }));
    requestAnimationFrame(() => requestAnimationFrame(() => reveal(id, true)));
  }

  /** @param {string} id */
  duplicate(id) {
    const { drafts } = this.#options;
    const scene = sceneOf(drafts.story, id);
    if (scene) this.#put([{ ...scene }], sceneIds(drafts.story).indexOf(id) + 1);
  }

  /**
   * Takes a scene out of the story; the scene itself stays.
   * @param {string} id
   */
  remove(id) {
    const { host, drafts } = this.#options;
    const { t, toasts } = host;
    const value = sceneOf(drafts.story, id);
    if (!value || drafts.readOnly) return;
    const at = sceneIds(drafts.story).indexOf(id);
    void drafts.edit(drafts.story, [{ key: sceneKey(id), removed: true }]);
    const undo = () => void drafts.edit(drafts.story, broughtBack(drafts.story, [{ id, value, at }]));
    toasts.show({ message: t("stories.removed", { name: value.scene_name }), action: { label: t("undo"), run: undo }, about: `story scene ${id}` });
  }

  /**
   * @param {string} id
   * @returns {(import("../library/menu.js").MenuItem | null)[]}
   */
  items(id) {
    const { host, drafts } = this.#options;
    const { t } = host;
    const ids = sceneIds(drafts.story);
    const at = ids.indexOf(id);
    const locked = drafts.readOnly;
    return [
      { label: t("stories.earlier"), icon: icon("back"), keys: "Alt+←", disabled: locked || at <= 0, run: () => this.move(id, at - 1) },
      { label: t("stories.later"), icon: icon("forward"), keys: "Alt+→", disabled: locked || at === ids.length - 1, run: () => this.move(id, at + 1) },
      { label: t("stories.add_behind"), icon: icon("plus"), disabled: locked, run: () => void this.add(id) },
      { label: t("stories.duplicate_scene"), icon: icon("duplicate"), keys: "Ctrl+D", disabled: locked, run: () => this.duplicate(id) },
      null,
      { label: t("stories.remove"), icon: icon("trash"), keys: "Delete", danger: true, disabled: locked, run: () => this.remove(id) },
    ];
  }

  /**
   * @param {import("./types.js").StoryScene[]} scenes
   * @param {number} at
   */
  #put(scenes, at) {
    const { drafts, reveal } = this.#options;
    const { edits, ids } = added(drafts.story, scenes, at);
    void drafts.edit(drafts.story, edits);
    requestAnimationFrame(() => requestAnimationFrame(() => reveal(ids[0], true)));
  }
}

/**
 * The first prompt of a scene, else its first composition, else a text that is still to be written; so too where its
 * prompts do not come in time.
 * @param {import("./scene_prompts.js").ScenePrompts} prompts
 * @param {string} scene
 * @returns {Promise<{source: string, key: string}>}
 */
function firstPrompt(prompts, scene) {
  const first = () => firstOf(prompts.of(scene));
  if (prompts.of(scene).isKnown) return Promise.resolve(first());
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = () => (done.abort(), resolve(first()));
    prompts.addEventListener("change", (event) => /** @type {CustomEvent} */ (event).detail === scene && end(), { signal: done.signal });
    setTimeout(end, READ_MS);
  });
}

/** @param {import("./scene_prompts.js").Known} known */
function firstOf({ prompts, compositions }) {
  for (const [source, all] of /** @type {const} */ ([["prompt", prompts], ["composition", compositions]])) {
    const [key] = all.keys();
    if (key !== undefined) return { source, key };
  }
  return { source: "custom", key: "" };
}
