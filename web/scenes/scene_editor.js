/** `<penstock-scene-editor>`: the pictures of a scene, what it says of itself, its loras and its prompts, saved together. */

import { button, element, linkStyles, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { makeSaveBar } from "../library/texts/save_bar.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { entryNames, entryTexts } from "./entry_words.js";
import { LoraList } from "./lora_list.js";
import { SceneDrafts } from "./scene_drafts.js";
import { SceneFiles } from "./scene_files.js";
import { SceneForm } from "./scene_form.js";
import { ScenePictures } from "./scene_pictures.js";
import { ScenePrompts } from "./scene_prompts.js";

const SHEETS = ["./scene_editor.css", "./scene_pictures.css", "./scene_form.css"];

/**
 * @typedef {object} EditorOptions
 * @property {import("../library/host.js").Host} host
 * @property {string} scene
 * @property {string} [promptsPage] where all that can be done to its prompts is
 * @property {(name: string) => void} [renamed] the scene has another name
 * @property {() => Promise<string[]>} [loraFiles] the lora files that there are, where the host knows them
 *
 * @typedef {{pictures: ScenePictures, form: SceneForm, loras: LoraList, prompts: ScenePrompts}} Parts
 */

export class SceneEditor extends HTMLElement {
  #options = /** @type {EditorOptions | null} */ (null);
  #drafts = /** @type {SceneDrafts | null} */ (null);
  #files = /** @type {SceneFiles | null} */ (null);
  #parts = /** @type {Parts | null} */ (null);
  #body = element("div", { class: "penstock-scene-body" });
  #message = element("div", { class: "penstock-empty", attributes: { hidden: "" } });
  #notice = element("div", { class: "penstock-scene-notice", attributes: { role: "status", hidden: "" } });
  #bar = makeSaveBar();
  #shown = new AbortController();
  #masks = "";

  /** @param {EditorOptions} options */
  show(options) {
    this.close();
    this.#shown = new AbortController();
    this.#options = options;
    for (const name of SHEETS) linkStyles(new URL(name, import.meta.url).href);
    this.className = "penstock-scene-editor penstock-texts";
    const { host, scene } = options;
    const { signal } = this.#shown;
    const drafts = (this.#drafts = new SceneDrafts(host, scene));
    const files = (this.#files = new SceneFiles(host, scene));
    this.#build(options, drafts, files);
    drafts.addEventListener("change", () => this.#update(), { signal });
    drafts.addEventListener("renamed", (event) => options.renamed?.(/** @type {CustomEvent} */ (event).detail.name), { signal });
    files.addEventListener("change", () => this.#filesChanged(drafts, files), { signal });
    files.addEventListener("step", (event) => drafts.did(/** @type {CustomEvent} */ (event).detail), { signal });
    drafts.beforeSave = () => this.#parts?.loras.dropEmpty();
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    window.addEventListener("pagehide", () => this.#finish(), { signal });
    signal.addEventListener("abort", ownUndoKeys(this, { undo: () => void drafts.undo(), redo: () => void drafts.redo() }));
    this.#update();
  }

  close() {
    this.#finish();
    this.#shown.abort();
    this.#drafts?.close();
    this.#files?.close();
    [this.#drafts, this.#files, this.#parts] = [null, null, null];
  }

  /** @returns {Promise<boolean>} whether all of it is saved */
  async save() {
    return this.#finish() && ((await this.#drafts?.save()) ?? false);
  }

  /** Whether something is not saved. */
  get dirty() {
    return this.#drafts?.dirty ?? false;
  }

  focusSearch() {
    this.#parts?.prompts.focusSearch();
  }

  beginAdd() {
    this.#parts?.prompts.beginAdd();
  }

  /** What is being typed is taken. @returns {boolean} false where something is wrong with it */
  #finish() {
    this.#parts?.form.finish();
    this.#parts?.loras.finish();
    return this.#parts?.prompts.commit() ?? true;
  }

  /**
   * @param {EditorOptions} options
   * @param {SceneDrafts} drafts
   * @param {SceneFiles} files
   */
  #build({ host, promptsPage = "", loraFiles }, drafts, files) {
    const form = new SceneForm({ host, draft: drafts.scene, files });
    const parts = (this.#parts = {
      pictures: new ScenePictures({ host, files, chosen: () => form.chosen }),
      form,
      loras: new LoraList(host, drafts.scene, loraFiles),
      prompts: new ScenePrompts(host, drafts, promptsPage),
    });
    this.#bar.show({ host, draft: /** @type {any} */ (drafts), nameOf: entryNames(host.t), textOf: entryTexts });
    Object.assign(drafts.prompts.words, { nameOf: entryNames(host.t), textOf: entryTexts });
    const columns = element("div", { class: "penstock-scene-columns" }, element("div", { class: "penstock-scene-column" }, parts.form.root, parts.loras.root), parts.prompts.root);
    this.#body.replaceChildren(this.#notice, parts.pictures.root, columns);
    this.replaceChildren(this.#bar, this.#message, this.#body);
  }

  /**
   * @param {SceneDrafts} drafts
   * @param {SceneFiles} files
   */
  #filesChanged(drafts, files) {
    // It was not there when the draft was asked for, and somebody has brought it back.
    if (drafts.status === "missing" && files.status === "ready") void drafts.open();
    drafts.tell(); // what can be undone, too
  }

  #update() {
    if (!this.#parts || !this.#drafts || !this.#files) return;
    const { status } = this.#drafts;
    const gone = status === "missing" || status === "failed";
    for (const one of [this.#bar, this.#body]) setAttribute(one, "hidden", gone ? "" : null);
    setAttribute(this.#message, "hidden", gone ? null : "");
    if (gone) return this.#say(status);
    this.#message.replaceChildren();
    setAttribute(this, "aria-busy", status === "loading" ? "true" : null);
    this.#parts.form.update();
    this.#parts.loras.update();
    this.#parts.prompts.update();
    this.#parts.pictures.update();
    this.#showNotice();
    const masks = this.#files.masks.map(({ name }) => name).join("\n");
    if (masks !== this.#masks) this.#parts.form.refreshMasks();
    this.#masks = masks;
    return undefined;
  }

  #showNotice() {
    const { t } = /** @type {EditorOptions} */ (this.#options).host;
    const problems = [...new Set([...(this.#files?.scene?.problems ?? []), ...(this.#drafts?.problems ?? [])])];
    const words = [...(this.#drafts?.scene.readOnly ? [t("scenes.read_only")] : []), ...problems];
    setAttribute(this.#notice, "hidden", words.length ? null : "");
    if (this.#notice.dataset.drawn === words.join("\n")) return;
    this.#notice.dataset.drawn = words.join("\n");
    this.#notice.replaceChildren(icon("warning"), element("div", {}, ...words.map((text) => element("p", { text }))));
  }

  /** @param {"missing" | "failed"} status */
  #say(status) {
    if (this.#message.childNodes.length) return;
    const { host, scene } = /** @type {EditorOptions} */ (this.#options);
    const { t } = host;
    const error = this.#drafts?.error;
    const words = status === "missing" ? [t("scenes.no_such", { name: scene }), t("scenes.no_such_hint")] : [error?.message ?? "", error?.hint ?? ""];
    const retry = button(t("retry"), () => void this.#again(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    this.#message.replaceChildren(icon("warning"), element("strong", { text: words[0] }), element("p", { text: words[1] }), element("div", { class: "penstock-empty-actions" }, retry));
  }

  #again() {
    void this.#files?.refresh();
    return this.#drafts?.open();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || chordOf(event) !== "Ctrl+S") return;
    event.preventDefault();
    event.stopPropagation();
    void this.save();
  }
}

/** @returns {SceneEditor} */
export function makeSceneEditor() {
  if (!customElements.get("penstock-scene-editor")) customElements.define("penstock-scene-editor", SceneEditor);
  return /** @type {SceneEditor} */ (document.createElement("penstock-scene-editor"));
}
