/**
 * One node Pool Profile. The id is what is saved and decides; the name beside it is for people, and loading a workflow
 * never derives the one from the other.
 */

import { rootGraph } from "../../library/comfyui/graph.js";
import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { importZips, newProfile, offerImport, profileItems, renameProfile } from "../profile_actions.js";
import { chooseProfile } from "../profile_chooser.js";
import { acceptZipDrops, mayBringZip, zipsOf } from "../zip_drops.js";
import { adoptions } from "./adoptions.js";
import { Picker } from "./picker.js";

const HEIGHT = 36;
const FIRST_WIDTH = 280;

/**
 * @typedef {import("../types.js").Profile} Profile
 * @typedef {import("../../library/menu.js").MenuItem} MenuItem
 */

export class ProfileNode {
  #page;
  #book;
  #glances;
  #node;
  #successor;
  #name;
  #picker;
  #place = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../profile_book.js").ProfileBook} book
   * @param {import("./glances.js").Glances} glances
   * @param {any} node inside its constructor
   * @param {(place: string) => ProfileNode | null} successor the node that is at a place now
   */
  constructor(page, book, glances, node, successor) {
    this.#page = page;
    this.#book = book;
    this.#glances = glances;
    this.#node = node;
    this.#successor = successor;
    this.#name = widgetOf(node, "profile");
    for (const widget of [this.#name, widgetOf(node, "profile_id")]) hideWidget(widget);
    this.#picker = new Picker(page.host.t, {
      choose: (anchor) => void this.#open(anchor),
      menu: (anchor) => openMenu(page.host, { anchor }, this.#items()),
      rename: () => void this.#rename(),
      restore: () => this.#restore(),
    });
    addElement(node, "penstock_profile", this.#picker.root, HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_WIDTH), node.size[1]]);
    this.#listen();
  }

  /** The profile that a run would use; empty where there is none, or only a run can tell. */
  get id() {
    return String(this.#idWidget?.value ?? "");
  }

  /** Brings what is shown up to date, and the saved name. */
  update() {
    const { id } = this;
    this.#place = placeOf(this.#page.app, this.#node);
    const profile = this.#book.get(id);
    if (profile && this.#name && this.#name.value !== profile.name) this.#name.value = profile.name;
    const glance = id && this.#book.status === "ready" ? this.#glances.of(id) : null;
    const { count = null, picture = "" } = glance ?? {};
    this.#picker.show({ state: this.#state(profile, glance), name: profile?.name ?? (String(this.#name?.value ?? "") || id), count, picture });
  }

  /**
   * Makes a profile the node's, which every linked grid shows at once.
   * @param {string} id empty for none
   */
  choose(id) {
    const { app, graphProfiles } = this.#page;
    if (!this.#node.graph) return this.#handOver(id);
    const widget = this.#idWidget;
    if (!widget || id === this.id) return;
    widget.value = id;
    if (this.#name) this.#name.value = this.#book.get(id)?.name ?? "";
    this.update();
    app.canvas?.setDirty?.(true, true);
    rememberChange(app);
    graphProfiles.changed();
  }

  /**
   * Its profile becomes one of the zip files.
   * @param {File[]} files
   */
  import(files) {
    return this.#chooseFirst(() => importZips(this.#book, files, this.#ways()));
  }

  /**
   * What ends late does not undo what was chosen meanwhile: the message offers it.
   * @param {() => Promise<Profile[]>} make
   */
  async #chooseFirst(make) {
    const before = this.id;
    const [first] = await make();
    if (first && this.id === before) this.choose(first.id);
  }

  /**
   * Undo made this node anew meanwhile, or another workflow is shown.
   * @param {string} id
   */
  #handOver(id) {
    const { host } = this.#page;
    const now = this.#successor(this.#place);
    if (now) now.choose(id);
    else host.toasts.show({ message: host.t("profile_node.away"), hint: host.t("profile_node.away_hint") });
  }

  get #idWidget() {
    return this.#page.graphProfiles.widget(this.#node, "profile_id");
  }

  /**
   * @param {import("../types.js").ListedProfile | null} profile
   * @param {import("./glances.js").Glance | null} glance
   * @returns {import("./picker.js").PickerState}
   */
  #state(profile, glance) {
    if (!this.#idWidget) return "decided";
    if (!this.id) return "none";
    if (profile) return profile.missing ? "missing" : "chosen";
    if (!glance) return "loading";
    return !glance.listed && glance.count !== null ? "unlisted" : "deleted";
  }

  /** @param {HTMLElement} anchor */
  async #open(anchor) {
    const before = this.id;
    const id = await chooseProfile(this.#page.host, this.#book, { anchor, chosen: before });
    if (id !== null && this.id === before) this.choose(id);
  }

  async #rename() {
    const profile = this.#book.get(this.id);
    if (profile && !this.#book.readOnly) await renameProfile(this.#page.host, this.#book, profile);
  }

  #restore() {
    void this.#book.restoreProfile(this.id);
  }

  /** @returns {(MenuItem | null)[]} */
  #items() {
    const { host } = this.#page;
    const { t } = host;
    const profile = this.#book.get(this.id);
    const disabled = this.#book.readOnly || !this.#idWidget;
    const own = profile ? [...profileItems(host, this.#book, profile, this.#ways()).map(withoutForeignKeys), null] : [];
    const restore = { label: t("profile_node.restore"), icon: icon("undo"), disabled, run: () => this.#restore() };
    const name = { label: t("profile_node.name"), icon: icon("label"), disabled, run: () => void this.#make({ pool: this.id }) };
    return [
      ...own,
      ...(this.#picker.state === "deleted" ? [restore, null] : []),
      ...(this.#picker.state === "unlisted" ? [name, null] : []),
      { label: t("profiles.new"), icon: icon("plus"), disabled, run: () => void this.#make({}) },
      { label: t("profiles.import"), icon: icon("upload"), disabled, run: () => void this.#import() },
      ...this.#adoptions(disabled),
      ...(this.id ? [null, { label: t("profiles.none"), icon: icon("close"), disabled: !this.#idWidget, run: () => this.choose("") }] : []),
    ];
  }

  #ways() {
    const { host, ownPage } = this.#page;
    const open = ownPage ? (/** @type {Profile} */ { id }) => void window.open(`${ownPage}#/pools/${encodeURIComponent(id)}`) : undefined;
    return { open, chosen: { label: host.t("profile_node.select"), run: (/** @type {Profile} */ { id }) => this.choose(id) } };
  }

  /**
   * Where a profile is chosen the grids show that, and their own pools are out of sight.
   * @param {boolean} disabled
   * @returns {MenuItem[]}
   */
  #adoptions(disabled) {
    if (this.id) return [];
    const found = adoptions(this.#page, this.#node, (pool) => this.#book.get(pool) !== null);
    return found.map(({ pool, label }) => ({ label, icon: icon("images"), disabled, run: () => void this.#make({ pool }) }));
  }

  /** @param {{pool?: string}} what the pool that gets the name; without one an empty one is made */
  async #make({ pool }) {
    const { t } = this.#page.host;
    const words = pool ? { title: t("profile_node.save_title"), hint: t("profile_node.save_hint") } : {};
    const made = await newProfile(this.#page.host, this.#book, { pool, ...words });
    if (made) this.choose(made.id);
  }

  #import() {
    return this.#chooseFirst(() => offerImport(this.#page.host, this.#book, this.#ways()));
  }

  #listen() {
    const { graphProfiles } = this.#page;
    const node = this.#node;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(node, method, () => graphProfiles.changed());
    acceptZipDrops(this.#picker.root, (files) => void this.import(files));
    node.onDragOver = (/** @type {DragEvent} */ event) => mayBringZip(event.dataTransfer);
    node.onDragDrop = async (/** @type {DragEvent} */ event) => {
      const files = zipsOf(event.dataTransfer);
      if (files.length) void this.import(files);
      return files.length > 0;
    };
  }
}

/**
 * Where a node stands: its workflow, its graph, its number.
 * @param {any} app
 * @param {any} node
 */
export function placeOf(app, node) {
  return [rootGraph(app)?.id, node.graph?.id, node.id].join();
}

/**
 * In ComfyUI, Delete and Ctrl+D are about nodes.
 * @param {MenuItem | null} item
 */
function withoutForeignKeys(item) {
  return item && item.keys !== "F2" ? { ...item, keys: undefined } : item;
}
