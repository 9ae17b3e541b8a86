/** All nodes of executions of the page. */

import { after } from "../../library/comfyui/widgets.js";
import { linkStyles } from "../../library/elements.js";
import { ExecutionBook } from "../execution_book.js";
import { FOLDER_KINDS, FolderNode } from "./folder_node.js";
import { InitNode } from "./init_node.js";
import { LastExecutions } from "./last_executions.js";
import { RunningNode } from "./running_node.js";

const INIT = "StoryExecutionInit";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = [
  ...["execution_started", "execution_image_saved", "execution_finished", "execution_image_picked", "execution_images_deleted"],
  ...["execution_images_restored", "execution_changed_elsewhere"],
];

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function executionNodes(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const nodes = new ExecutionNodes(page);
  return {
    nodeCreated: (node) => nodes.created(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

class ExecutionNodes {
  #page;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, InitNode | FolderNode>} */ (new WeakMap());
  #waiting = false;
  /** @type {import("./folder_feed.js").Shared} */
  #shared;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    for (const sheet of ["./execution_node.css", "../browser.css"]) linkStyles(new URL(sheet, import.meta.url).href);
    this.#page = page;
    this.#shared = { book: ExecutionBook.of(page.host), last: new LastExecutions() };
    page.graphProfiles.addEventListener("change", () => this.updateSoon());
    this.#shared.book.addEventListener("change", () => this.updateSoon());
    new RunningNode(page, (id, key) => this.#heard(id, key));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const made = this.#make(node);
    if (!made) return;
    this.#shared.book.watch();
    this.#nodes.set(node, made);
    after(node, "onExecuted", (/** @type {any} */ output) => output?.execution?.[0] && this.#works(node, output.execution[0]));
    this.updateSoon();
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      for (const node of this.#all()) this.#nodes.get(node)?.update();
    });
  }

  /** @param {any} node */
  #make(node) {
    if (this.#page.owns(node, INIT)) return new InitNode(this.#page, node, this.#shared);
    const name = Object.keys(FOLDER_KINDS).find((one) => this.#page.owns(node, one));
    return name ? new FolderNode(this.#page, node, FOLDER_KINDS[name], this.#shared) : null;
  }

  #all() {
    return new Set([INIT, ...Object.keys(FOLDER_KINDS)].flatMap((name) => this.#page.graphProfiles.all(name)));
  }

  /**
   * @param {string} id of the node that runs
   * @param {import("../types.js").ExecutionKey} key
   */
  #heard(id, key) {
    for (const node of this.#all()) if (String(node.id) === id) this.#works(node, key);
  }

  /**
   * Other nodes may get their execution from this one.
   * @param {any} node
   * @param {import("../types.js").ExecutionKey} key that its run works on
   */
  #works(node, key) {
    this.#shared.last.set(node, key);
    this.updateSoon();
  }
}
