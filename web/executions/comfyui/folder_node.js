/**
 * One node that takes the folder of an execution: Story Save Image, Story Image Collector, Story Transitions and the path
 * resolvers. The execution is chosen by name; what is linked counts first.
 */

import { rememberChange } from "../../library/comfyui/history.js";
import { isLinked } from "../../library/comfyui/graph.js";
import { addElement, after, hideWidget, keepSocket, showWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { element, setAttribute, setText } from "../../library/elements.js";
import { keyOfFolder, textOf } from "../execution_names.js";
import { ExecutionPicker, folderOf } from "./execution_pickers.js";
import { ExecutionStrip } from "./execution_strip.js";
import { folderFeed } from "./folder_feed.js";

const PICKER_HEIGHT = 34;
const STRIP_HEIGHT = 142;
const FIRST_WIDTH = 340;
const BATCH = "scene_batch";

/**
 * @typedef {object} FolderKind
 * @property {string} input the widget that has the folder
 * @property {"images" | "videos"} folder
 * @property {boolean} strip whether the execution's pictures are shown
 * @property {string[]} [withoutBatch] widgets that count where no batch of scenes is linked
 */

/** @type {Record<string, FolderKind>} by node */
export const FOLDER_KINDS = {
  StorySaveImage: { input: "exec_images_dir", folder: "images", strip: true, withoutBatch: ["scene_order", "scene_name"] },
  StoryImageCollector: { input: "exec_images_dir", folder: "images", strip: true },
  StoryTransitions: { input: "exec_images_dir", folder: "images", strip: true },
  StoryPathResolver: { input: "exec_images_dir", folder: "images", strip: false },
  StoryVideoPathResolver: { input: "exec_videos_dir", folder: "videos", strip: false },
};

export class FolderNode {
  #page;
  #node;
  #kind;
  #shared;
  #strip;
  #picker;
  #linked = element("p", { class: "penstock-execution-node-linked" });
  #batchLinked = /** @type {boolean | null} */ (null);

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {FolderKind} kind
   * @param {import("./folder_feed.js").Shared} shared
   */
  constructor(page, node, kind, shared) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    this.#kind = kind;
    const { host } = page;
    hideWidget(widgetOf(node, kind.input));
    this.#keepSockets();
    this.#strip = kind.strip ? new ExecutionStrip(page) : null;
    this.#picker = new ExecutionPicker(host, shared.book, {
      fits: () => true,
      withStory: true,
      none: host.t("execution_node.none"),
      chosen: (typed, one) => this.#set(folderOf(typed, one, kind.folder)),
    });
    const body = element("div", { class: "penstock-execution-node-body" }, this.#picker.field, this.#linked, this.#strip?.root);
    this.root = element("div", { class: "penstock-execution-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_execution", this.root, kind.strip ? STRIP_HEIGHT : PICKER_HEIGHT);
    const [width, height] = node.computeSize();
    node.setSize([Math.max(node.size[0], width, FIRST_WIDTH), Math.max(node.size[1], height)]);
    this.#listen();
  }

  /** Brings what is shown up to date. */
  update() {
    const { t } = this.#page.host;
    const feed = this.#feed;
    const hasLink = feed.from !== null;
    const key = feed.key ?? (feed.kind === "run" ? (this.#shared.last.get(this.#node) ?? null) : null);
    setAttribute(this.#picker.field, "hidden", hasLink ? "" : null);
    setAttribute(this.#linked, "hidden", hasLink ? null : "");
    setText(this.#linked, hasLink ? t("execution_node.linked", { node: feed.from.title ?? "" }) : "");
    this.#picker.show(hasLink ? null : feed.key, feed.key && !hasLink ? textOf(feed.key) : feed.folder);
    this.#strip?.show(key, feed.kind === "run" ? t("execution_node.run_only") : "");
    this.#showWidgets();
  }

  close() {
    this.#strip?.close();
  }

  /** The batch of scenes says the execution where it is linked. */
  get #feed() {
    const { app } = this.#page;
    const folder = folderFeed(app, this.#node, this.#kind.input, this.#shared);
    const batch = folder.from === null && isLinked(this.#node, BATCH) ? folderFeed(app, this.#node, BATCH, this.#shared) : null;
    const batchCounts = batch && (this.#kind.withoutBatch || folder.kind === "none");
    return batchCounts ? batch : folder;
  }

  /** What a linked batch of scenes decides needs no widgets. */
  #showWidgets() {
    const { withoutBatch } = this.#kind;
    const linked = isLinked(this.#node, BATCH);
    if (!withoutBatch || linked === this.#batchLinked) return;
    this.#batchLinked = linked;
    for (const name of withoutBatch) (linked ? hideWidget : showWidget)(widgetOf(this.#node, name));
    const [width, height] = this.#node.size;
    const [, least] = this.#node.computeSize();
    this.#node.setSize([width, Math.max(height, least)]);
    this.#page.app.canvas?.setDirty?.(true, true);
  }

  /** @param {string} folder */
  #set(folder) {
    const widget = this.#page.graphProfiles.widget(this.#node, this.#kind.input);
    if (!widget) return;
    widget.value = keyOfFolder(folder) ? folder.replaceAll("\\", "/") : folder;
    rememberChange(this.#page.app);
    this.#page.app.canvas?.setDirty?.(true, true);
    this.#page.graphProfiles.changed();
  }

  #keepSockets() {
    keepSocket(this.#node, this.#kind.input);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => ((this.#batchLinked = null), this.#keepSockets()));
    after(this.#node, "onRemoved", () => (this.close(), graphProfiles.changed()));
  }
}
