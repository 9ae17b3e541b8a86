/** One node of scenes: the scene that a run would take, with pickers of the names in it, its pictures, and a way to edit it. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSeed, keepSocket, widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { makeNamePicker } from "../../library/texts/name_picker.js";
import { newScene } from "../scene_actions.js";
import { openSceneDialog } from "../scene_dialog.js";
import { sceneFeed } from "./scene_feed.js";
import { SceneStrip } from "./scene_strip.js";

const SCENE_EVENTS = ["scene_saved", "scene_renamed", "scene_deleted", "scene_restored", "scene_changed_elsewhere"];
const PROMPT_EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];
const MIN_HEIGHT = 150;
const PICKER_HEIGHT = 30;
const FIRST_WIDTH = 340;
/** Room for more pictures than the least, as a new node has it. */
const MORE_HEIGHT = 26;

export class SceneNode {
  #page;
  #shared;
  #node;
  #kind;
  #scene = makeNamePicker();
  #mask = makeNamePicker();
  #prompt = makeNamePicker();
  #linked = element("span", { class: "penstock-scene-node-linked" });
  #note = element("p", { class: "penstock-scene-node-note", attributes: { role: "status" } });
  #strip;
  #edit;
  #shown = "";
  #lastRun = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("./scene_nodes.js").Shared} shared
   * @param {any} node inside its constructor
   * @param {import("./node_kinds.js").NodeKind} kind
   */
  constructor(page, shared, node, kind) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    this.#kind = kind;
    const { t } = page.host;
    for (const name of [...kind.hidden, ...this.#inputs]) hideWidget(widgetOf(node, name));
    this.#keepSockets();
    keepSeed(node);
    this.#edit = button(t("scene_node.edit"), () => this.#openEditor(), { icon: icon("rename"), showLabel: true, class: "penstock-button" });
    this.#strip = new SceneStrip(page.host, shared.reader.client);
    const head = element("div", { class: "penstock-scene-node-head" }, kind.scene ? this.#scene : this.#linked, this.#edit);
    const names = element("div", { class: "penstock-scene-node-names" }, kind.mask ? this.#mask : null, kind.prompt ? this.#prompt : null);
    const body = element("div", { class: "penstock-scene-node-body" }, head, kind.mask || kind.prompt ? names : null, this.#note, this.#strip.root);
    this.root = element("div", { class: "penstock-scene-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    const height = MIN_HEIGHT + (kind.mask || kind.prompt ? PICKER_HEIGHT : 0);
    addElement(node, "penstock_scene", this.root, height);
    this.#showPickers();
    node.setSize([Math.max(node.size[0], FIRST_WIDTH), Math.max(node.size[1], node.computeSize()[1] + MORE_HEIGHT)]);
    this.#listen();
  }

  /** Shows what a run would take. */
  update() {
    const { t } = this.#page.host;
    const feed = this.#feed;
    const { scene, prompts, missing } = this.#shared.reader.saved(feed.name);
    const { kind } = this.#kind.scene ? feed : { kind: "" };
    if (this.#kind.scene) this.#scene.value = feed.name;
    setAttribute(this.#scene, "hidden", kind === "run" ? "" : null);
    setText(this.#linked, feed.kind === "run" ? t("scene_node.run_only") : feed.linked ? feed.name || t("scene_node.no_scene") : "");
    setAttribute(this.#linked, "title", feed.linked ? t("scene_node.linked", { node: feed.node.title ?? "" }) : null);
    if (this.#kind.mask) this.#mask.value = maskIn(this.#widget(this.#kind.mask));
    if (this.#kind.prompt) this.#prompt.value = String(this.#widget(this.#kind.prompt)?.value ?? "");
    this.#edit.disabled = !scene;
    const note = this.#noteOf(feed, scene, missing);
    setText(this.#note, note);
    setAttribute(this.#note, "hidden", note ? null : "");
    const value = (/** @type {string | undefined} */ name) => (name ? String(this.#widget(name)?.value ?? "") : "");
    this.#strip.show(scene, { depth: value(this.#kind.depth), pose: value(this.#kind.pose), mask: this.#kind.mask ? maskIn(this.#widget(this.#kind.mask)) : "" });
    this.#refreshNames(JSON.stringify([feed.name, scene?.masks.map(({ name }) => name), prompts]));
  }

  /**
   * A scene was renamed.
   * @param {string} before
   * @param {string} now
   */
  follow(before, now) {
    const widget = this.#kind.scene ? this.#widget(this.#kind.scene) : null;
    if (widget && String(widget.value ?? "").trim() === before) this.#put(this.#kind.scene, now);
  }

  menu() {
    const { t } = this.#page.host;
    const { name } = this.#feed;
    if (!this.#shared.reader.saved(name).scene) return [];
    return [null, { content: t("scene_node.edit"), callback: () => this.#openEditor() }];
  }

  /** Where only a run can tell which scene it is, the one of the last run. */
  get #feed() {
    const feed = sceneFeed(this.#page.app, this.#node);
    return feed.kind === "run" ? { ...feed, name: this.#lastRun } : feed;
  }

  /** The inputs whose widgets are not shown, and that may be linked all the same. */
  get #inputs() {
    return [...this.#named, ...(this.#kind.linkOnly ?? [])];
  }

  /** The inputs that are shown as pickers. */
  get #named() {
    const { scene, mask, prompt } = this.#kind;
    return [scene, mask, prompt].filter((name) => name !== undefined && name !== "").map(String);
  }

  /**
   * @param {import("./scene_feed.js").SceneFeed} feed
   * @param {import("../types.js").Scene | null} scene
   * @param {boolean} missing
   */
  #noteOf(feed, scene, missing) {
    const { t } = this.#page.host;
    const { name } = feed;
    if (feed.kind === "run") return this.#kind.scene || name ? t(name ? "scene_node.last_run" : "scene_node.run_only", { name }) : "";
    if (!name) return this.#kind.makes ? t("scene_node.new_name") : t("scene_node.choose_first");
    if (this.#kind.makes) return scene ? t("scene_node.exists", { name }) : missing ? t("scene_node.is_new") : "";
    if (missing) return t("scene_node.not_there", { name });
    if (this.#shared.book.isDirty(name)) return t("scene_node.unsaved", { name });
    return scene && !scene.pictures.length ? t("scene_node.no_pictures") : "";
  }

  /** @param {string} shown another one where the names are others */
  #refreshNames(shown) {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (this.#kind.mask) void this.#mask.refresh();
    if (this.#kind.prompt) void this.#prompt.refresh();
  }

  #openEditor() {
    const { name } = this.#feed;
    if (name) openSceneDialog(this.#page.host, name, this.#page.ownPage);
  }

  #showPickers() {
    const { host } = this.#page;
    const { t } = host;
    const { scene = "", mask = "", prompt = "", makes } = this.#kind;
    const saved = () => this.#shared.reader.saved(this.#feed.name);
    const common = { host, value: "" };
    if (scene)
      this.#scene.show({
        ...common,
        label: t("scene_node.scene"),
        names: () => this.#shared.book.names(),
        events: [...SCENE_EVENTS, ...PROMPT_EVENTS],
        placeholder: makes ? t("scene_node.new_name") : t("scene_node.no_scene"),
        free: makes,
        chosen: (name) => this.#put(scene, name),
        create: makes ? undefined : (typed) => newScene(host, this.#shared.book, typed || undefined),
      });
    if (mask)
      this.#mask.show({ ...common, label: t("scene_node.mask"), names: async () => (saved().scene?.masks ?? []).map(({ name, type }) => ({ name, detail: type })), none: t("scene_node.no_mask"), free: true, chosen: (name) => this.#put(mask, name) });
    // A run may bring prompts that nobody knows yet, or a scene.
    const prompts = async () => (saved().scene ? saved().prompts : Promise.reject(new Error("not read")));
    if (prompt) this.#prompt.show({ ...common, label: t("scene_node.prompt"), names: prompts, none: t("scene_node.no_prompt"), free: !!this.#kind.linkOnly, chosen: (name) => this.#put(prompt, name) });
  }

  /** @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #put(name, value) {
    const widget = this.#widget(name) ?? widgetOf(this.#node, name);
    if (!widget || widget.value === value) return;
    widget.value = value;
    this.#page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.#page.app);
    this.#page.graphProfiles.changed();
  }

  /** The names may come through links: a hidden widget has no socket, an input without a widget has one. */
  #keepSockets() {
    for (const name of this.#inputs) keepSocket(this.#node, name);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => this.#keepSockets());
    after(this.#node, "onExecuted", (/** @type {any} */ output) => {
      this.#lastRun = String(output?.scene?.[0] ?? this.#lastRun);
      graphProfiles.changed();
    });
    const { depth = "", pose = "" } = this.#kind;
    for (const name of [...this.#named, depth, pose]) {
      const widget = name && widgetOf(this.#node, name);
      if (widget) after(widget, "callback", () => graphProfiles.changed());
    }
  }
}

/**
 * FBTools' nodes wrote a word where no mask is meant.
 * @param {any} widget
 */
function maskIn(widget) {
  const value = String(widget?.value ?? "").trim();
  return /^\(?none\)?$/i.test(value) ? "" : value;
}
