/** The pictures of a scene as tiles, in groups: dropped, pasted or chosen files go there; a click shows one large. */

import { askText } from "../library/dialogs.js";
import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openMenu } from "../library/menu.js";
import { filesIn, pictureOf } from "./given_files.js";
import { GROUPS, pictureLabel } from "./picture_names.js";
import { PictureTile } from "./picture_tile.js";
import { openPictureView } from "./picture_view.js";

/**
 * @typedef {object} PicturesOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./scene_files.js").SceneFiles} files
 * @property {() => string[]} chosen the pictures that runs take by the scene's own settings
 */

export class ScenePictures {
  #options;
  #groups = /** @type {Map<string, HTMLElement>} */ (new Map());
  #tiles = /** @type {Map<string, PictureTile>} */ (new Map());
  #file = element("input", { attributes: { type: "file", accept: "image/*", hidden: "", tabindex: -1, "aria-hidden": "true" } });
  #wanted = "";
  #active = "base";
  #addMask;

  /** @param {PicturesOptions} options */
  constructor(options) {
    this.#options = options;
    const { t } = options.host;
    this.#addMask = button(t("scenes.mask.add"), () => void this.#nameMask(), { icon: icon("plus"), class: "penstock-quiet" });
    const titles = { base: t("scenes.group.base"), depth: t("scenes.group.depth"), pose: t("scenes.group.pose"), masks: t("scenes.group.masks") };
    this.root = element("section", { class: "penstock-scene-pictures", attributes: { role: "group", "aria-label": t("scenes.pictures") } });
    for (const [name, title] of Object.entries(titles)) {
      const row = element("div", { class: "penstock-scene-tiles" });
      this.#groups.set(name, row);
      const head = element("div", { class: "penstock-scene-group-head" }, element("h2", { text: title }), name === "masks" ? this.#addMask : null);
      this.root.append(element("div", { class: "penstock-scene-group", attributes: { "data-group": name } }, head, row));
    }
    this.root.append(this.#file);
    this.#file.addEventListener("change", () => this.#chosenFile());
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("paste", (event) => this.#onPaste(event));
    this.root.addEventListener("focusin", (event) => this.#focused(event));
    this.#listenToDrops();
  }

  /** Shows the pictures as they are now. */
  update() {
    const { files } = this.#options;
    if (!files.scene) return;
    const masks = files.masks.map(({ name }) => `mask:${name}`);
    const groups = /** @type {[string, string[]][]} */ ([...GROUPS, ["masks", masks]]);
    const before = this.#tiles;
    this.#tiles = new Map(groups.flatMap(([, names]) => names).map((name) => [name, before.get(name) ?? this.#tile(name)]));
    for (const [group, names] of groups) fill(this.#groups.get(group), names.map((name) => /** @type {PictureTile} */ (this.#tiles.get(name)).root));
    setAttribute(/** @type {Element} */ (this.#groups.get("masks")), "hidden", masks.length ? null : "");
    if (!this.#tiles.has(this.#active)) this.#active = "base";
    const chosen = this.#options.chosen();
    for (const [name, tile] of this.#tiles) {
      const found = files.find(name);
      tile.show({ url: found ? files.url(name, 256) : "", size: found && "size" in found ? found.size : null, busy: files.busy.has(name), isChosen: found !== null && chosen.includes(name), isActive: name === this.#active });
    }
    setAttribute(this.root, "aria-busy", files.status === "loading" ? "true" : null);
  }

  /** @param {string} name */
  #tile(name) {
    const { t } = this.#options.host;
    return new PictureTile(name, this.#label(name), t, {
      open: () => this.#open(name),
      menu: (place) => this.#openMenu(name, place),
    });
  }

  /** @param {string} name */
  #label(name) {
    return name.startsWith("mask:") ? name.slice("mask:".length) : pictureLabel(this.#options.host.t, name);
  }

  /** @param {string} name */
  #open(name) {
    const { host, files } = this.#options;
    if (!files.find(name)) return this.#choose(name);
    const names = [...this.#tiles.keys()].filter((one) => files.find(one));
    const shown = names.map((one) => ({ name: one, label: this.#label(one), canGo: !files.scene?.read_only }));
    openPictureView(host, { files, pictures: shown, at: name, remove: (one) => void this.#remove(one), closed: (last) => this.#tiles.get(last)?.root.focus() });
  }

  /** @param {string} name */
  #choose(name) {
    this.#wanted = name;
    this.#file.value = "";
    this.#file.click();
  }

  #chosenFile() {
    const [file] = this.#file.files ?? [];
    if (file) this.#put(this.#wanted, file);
  }

  /**
   * @param {string} name
   * @param {File} file
   */
  #put(name, file) {
    void this.#options.files.put(name, file, this.#label(name));
  }

  /** @param {string} name */
  async #remove(name) {
    const { files } = this.#options;
    if (files.find(name)) await files.remove(name, this.#label(name));
  }

  /** A new mask needs a name, then its file is asked for. */
  async #nameMask() {
    const { host, files } = this.#options;
    const { t } = host;
    const taken = (/** @type {string} */ name) => files.find(`mask:${name}`) !== null;
    const check = (/** @type {string} */ typed) => (taken(typed.trim()) ? t("scenes.mask.taken") : typed.trim() ? "" : t("scenes.mask.name_empty"));
    const name = await askText(host, { title: t("scenes.mask.add"), label: t("scenes.mask.name"), hint: t("scenes.mask.name_hint"), confirm: t("scenes.choose"), check });
    if (name) this.#choose(`mask:${name.trim()}`);
  }

  /**
   * @param {string} name
   * @param {import("../library/menu.js").Place} place
   */
  #openMenu(name, place) {
    const { host, files } = this.#options;
    const { t } = host;
    const isThere = files.find(name) !== null;
    openMenu(host, place, [
      ...(isThere ? [{ label: t("scenes.view"), icon: icon("zoom"), keys: "Enter", run: () => this.#open(name) }] : []),
      { label: isThere ? t("scenes.replace") : t("scenes.choose"), icon: icon("upload"), run: () => this.#choose(name) },
      ...(isThere ? [{ label: t("scenes.download"), icon: icon("download"), run: () => this.#download(name) }] : []),
      ...(isThere ? [null, { label: t("scenes.remove"), icon: icon("trash"), keys: "Delete", danger: true, run: () => void this.#remove(name) }] : []),
    ]);
  }

  /** @param {string} name */
  #download(name) {
    element("a", { attributes: { href: this.#options.files.url(name), download: `${name.replace(":", "_")}.png` } }).click();
  }

  /**
   * Files without a tile of their own go where their names say, a single one to the base picture where there is none.
   * @param {File[]} given
   * @param {string} [onto]
   */
  #take(given, onto) {
    const { host, files } = this.#options;
    const refused = [];
    for (const file of given) {
      const single = given.length === 1 ? (onto ?? (files.find("base") ? "" : "base")) : "";
      const name = single || pictureOf(file.name);
      if (name) this.#put(name, file);
      else refused.push(file.name);
    }
    if (refused.length) host.toasts.show({ message: host.t("scenes.which_picture", { file: refused.join(", ") }), hint: host.t("scenes.which_picture_hint"), severity: "error" });
  }

  #listenToDrops() {
    const over = (/** @type {DragEvent} */ event) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-picture]"))?.dataset.picture;
    const mark = (/** @type {string | null | undefined} */ name) => {
      this.root.classList.toggle("penstock-dropping", name !== null);
      for (const [one, tile] of this.#tiles) tile.root.classList.toggle("penstock-dropping", one === name);
    };
    // ComfyUI listens on the document and would load the file as a workflow.
    const own = (/** @type {(event: DragEvent) => void} */ act) => (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      act(event);
    };
    this.root.addEventListener("dragover", own((event) => (mark(over(event)), event.dataTransfer && (event.dataTransfer.dropEffect = "copy"))));
    this.root.addEventListener("dragleave", own((event) => this.root.contains(/** @type {Node | null} */ (event.relatedTarget)) || mark(null)));
    this.root.addEventListener("drop", own((event) => (mark(null), this.#take(filesIn(event.dataTransfer), over(event)))));
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const pasted = filesIn(event.clipboardData).filter(({ type }) => type.startsWith("image/"));
    if (!pasted.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.#take(pasted.slice(0, 1), this.#active);
  }

  /** @param {FocusEvent} event */
  #focused({ target }) {
    const name = /** @type {HTMLElement} */ (target).dataset.picture;
    if (!name || name === this.#active) return;
    this.#tiles.get(this.#active)?.setActive(false);
    this.#active = name;
    this.#tiles.get(name)?.setActive(true);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const name = /** @type {HTMLElement} */ (event.target).dataset.picture;
    if (!name) return;
    const names = [...this.#tiles.keys()];
    const at = names.indexOf(name);
    const to = (/** @type {number} */ place) => () => this.#tiles.get(names[Math.min(Math.max(place, 0), names.length - 1)])?.root.focus();
    const menu = () => this.#openMenu(name, { anchor: /** @type {HTMLElement} */ (event.target) });
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowRight: to(at + 1),
      ArrowLeft: to(at - 1),
      ArrowDown: to(this.#beside(at, 1)),
      ArrowUp: to(this.#beside(at, -1)),
      Home: to(0),
      End: to(names.length - 1),
      Delete: () => void this.#remove(name),
      Backspace: () => void this.#remove(name),
      ContextMenu: menu,
      "Shift+F10": menu,
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  /**
   * The tile of the row above or below that stands nearest.
   * @param {number} at
   * @param {1 | -1} way
   */
  #beside(at, way) {
    const boxes = [...this.#tiles.values()].map(({ root }) => root.getBoundingClientRect());
    const own = boxes[at];
    const rows = boxes.filter((box) => (way > 0 ? box.top > own.top + 1 : box.top < own.top - 1)).map(({ top }) => top);
    if (!rows.length) return at;
    const row = way > 0 ? Math.min(...rows) : Math.max(...rows);
    const inRow = boxes.map((box, index) => ({ index, far: Math.abs(box.left - own.left), top: box.top })).filter(({ top }) => Math.abs(top - row) < 1);
    return inRow.sort((one, other) => one.far - other.far)[0].index;
  }
}

/**
 * @param {HTMLElement | undefined} row
 * @param {HTMLElement[]} tiles
 */
function fill(row, tiles) {
  const isSame = row?.childElementCount === tiles.length && tiles.every((tile, at) => row.children[at] === tile);
  if (!isSame) row?.replaceChildren(...tiles);
}
