/** All nodes of prompts of the page. */

import { linkStyles } from "../../library/elements.js";
import { Collections } from "../collections.js";
import { CollectionReader } from "./collection_reader.js";
import { ComposerNode } from "./composer_node.js";
import { EditNode } from "./edit_node.js";

const EDIT = "PromptCollectionEdit";
const COMPOSER = "PromptComposer";

/**
 * What the nodes share.
 * @typedef {object} Shared
 * @property {CollectionReader} reader
 * @property {Collections} collections
 * @property {Map<string, object>} views how tables were left, by the place of their node
 */

export class PromptNodes {
  #page;
  #shared;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, EditNode | ComposerNode>} */ (new WeakMap());
  #waiting = false;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    linkStyles(new URL("./prompt_node.css", import.meta.url).href);
    this.#page = page;
    this.#shared = { reader: new CollectionReader(page.host), collections: Collections.of(page.host), views: new Map() };
    for (const source of [this.#shared.reader, this.#shared.collections, page.graphProfiles]) source.addEventListener("change", () => this.updateSoon());
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const kind = [EDIT, COMPOSER].find((name) => this.#page.owns(node, name));
    if (!kind) return;
    this.#nodes.set(node, kind === EDIT ? new EditNode(this.#page, this.#shared, node) : new ComposerNode(this.#page, this.#shared, node));
    this.updateSoon();
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      const { graphProfiles } = this.#page;
      for (const node of new Set([...graphProfiles.all(EDIT), ...graphProfiles.all(COMPOSER)])) this.#nodes.get(node)?.update();
    });
  }
}
