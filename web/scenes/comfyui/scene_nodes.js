/** All nodes of scenes of the page. */

import { linkStyles } from "../../library/elements.js";
import { SceneBook } from "../scene_book.js";
import { SceneNode } from "./scene_node.js";
import { KINDS } from "./node_kinds.js";
import { SceneReader } from "./scene_reader.js";

/**
 * What the nodes share.
 * @typedef {object} Shared
 * @property {SceneBook} book
 * @property {SceneReader} reader
 */

export class SceneNodes {
  #page;
  #shared;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, SceneNode>} */ (new WeakMap());
  #waiting = false;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    linkStyles(new URL("./scene_node.css", import.meta.url).href);
    this.#page = page;
    this.#shared = { book: SceneBook.of(page.host), reader: new SceneReader(page.host) };
    for (const source of [this.#shared.book, this.#shared.reader, page.graphProfiles]) source.addEventListener("change", () => this.updateSoon());
    page.host.events.listen("scene_renamed", ({ old_name: before, new_name: now }) => this.#renamed(before, now));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const kind = Object.keys(KINDS).find((name) => this.#page.owns(node, name));
    if (!kind) return;
    this.#nodes.set(node, new SceneNode(this.#page, this.#shared, node, KINDS[kind]));
    if (this.#shared.book.status === "loading") void this.#shared.book.refresh();
    this.updateSoon();
  }

  /**
   * @param {any} node
   * @returns {(object | null)[]} entries of ComfyUI's menu of the node
   */
  menu(node) {
    return this.#nodes.get(node)?.menu() ?? [];
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
