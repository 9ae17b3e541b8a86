/** One node Prompt Composer: which prompts it puts together, and the text that a run would make of them. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSocket, widgetOf } from "../../library/comfyui/widgets.js";
import { element, linkStyles, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { makeNamePicker } from "../../library/texts/name_picker.js";
import { CompositionPreview } from "../composition_preview.js";
import { pickedNames } from "../picked.js";
import { collectionFeed, FOLDER, TEXT } from "./collection_feed.js";
import { COLLECTION_EVENTS } from "./edit_node.js";

const COMPOSITION = "composition";
const JSON_TEXT = "composition_json";
const MIN_HEIGHT = 190;
const FIRST_SIZE = [400, 340];
const MOST_CHIPS = 60;
const SHEETS = ["../composed.css"];

/** @typedef {import("../types.js").Collection} Collection */

export class ComposerNode {
  #page;
  #shared;
  #node;
  #collection = makeNamePicker();
  #composition = makeNamePicker();
  #linked = element("span", { class: "penstock-prompt-node-linked" });
  #unsaved = element("p", { class: "penstock-prompt-node-unsaved", attributes: { role: "status" } });
  #chips = element("ul", { class: "penstock-composer-chips" });
  #preview;
  #known = /** @type {Collection | null} */ (null);
  #drawn = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("./prompt_nodes.js").Shared} shared
   * @param {any} node inside its constructor
   */
  constructor(page, shared, node) {
    for (const name of SHEETS) linkStyles(new URL(name, import.meta.url).href);
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    for (const name of [TEXT, FOLDER, COMPOSITION, JSON_TEXT]) hideWidget(widgetOf(node, name));
    this.#keepSockets();
    this.#preview = new CompositionPreview(page.host, { seed: false });
    setAttribute(this.#chips, "aria-label", page.host.t("prompts.steps"));
    const head = element("div", { class: "penstock-prompt-node-head" }, this.#collection, this.#linked, this.#composition);
    const body = element("div", { class: "penstock-prompt-node-body" }, head, this.#unsaved, this.#chips, this.#preview.root);
    this.root = element("div", { class: "penstock-prompt-node penstock-texts" }, body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_composer", this.root, MIN_HEIGHT);
    this.#showPickers();
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** Brings what is shown up to date. */
  update() {
    const { t } = this.#page.host;
    const feed = collectionFeed(this.#page.app, this.#node);
    const wanted = this.#widget(COMPOSITION);
    this.#collection.value = feed.folder;
    setAttribute(this.#collection, "hidden", feed.linked ? "" : null);
    setAttribute(this.#linked, "hidden", feed.linked ? null : "");
    setText(this.#linked, feed.linked ? t("prompt_node.linked", { node: feed.node.title ?? "" }) : "");
    setAttribute(this.#linked, "title", this.#linked.textContent);
    this.#composition.value = String(wanted?.value ?? "");
    const isDirty = feed.kind === "stored" && this.#shared.collections.find(feed.folder)?.draft?.dirty;
    setAttribute(this.#unsaved, "hidden", isDirty ? null : "");
    setText(this.#unsaved, isDirty ? t("prompt_node.unsaved", { folder: feed.folder }) : "");
    const { collection, error } = this.#read(feed);
    if (collection !== this.#known) {
      this.#known = collection;
      void this.#composition.refresh();
    }
    const isReading = feed.kind !== "run" && wanted;
    if (error) this.#preview.say(t("prompts.preview_empty"), [[error.message, error.hint].filter(Boolean).join(" ")]);
    else if (!collection || !wanted) this.#preview.say(isReading ? "" : t("prompt_node.composer_run"));
    else return this.#show(collection, String(wanted.value ?? ""));
    return this.#showChips([]);
  }

  close() {
    this.#preview.close();
  }

  /**
   * @param {import("./collection_feed.js").Feed} feed
   * @returns {import("./collection_reader.js").Read}
   */
  #read({ kind, text, folder }) {
    if (kind === "stored") return this.#shared.reader.saved(folder);
    if (kind === "text") return this.#shared.reader.parsed(text);
    return { collection: null, error: null };
  }

  /**
   * @param {Collection} collection
   * @param {string} wanted
   */
  #show(collection, wanted) {
    const names = pickedNames(collection, wanted, String(this.#widget(JSON_TEXT)?.value ?? ""));
    const isThere = (/** @type {string} */ name) => Object.hasOwn(collection.prompts, name);
    const used = names.filter(isThere).map((name) => [name, collection.prompts[name]]);
    this.#preview.show({ prompts: Object.fromEntries(used), names, seed: Number(this.#widget("seed")?.value ?? 0) });
    this.#showChips(names.map((name) => ({ name, missing: !isThere(name) })));
  }

  /** @param {{name: string, missing: boolean}[]} chips */
  #showChips(chips) {
    const drawn = JSON.stringify(chips);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { t } = this.#page.host;
    const shown = chips.slice(0, MOST_CHIPS).map(({ name, missing }) =>
      element("li", { attributes: { "data-missing": missing ? "" : null, title: missing ? t("prompts.no_such_prompt") : null, dir: "auto" } }, missing ? icon("warning") : null, element("span", { text: name })),
    );
    const more = chips.length > MOST_CHIPS ? [element("li", { text: t("prompt_node.more_chips", { count: chips.length - MOST_CHIPS }) })] : [];
    this.#chips.replaceChildren(...shown, ...more);
    setAttribute(this.#chips, "hidden", chips.length ? null : "");
  }

  #showPickers() {
    const { host } = this.#page;
    const { t } = host;
    this.#collection.show({
      host,
      label: t("prompt_node.collection"),
      value: "",
      names: () => this.#shared.collections.names(),
      events: COLLECTION_EVENTS,
      none: t("prompt_node.no_collection"),
      chosen: (folder) => this.#set({ [FOLDER]: folder, [TEXT]: "" }),
    });
    this.#composition.show({
      host,
      label: t("prompt_node.composition"),
      value: "",
      names: async () => this.#names(),
      none: t("prompt_node.all_prompts"),
      free: true,
      chosen: (name) => this.#set({ [COMPOSITION]: name, [JSON_TEXT]: "" }),
    });
  }

  /** Compositions, then single prompts. */
  #names() {
    const { compositions = {}, order = { prompts: [], compositions: [] } } = this.#known ?? {};
    const { t } = this.#page.host;
    const count = (/** @type {string[]} */ names) => t("prompts.count", { count: names.length });
    return [
      ...order.compositions.map((name) => ({ name, detail: count(compositions[name]) })),
      ...order.prompts.filter((name) => !Object.hasOwn(compositions, name)).map((name) => ({ name, detail: t("prompt_node.one_prompt") })),
    ];
  }

  /** @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name);
  }

  /** @param {Record<string, string>} values by widget */
  #set(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = this.#widget(name) ?? widgetOf(this.#node, name);
      if (widget) widget.value = value;
    }
    rememberChange(this.#page.app);
    this.#page.app.canvas?.setDirty?.(true, true);
    this.update();
    this.#page.graphProfiles.changed();
  }

  #keepSockets() {
    for (const name of [TEXT, COMPOSITION]) keepSocket(this.#node, name);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => this.#keepSockets());
    after(this.#node, "onRemoved", () => (this.close(), graphProfiles.changed()));
    for (const widget of this.#node.widgets) if (widget.name === "seed") after(widget, "callback", () => this.update());
  }
}
