/**
 * One node Prompt Collection Edit: its prompts as a table. They are kept in the node and saved with the workflow, or they are
 * a stored collection, edited in its draft; what a link brings is shown and not changed.
 */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSocket, showWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { draftOf } from "../../library/texts/draft.js";
import { makeNamePicker } from "../../library/texts/name_picker.js";
import { newCollection } from "../collection_actions.js";
import { CollectionText } from "../collection_text.js";
import { collectionPath } from "../prompt_client.js";
import { makePromptEditor } from "../prompt_editor.js";
import { collectionFeed, FOLDER, TEXT } from "./collection_feed.js";
import { CollectionTexts } from "./collection_texts.js";
import { editNodeItems } from "./edit_node_menu.js";

const CHANGE = ["prompt_name", "prompt_value", "prompt_category", "prompt_description"];
const MIN_HEIGHT = 250;
const FIRST_SIZE = [480, 460];
export const COLLECTION_EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];

/** @typedef {import("../../library/texts/draft.js").Draft} Draft */

export class EditNode {
  #page;
  #shared;
  #node;
  #editor = makePromptEditor();
  #picker = makeNamePicker();
  #linked = element("span", { class: "penstock-prompt-node-linked" });
  #message = element("div", { class: "penstock-texts-empty", attributes: { hidden: "" } });
  #more;
  #draft = /** @type {Draft | null} */ (null);
  #texts = /** @type {CollectionTexts | null} */ (null);
  #shown = "";
  #left = new AbortController();
  /** What this node wrote into its widget itself. */
  #written = /** @type {string | null} */ (null);
  #operation = "";
  /** The prompts that the workflow had before a stored collection was chosen. */
  #kept = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("./prompt_nodes.js").Shared} shared
   * @param {any} node inside its constructor
   */
  constructor(page, shared, node) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    const { t } = page.host;
    for (const name of [TEXT, FOLDER]) hideWidget(widgetOf(node, name));
    keepSocket(node, TEXT);
    this.#more = button(t("prompt_node.more"), () => openMenu(page.host, { anchor: this.#more }, editNodeItems(page, this)), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(this.#more, "aria-haspopup", "menu");
    const head = element("div", { class: "penstock-prompt-node-head" }, this.#picker, this.#linked, this.#more);
    const body = element("div", { class: "penstock-prompt-node-body" }, head, this.#editor, this.#message);
    this.root = element("div", { class: "penstock-prompt-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_prompts", this.root, MIN_HEIGHT);
    this.#showPicker();
    this.#showOperation();
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** Where the prompts come from. */
  get feed() {
    return collectionFeed(this.#page.app, this.#node);
  }

  /** The JSON text that is kept in the node. */
  get text() {
    return String(this.#widget(TEXT)?.value ?? "");
  }

  /** Brings what is shown up to date. */
  update() {
    const { feed } = this;
    this.#showOperation();
    this.#picker.value = feed.linked ? "" : feed.folder;
    setAttribute(this.#picker, "hidden", feed.linked ? "" : null);
    setAttribute(this.#linked, "hidden", feed.linked ? null : "");
    setText(this.#linked, feed.linked ? this.#page.host.t("prompt_node.linked", { node: feed.node.title ?? "" }) : "");
    setAttribute(this.#linked, "title", this.#linked.textContent);
    if (feed.kind === "run") this.#say(this.#page.host.t("prompt_node.run_only"), this.#page.host.t("prompt_node.run_only_hint"));
    else if (feed.kind === "stored" && !feed.linked) this.#showDraft(feed.folder);
    else this.#showTexts(feed);
  }

  /**
   * @param {string} folder empty for the prompts that are kept in the node
   * @param {string} [text] what the node keeps then
   */
  choose(folder, text = "") {
    const widgets = { [TEXT]: folder ? "" : text, [FOLDER]: folder };
    for (const [name, value] of Object.entries(widgets)) {
      const widget = this.#widget(name);
      if (widget) widget.value = value;
    }
    this.#changed();
  }

  /**
   * As `choose`. Prompts that this takes out of the workflow come back with it.
   * @param {string} folder
   */
  #pick(folder) {
    const { t, toasts } = this.#page.host;
    const { feed, text } = this;
    if (!folder) return this.choose("", feed.kind === "text" ? text : this.#kept || this.shownText());
    this.choose(folder);
    if (feed.kind !== "text") return undefined;
    this.#kept = text.trim() ? text : "";
    if (this.#kept) toasts.show({ message: t("prompt_node.out", { folder }), hint: t("prompt_node.out_hint"), action: { label: t("undo"), run: () => this.choose("", text) } });
    return undefined;
  }

  /** The prompts that are shown, as the node would keep them. */
  shownText() {
    const shown = this.#draft ?? this.#texts;
    const entries = Object.fromEntries((shown?.order ?? []).map((key) => [key, shown?.entries.get(key)?.value]));
    return this.#base(this.feed).with(entries);
  }

  close() {
    this.#editor.close();
    this.#leave();
  }

  #leave() {
    this.#left.abort();
    this.#left = new AbortController();
    this.#draft?.close();
    this.#draft = null;
    this.#shown = "";
  }

  /** @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name) ?? widgetOf(this.#node, name);
  }

  /** @param {string} folder */
  #showDraft(folder) {
    if (!this.#begins(`stored ${folder}`)) return;
    const { host } = this.#page;
    const draft = draftOf(host, collectionPath(folder));
    this.#draft = draft;
    this.#texts = null;
    const look = () => this.#lookAt(draft);
    draft.addEventListener("change", look, { signal: this.#left.signal });
    this.#editor.show({ host, document: draft, draft, ...this.#view });
    look();
  }

  /** @param {Draft} draft */
  #lookAt(draft) {
    const { t } = this.#page.host;
    if (draft.status === "missing") this.#say(t("prompt_node.no_such", { folder: draft.name }), t("prompt_node.no_such_hint"), false);
    else if (draft.status === "failed") this.#say(draft.error?.message ?? "", draft.error?.hint ?? "", false);
    else this.#quiet();
  }

  /** @param {import("./collection_feed.js").Feed} feed */
  #showTexts(feed) {
    const { host } = this.#page;
    const { collection, error } = feed.kind === "stored" ? this.#shared.reader.saved(feed.folder) : this.#parsed(feed.text);
    if (error) return this.#say(error.message, error.hint ?? "");
    if (!collection) return undefined;
    this.#quiet();
    const readOnly = feed.linked || collection.read_only;
    if (this.#begins(`texts ${readOnly}`)) {
      this.#texts = new CollectionTexts({ changed: (entries) => this.#write(entries), save: () => this.#saveWorkflow(), readOnly });
      this.#texts.fill(this.#base(feed).entries());
      this.#editor.show({ host, document: this.#texts, ...this.#view });
    } else if (feed.text !== this.#written || feed.linked) this.#texts?.fill(this.#base(feed).entries());
    return undefined;
  }

  /**
   * What this node wrote itself need not be asked for.
   * @param {string} text
   */
  #parsed(text) {
    if (!text.trim() || text === this.#written) return { collection: { read_only: false, text }, error: null };
    return this.#shared.reader.parsed(text);
  }

  /** @param {import("./collection_feed.js").Feed} feed */
  #base(feed) {
    if (feed.kind === "stored") {
      const saved = this.#shared.reader.saved(feed.folder).collection;
      return saved ? CollectionText.of(saved) : new CollectionText("");
    }
    return new CollectionText(/** @type {{text?: string} | null} */ (this.#parsed(feed.text).collection)?.text ?? "");
  }

  /** @param {Record<string, any>} entries */
  #write(entries) {
    const text = this.#base(this.feed).with(entries);
    const widget = this.#widget(TEXT);
    if (!widget) return;
    this.#written = text;
    widget.value = text;
    this.#page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.#page.app);
    this.#page.graphProfiles.changed();
  }

  async #saveWorkflow() {
    await this.#page.app.extensionManager?.command?.execute?.("Comfy.SaveWorkflow");
    return true;
  }

  /**
   * Whether something else is shown from now on.
   * @param {string} shown
   */
  #begins(shown) {
    if (shown === this.#shown) return false;
    this.#leave();
    this.#shown = shown;
    return true;
  }

  get #view() {
    return this.#shared.views.get(this.#place) ?? {};
  }

  /** Where the node stands: undo makes it anew there. */
  get #place() {
    return `${this.#node.graph?.id ?? ""} ${this.#node.id}`;
  }

  #quiet() {
    setAttribute(this.#message, "hidden", "");
    setAttribute(this.#editor, "hidden", null);
  }

  /**
   * @param {string} title
   * @param {string} hint
   * @param {boolean} [anew] nothing that was shown is right any more
   */
  #say(title, hint, anew = true) {
    if (anew) this.#begins(`said ${title}`);
    setAttribute(this.#editor, "hidden", "");
    setAttribute(this.#message, "hidden", null);
    this.#message.replaceChildren(icon("warning"), element("strong", { text: title }), element("p", { text: hint }));
  }

  #showPicker() {
    const { host } = this.#page;
    const { t } = host;
    this.#picker.show({
      host,
      label: t("prompt_node.collection"),
      value: "",
      names: () => this.#shared.collections.names(),
      events: COLLECTION_EVENTS,
      none: t("prompt_node.in_workflow"),
      chosen: (folder) => this.#pick(folder),
      create: (typed) => newCollection(host, this.#shared.collections, { name: typed || undefined }),
    });
  }

  /** What a run changes on the way needs the widgets for it. */
  #showOperation() {
    const operation = String(this.#widget("operation")?.value ?? "list");
    if (operation === this.#operation) return;
    this.#operation = operation;
    const [width, height] = this.#node.size;
    for (const name of CHANGE) (operation === "list" ? hideWidget : showWidget)(widgetOf(this.#node, name));
    const [, least] = this.#node.computeSize();
    this.#node.setSize([width, Math.max(height, least)]);
    this.#page.app.canvas?.setDirty?.(true, true);
  }

  #changed() {
    rememberChange(this.#page.app);
    this.update();
    this.#page.app.canvas?.setDirty?.(true, true);
    this.#page.graphProfiles.changed();
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => keepSocket(this.#node, TEXT));
    after(this.#node, "onRemoved", () => (this.close(), graphProfiles.changed()));
    for (const name of ["operation", TEXT, FOLDER]) {
      const widget = widgetOf(this.#node, name);
      if (widget) after(widget, "callback", () => graphProfiles.changed());
    }
    this.#editor.addEventListener("penstock-view", () => this.#shared.views.set(this.#place, { tab: this.#editor.tab, view: this.#editor.view }));
  }
}
