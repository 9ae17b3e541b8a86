/** All nodes of stories of the page. */

import { linkStyles } from "../../library/elements.js";
import { SceneBook } from "../scene_book.js";
import { Stories } from "../stories.js";
import { StoryEditNode } from "./edit_node.js";
import { KINDS } from "./node_kinds.js";
import { StoryNode } from "./story_node.js";

/**
 * What the nodes share.
 * @typedef {object} Shared
 * @property {Stories} stories
 * @property {SceneBook} book
 * @property {Map<string, import("../story_board.js").BoardView>} views how boards were left, by the place of their node
 */

export class StoryNodes {
  #page;
  #shared;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, StoryNode | StoryEditNode>} */ (new WeakMap());
  #waiting = false;
  #isRead = false;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    for (const sheet of ["./story_node.css", "../story_board.css"]) linkStyles(new URL(sheet, import.meta.url).href);
    this.#page = page;
    this.#shared = { stories: Stories.of(page.host), book: SceneBook.of(page.host), views: new Map() };
    for (const source of [this.#shared.stories, this.#shared.book, page.graphProfiles]) source.addEventListener("change", () => this.updateSoon());
    page.host.events.listen("scene_renamed", ({ old_name: before, new_name: now }) => this.#renamed(before, now));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const kind = Object.keys(KINDS).find((name) => this.#page.owns(node, name));
    if (!kind) return;
    this.#readOnce();
    this.#nodes.set(node, kind === "StoryEdit" ? new StoryEditNode(this.#page, this.#shared, node) : new StoryNode(this.#page, this.#shared, node, KINDS[kind]));
    this.updateSoon();
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      for (const node of this.#all()) node.update();
    });
  }

  /** What no node needs is not read. */
  #readOnce() {
    if (this.#isRead) return;
    this.#isRead = true;
    void this.#shared.stories.refresh();
    void this.#shared.book.refresh();
  }

  #all() {
    const nodes = new Set(Object.keys(KINDS).flatMap((name) => this.#page.graphProfiles.all(name)));
    return [...nodes].flatMap((node) => this.#nodes.get(node) ?? []);
  }

  /**
   * What refers to a scene by its name follows it.
   * @param {string} before
   * @param {string} now
   */
  #renamed(before, now) {
    for (const node of this.#all()) node.follow(before, now);
    this.updateSoon();
  }
}
