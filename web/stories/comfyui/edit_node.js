/** One node Story Edit: the board of a story, and the scene whose pictures the node puts out. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSocket, widgetOf } from "../../library/comfyui/widgets.js";
import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { makeStoryBoard } from "../story_board.js";
import { KINDS, pickedInputs } from "./node_kinds.js";
import { nodePickers, showPickers } from "./node_pickers.js";
import { storyFeed } from "./story_feed.js";

const KIND = KINDS.StoryEdit;
const MIN_HEIGHT = 300;
const FIRST_SIZE = [480, 620];

export class StoryEditNode {
  #page;
  #shared;
  #node;
  #board = makeStoryBoard();
  #pickers;
  #message = element("div", { class: "penstock-story-empty", attributes: { hidden: "" } });
  #shown = "";
  #names = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("./story_nodes.js").Shared} shared
   * @param {any} node inside its constructor
   */
  constructor(page, shared, node) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    for (const name of pickedInputs(KIND)) hideWidget(widgetOf(node, name));
    this.#keepSockets();
    this.#pickers = nodePickers(KIND, { host: page.host, shared, value: (name) => this.#value(name), put: (values) => this.#put(values), story: () => this.feed.name });
    const head = element("div", { class: "penstock-story-node-names" }, ...this.#pickers.values());
    const body = element("div", { class: "penstock-story-node-body" }, head, this.#board, this.#message);
    this.root = element("div", { class: "penstock-story-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_board", this.root, MIN_HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
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
    showPickers(this.#pickers, (input) => this.#page.graphProfiles.widget(this.#node, input));
    if (feed.kind === "run") this.#say(t("story_node.run_only"), t("story_node.run_only_hint"));
    else if (!feed.name) this.#say(t("story_node.no_story"), t("story_node.choose_first"));
    else this.#show(feed.name);
    const names = JSON.stringify([feed.name, this.#shared.stories.find(feed.name)?.scenes]);
    if (names === this.#names) return;
    this.#names = names;
    for (const picker of this.#pickers.values()) void picker.refresh();
  }

  /**
   * A scene was renamed.
   * @param {string} before
   * @param {string} now
   */
  follow(before, now) {
    if (this.#value(KIND.scene ?? "") === before) this.#put({ [KIND.scene ?? ""]: now });
  }

  close() {
    this.#board.close();
    this.#shown = "";
  }

  /** @param {string} story */
  #show(story) {
    setAttribute(this.#message, "hidden", "");
    setAttribute(this.#board, "hidden", null);
    if (story === this.#shown) return;
    this.#shown = story;
    const { host, ownPage } = this.#page;
    const sceneUrl = ownPage ? (/** @type {string} */ scene) => `${ownPage}#/scenes/${encodeURIComponent(scene)}` : undefined;
    this.#board.show({ host, story, sceneUrl, newTab: true, view: this.#shared.views.get(this.#place) });
  }

  /**
   * @param {string} title
   * @param {string} hint
   */
  #say(title, hint) {
    this.close();
    setAttribute(this.#board, "hidden", "");
    setAttribute(this.#message, "hidden", null);
    const [strong, text] = [element("strong"), element("p")];
    setText(strong, title);
    setText(text, hint);
    this.#message.replaceChildren(icon("story"), strong, text);
  }

  /** Where the node stands: undo makes it anew there. */
  get #place() {
    return `${this.#node.graph?.id ?? ""} ${this.#node.id}`;
  }

  /** @param {string} name of a widget */
  #value(name) {
    return String(this.#page.graphProfiles.widget(this.#node, name)?.value ?? "").trim();
  }

  /** @param {Record<string, string>} values by widget */
  #put(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = this.#page.graphProfiles.widget(this.#node, name) ?? widgetOf(this.#node, name);
      if (widget) widget.value = value;
    }
    this.#page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.#page.app);
    this.#page.graphProfiles.changed();
  }

  #keepSockets() {
    for (const name of pickedInputs(KIND)) keepSocket(this.#node, name);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => this.#keepSockets());
    after(this.#node, "onRemoved", () => (this.close(), graphProfiles.changed()));
    for (const name of pickedInputs(KIND)) {
      const widget = widgetOf(this.#node, name);
      if (widget) after(widget, "callback", () => graphProfiles.changed());
    }
    this.#board.addEventListener("penstock-view", () => this.#shared.views.set(this.#place, this.#board.view));
  }
}
