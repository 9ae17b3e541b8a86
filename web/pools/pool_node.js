/** One node Image Pool (Grid): the grid of the pool that a run would use, in the node. */

import { isLinked } from "../library/comfyui/graph.js";
import { rememberChange } from "../library/comfyui/history.js";
import { addElement, after, hideWidget, widgetOf } from "../library/comfyui/widgets.js";
import { icon } from "../library/icons.js";
import { PoolGrid } from "./grid.js";
import { noticeOf } from "./pool_node_notice.js";
import { SeedOffer } from "./pool_node_seed.js";

const MIN_HEIGHT = 240;
const FIRST_SIZE = [360, 500];

export class PoolNode {
  #page;
  #pools;
  #node;
  #idWidget;
  #indexWidget;
  #changed;
  #seed;
  #isShared = false;

  /**
   * @param {import("../library/comfyui/page.js").Page} page
   * @param {import("./pools.js").Pools} pools
   * @param {any} node
   * @param {() => void} changed called when nodes may show other pools than before
   */
  constructor(page, pools, node, changed) {
    this.#page = page;
    this.#pools = pools;
    this.#node = node;
    this.#changed = changed;
    this.#seed = new SeedOffer(pools, changed);
    this.#idWidget = widgetOf(node, "pool_id");
    this.#indexWidget = widgetOf(node, "index");
    hideWidget(this.#idWidget);
    this.grid = PoolGrid.create(page.host, pools, "");
    this.grid.menuExtras = () => this.#detachItems();
    addElement(node, "penstock_pool_grid", this.grid, MIN_HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** The node's own pool; empty before it has one. */
  get ownId() {
    return String(this.#ownWidget?.value ?? "");
  }

  /** What keeps that; promoted, it is a widget of a subgraph node. */
  get #ownWidget() {
    return this.#page.graphProfiles.widget(this.#node, "pool_id") ?? this.#idWidget;
  }

  /** Gives a node without a pool an id; the pool is made when its first image comes. */
  mint() {
    const widget = this.#ownWidget;
    if (widget && !widget.value) widget.value = this.#newId();
  }

  /** @param {boolean} shared whether another node has the same pool */
  update(shared) {
    const { graphProfiles, host } = this.#page;
    const linked = graphProfiles.linked(this.#node);
    this.#isShared = shared && !linked.id;
    const profile = host.profiles?.get(linked.id || this.ownId)?.name ?? linked.name;
    this.grid.mustExist = !!linked.id;
    this.grid.gone = linked.id && host.profiles ? { name: profile, restore: () => void host.profiles?.restoreProfile(this.grid.poolId) } : null;
    this.grid.poolId = linked.id || this.ownId;
    this.#showForced();
    this.#seed.follow(linked.id, this.ownId);
    const shown = { linked, profile, shared: this.#isShared, images: host.profiles ? this.#seed.images : 0 };
    const seed = () => void host.profiles?.seed(this.grid.poolId, this.ownId);
    this.grid.notice = noticeOf(host.t, shown, { detach: (empty) => void this.detach(empty), seed });
  }

  /**
   * What ComfyUI's menu of the node offers.
   * @returns {object[]}
   */
  menu() {
    const { host, ownPage } = this.#page;
    const items = [
      { content: host.t("pools.detach_menu_copy"), callback: () => void this.detach(false) },
      { content: host.t("pools.detach_menu_empty"), callback: () => void this.detach(true) },
      { content: host.t("node.paint_selected"), disabled: !this.grid.pool?.state.selected, callback: () => void this.#paintSelected() },
    ];
    const open = () => void window.open(`${ownPage}#/pools/${encodeURIComponent(this.grid.poolId)}`);
    return ownPage ? [...items, { content: host.t("node.open_page"), callback: open }] : items;
  }

  /**
   * Gives the node a pool of its own.
   * @param {boolean} empty without the images of the one that it shows now
   */
  async detach(empty) {
    const { host, app } = this.#page;
    try {
      const { id } = await this.#detached(empty);
      this.#ownWidget.value = id;
      host.toasts.show({ message: host.t("pools.detached"), severity: "success" });
      app.canvas?.setDirty?.(true, true);
      rememberChange(app);
    } catch (error) {
      host.toasts.showError(error);
    }
    this.#changed();
  }

  /**
   * @param {boolean} empty
   * @returns {Promise<{id: string}>}
   */
  async #detached(empty) {
    const source = this.#pools.open(this.ownId);
    // A pool without images may not exist yet: then there is nothing to copy.
    if (source.status === "missing") return { id: this.#newId() };
    return source.client.detach(empty);
  }

  #newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#pools.open(id).startNew();
    return id;
  }

  /** What the grid's menu offers besides its own; a node that has its pool to itself needs no other. */
  #detachItems() {
    const { t } = this.#page.host;
    if (!this.#isShared) return [];
    return [
      { label: t("pools.menu.detach_copy"), icon: icon("link"), run: () => void this.detach(false) },
      { label: t("pools.menu.detach_empty"), icon: icon("plus"), run: () => void this.detach(true) },
    ];
  }

  /** The image that the widget `index` takes; what a link brings is known only during a run. */
  #showForced() {
    const index = Number(this.#indexWidget?.value ?? -1);
    this.grid.forcedPosition = index >= 0 && !isLinked(this.#node, "index") ? index : null;
  }

  async #paintSelected() {
    const { pool, commands } = this.grid;
    if (!pool || !commands) return;
    try {
      const slot = pool.selected ?? (await pool.client.page(pool.state.position, 1)).slots[0];
      if (slot) await commands.paint(slot);
    } catch (error) {
      this.#page.host.toasts.showError(error);
    }
  }

  #listen() {
    const node = this.#node;
    if (this.#indexWidget) after(this.#indexWidget, "callback", () => this.#showForced());
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(node, method, this.#changed);
    after(node, "onRemoved", () => this.#seed.stop());
    // In Vue nodes a click inside an element does not select the node, and pastes go to the selected one.
    this.grid.addEventListener("pointerdown", () => this.#select());
    node.onDragOver = (/** @type {DragEvent} */ event) => !!event.dataTransfer?.types.includes("Files");
    node.onDragDrop = async (/** @type {DragEvent} */ event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length) void this.grid.upload(files);
      return files.length > 0;
    };
  }

  #select() {
    const canvas = this.#page.app.canvas;
    const selected = [...(canvas?.selectedItems ?? [])];
    if (!(selected.length === 1 && selected[0] === this.#node)) canvas?.selectNode?.(this.#node);
  }
}
