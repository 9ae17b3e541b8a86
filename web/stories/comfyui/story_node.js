/** One node of stories: the story that a run would take, with pickers of the names in it, and its scenes. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSeed, keepSocket, widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openStoryDialog } from "../story_dialog.js";
import { pickedInputs } from "./node_kinds.js";
import { nodePickers, showPickers } from "./node_pickers.js";
import { storyFeed } from "./story_feed.js";
import { StoryStrip } from "./story_strip.js";

const ROW = 32;
const STRIP = 74;
const FIRST_WIDTH = 320;

export class StoryNode {
  #page;
  #shared;
  #node;
  #kind;
  #pickers;
  #linked = element("span", { class: "penstock-story-node-linked" });
  #note = element("p", { class: "penstock-story-node-note", attributes: { role: "status" } });
  #strip;
  #edit;
  #names = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("./story_nodes.js").Shared} shared
   * @param {any} node inside its constructor
   * @param {import("./node_kinds.js").NodeKind} kind
   */
  constructor(page, shared, node, kind) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    this.#kind = kind;
    const { host } = page;
    const { t } = host;
    for (const name of [...kind.hidden, ...pickedInputs(kind)]) hideWidget(widgetOf(node, name));
    this.#keepSockets();
    keepSeed(node);
    this.#pickers = nodePickers(kind, { host, shared, value: (name) => this.value(name), put: (values) => this.put(values), story: () => this.feed.name });
    this.#edit = button(t("story_node.edit"), () => this.#openBoard(), { icon: icon("story"), class: "penstock-quiet" });
    this.#strip = new StoryStrip(host, shared.book);
    const [first, ...rest] = pickedInputs(kind).flatMap((name) => this.#pickers.get(name) ?? []);
    const leads = kind.story || kind.makes;
    const head = element("div", { class: "penstock-story-node-head" }, leads ? first : null, kind.makes ? null : this.#linked, kind.makes ? null : this.#edit);
    const more = leads ? rest : [first, ...rest].filter(Boolean);
    const names = more.length ? element("div", { class: "penstock-story-node-names" }, ...more) : null;
    const body = element("div", { class: "penstock-story-node-body" }, head, names, this.#note, kind.makes ? null : this.#strip.root);
    this.root = element("div", { class: "penstock-story-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_story", this.root, ROW * (1 + (more.length ? 1 : 0)) + (kind.makes ? 0 : STRIP + 24));
    node.setSize([Math.max(node.size[0], FIRST_WIDTH), node.size[1]]);
    this.#listen();
  }

  /** Which story a run takes. */
  get feed() {
    return storyFeed(this.#page.app, this.#node);
  }

  /** Shows what a run would take. */
  update() {
    const { t } = this.#page.host;
    const { feed } = this;
    const story = this.#shared.stories.find(feed.name);
    showPickers(this.#pickers, (input) => this.#widget(input));
    setAttribute(this.#linked, "hidden", this.#kind.story && feed.kind !== "run" && !feed.linked ? "" : null);
    setText(this.#linked, feed.kind === "run" ? t("story_node.run_only") : feed.name || t("story_node.no_story"));
    setAttribute(this.#linked, "title", feed.linked ? t("story_node.linked", { node: feed.node.title ?? "" }) : null);
    this.#edit.disabled = !story;
    const note = this.#kind.makes ? "" : this.#noteOf(feed, story);
    setText(this.#note, note);
    setAttribute(this.#note, "hidden", note ? null : "");
    const scenes = story?.scenes ?? [];
    this.#strip.show({ scenes, taken: this.#taken(scenes), take: this.#takes ? (at) => this.#take(scenes, at) : null });
    this.#refreshNames(JSON.stringify([feed.name, scenes, this.value(this.#kind.anyScene ?? ""), this.value("prompt_source"), this.value(this.#kind.job ?? "")]));
  }

  /**
   * A scene was renamed.
   * @param {string} before
   * @param {string} now
   */
  follow(before, now) {
    for (const input of [this.#kind.scene, this.#kind.anyScene]) if (input && this.value(input) === before) this.put({ [input]: now });
  }

  close() {}

  /** @param {string} name of a widget */
  value(name) {
    return name ? String(this.#widget(name)?.value ?? "").trim() : "";
  }

  /** @param {Record<string, string | number>} values by widget */
  put(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = this.#widget(name) ?? widgetOf(this.#node, name);
      if (widget) widget.value = value;
    }
    this.#page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.#page.app);
    this.#page.graphProfiles.changed();
  }

  /**
   * @param {import("./story_feed.js").StoryFeed} feed
   * @param {import("../types.js").ListedStory | null} story
   */
  #noteOf({ kind, name }, story) {
    const { t } = this.#page.host;
    if (kind === "run" || this.#shared.stories.status !== "ready") return "";
    if (!name) return this.#kind.story ? t("story_node.choose_first") : t(this.#kind.index ? "story_node.link_batch" : "story_node.link_story");
    if (!story) return t("story_node.not_there", { name });
    if (story.missing.length) return t("stories.missing_count", { count: story.missing.length });
    if (story.draft?.dirty) return t("story_node.unsaved", { name });
    return story.scenes.length ? "" : t("stories.no_scenes");
  }

  /** Whether a scene can be chosen here: not where a link brings it. */
  get #takes() {
    const { scene, index } = this.#kind;
    return !!this.#widget(scene ?? index ?? "");
  }

  /** @param {readonly string[]} scenes */
  #taken(scenes) {
    const { scene, index } = this.#kind;
    if (scene) return !this.#widget(scene) ? -1 : this.value(scene) ? scenes.indexOf(this.value(scene)) : 0;
    const widget = index ? this.#widget(index) : null;
    return widget ? Math.max(0, Math.min(scenes.length - 1, Number(widget.value) || 0)) : -1;
  }

  /**
   * @param {readonly string[]} scenes
   * @param {number} at
   */
  #take(scenes, at) {
    const { scene, index } = this.#kind;
    if (scene) this.put({ [scene]: scenes[at] });
    else if (index) this.put({ [index]: at });
  }

  /** @param {string} names other ones where the pickers have others to offer */
  #refreshNames(names) {
    if (names === this.#names) return;
    this.#names = names;
    for (const picker of this.#pickers.values()) void picker.refresh();
  }

  #openBoard() {
    const { name } = this.feed;
    if (name) openStoryDialog(this.#page.host, name, this.#page.ownPage);
  }

  /** @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name);
  }

  /** The names may come through links: a hidden widget has no socket, an input without a widget has one. */
  #keepSockets() {
    for (const name of pickedInputs(this.#kind)) keepSocket(this.#node, name);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => this.#keepSockets());
    for (const name of [...pickedInputs(this.#kind), this.#kind.index ?? "", "prompt_source"]) {
      const widget = name && widgetOf(this.#node, name);
      if (widget) after(widget, "callback", () => graphProfiles.changed());
    }
  }
}
