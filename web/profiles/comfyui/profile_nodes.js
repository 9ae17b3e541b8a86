/** All nodes Pool Profile of the page, and what the nodes Image Pool (Grid) offer to do with profiles. */

import { widgetOf } from "../../library/comfyui/widgets.js";
import { newProfile } from "../profile_actions.js";
import { Glances } from "./glances.js";
import { followNames } from "./kept_names.js";
import { placeOf, ProfileNode } from "./profile_node.js";

const CLASS = "PoolProfile";
const POOL = "GridImagePool";

export class ProfileNodes {
  #page;
  #book;
  #glances;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, ProfileNode>} */ (new WeakMap());
  #waiting = false;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../profile_book.js").ProfileBook} book
   */
  constructor(page, book) {
    this.#page = page;
    this.#book = book;
    this.#glances = new Glances(page.host, book);
    for (const source of [book, this.#glances, page.graphProfiles]) source.addEventListener("change", () => this.updateSoon());
    book.addEventListener("change", () => this.#followNames());
  }

  /** @param {any} node inside its constructor */
  created(node) {
    if (!this.#page.owns(node, CLASS)) return;
    this.#nodes.set(node, new ProfileNode(this.#page, this.#book, this.#glances, node, (place) => this.#at(place)));
    this.updateSoon();
  }

  /** A workflow was opened. */
  opened() {
    this.#update();
    this.#followNames();
  }

  /**
   * @param {any} node
   * @returns {(object | null)[]} entries of ComfyUI's menu of the node
   */
  menu(node) {
    if (!this.#page.owns(node, POOL)) return [];
    const pool = this.#ownPool(node);
    if (!pool || this.#book.get(pool) || this.#book.readOnly) return [];
    return [{ content: this.#page.host.t("profile_node.save"), callback: () => void this.#save(pool) }];
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#update();
    });
  }

  #update() {
    for (const node of this.#all()) this.#nodes.get(node)?.update();
  }

  #all() {
    return new Set(this.#page.graphProfiles.all(CLASS));
  }

  #followNames() {
    followNames(this.#page.app, (id) => this.#book.get(id)?.name);
  }

  /**
   * The node at a place now: ComfyUI makes nodes anew while what was begun in one of them goes on.
   * @param {string} place see `placeOf`
   */
  #at(place) {
    const node = [...this.#all()].find((one) => placeOf(this.#page.app, one) === place);
    return this.#nodes.get(node) ?? null;
  }

  /**
   * The pool that a node shows of its own; empty where a linked profile is shown instead.
   * @param {any} node
   */
  #ownPool(node) {
    const { graphProfiles } = this.#page;
    if (graphProfiles.linked(node).id) return "";
    return String((graphProfiles.widget(node, "pool_id") ?? widgetOf(node, "pool_id"))?.value ?? "");
  }

  /** @param {string} pool */
  async #save(pool) {
    const { host } = this.#page;
    const { t } = host;
    const made = await newProfile(host, this.#book, { pool, title: t("profile_node.save_title"), hint: t("profile_node.save_hint") });
    if (made) host.toasts.show({ message: t("profile_node.saved", { name: made.name }), hint: t("profile_node.saved_hint"), severity: "success" });
  }
}
