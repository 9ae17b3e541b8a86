/** All of one scene of a story: which scene it is, its prompts, and what else of it a run takes. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { makeNamePicker } from "../library/texts/name_picker.js";
import { detailPart, showSentences } from "./detail_fields.js";
import { FinalText } from "./final_text.js";
import { MissingScene } from "./missing_scene.js";
import { PromptSource } from "./prompt_source.js";
import { SCENE_EVENTS } from "./scene_book.js";
import { faultsOf, faultWords } from "./scene_faults.js";
import { SceneUses } from "./scene_uses.js";
import { patched, sceneIds, sceneKey, sceneOf } from "./story_scenes.js";

/**
 * @typedef {import("./types.js").StoryScene} StoryScene
 * @typedef {import("./board_drafts.js").Seen} Seen
 *
 * @typedef {object} DetailOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./board_drafts.js").BoardDrafts} drafts
 * @property {import("./scene_prompts.js").ScenePrompts} prompts
 * @property {import("./scene_book.js").SceneBook} book
 * @property {() => void} back to the cards, where there is room for one of both
 * @property {(id: string) => void} remove
 * @property {((scene: string) => string) | null} sceneUrl of the page of a scene
 * @property {boolean} newTab that page is another one than this
 */

export class SceneDetail {
  #options;
  #id = "";
  #scene = makeNamePicker();
  #title = element("h2", { attributes: { tabindex: -1 } });
  #picture = element("div", { class: "penstock-story-picture" });
  #shownPicture = "";
  #faults = element("div", { class: "penstock-story-faults", attributes: { role: "status", hidden: "" } });
  #ways;
  #link;
  #image;
  #video;
  #uses;
  #final;
  #body;

  /** @param {DetailOptions} options */
  constructor(options) {
    this.#options = options;
    const { host, drafts, prompts, book } = options;
    const { t } = host;
    const put = (/** @type {Partial<StoryScene>} */ fields, /** @type {Seen | undefined} */ seen = undefined) => this.#put(fields, seen);
    const shared = { host, drafts, prompts, put, seen: () => this.#seen() };
    const sources = [
      { value: "prompt", label: t("stories.source_prompt") },
      { value: "composition", label: t("stories.source_composition") },
      { value: "custom", label: t("stories.source_custom") },
    ];
    this.#image = new PromptSource({ ...shared, sources, fields: { source: "prompt_source", key: "prompt_key", custom: "custom_prompt" }, labels: { source: t("stories.prompt_from"), key: t("stories.prompt_name"), custom: t("stories.own_text") } });
    this.#video = new PromptSource({
      ...shared,
      sources: [{ value: "auto", label: t("stories.source_auto") }, ...sources],
      fields: { source: "video_prompt_source", key: "video_prompt_key", custom: "video_custom_prompt" },
      labels: { source: t("stories.video_from"), key: t("stories.video_name"), custom: t("stories.own_video") },
    });
    this.#uses = new SceneUses(t, book, put);
    this.#final = new FinalText(host);
    this.#link = element("a", { class: "penstock-text-button", text: t("stories.open_scene"), attributes: { hidden: "", target: options.newTab ? "_blank" : null } });
    const back = button(t("stories.back"), options.back, { icon: icon("back"), class: "penstock-quiet penstock-story-back" });
    const remove = button(t("stories.remove"), () => options.remove(this.#id), { icon: icon("trash"), class: "penstock-quiet" });
    this.#ways = new MissingScene(host, () => options.remove(this.#id));
    const head = element("header", { class: "penstock-story-detail-head" }, back, this.#title, this.#link, remove);
    this.#body = element(
      "div",
      { class: "penstock-story-detail-body", attributes: { "data-capture-wheel": "true" } },
      element("div", { class: "penstock-story-which" }, this.#picture, element("div", {}, this.#scene, this.#faults, this.#ways.root)),
      detailPart(t("stories.prompt"), this.#image.root),
      detailPart(t("stories.final"), this.#final.root),
      detailPart(t("stories.video"), this.#video.root),
      detailPart(t("stories.takes"), this.#uses.root),
    );
    this.root = element("section", { class: "penstock-story-detail", attributes: { "aria-label": t("stories.detail") } }, head, this.#body);
    this.#scene.show({ host, label: t("stories.scene"), value: "", names: async () => (await book.refresh(), book.list.map(({ name }) => name)), events: SCENE_EVENTS, chosen: (name) => this.#put({ scene_name: name }) });
  }

  /**
   * @param {string} id of a scene of the story, "" for none
   */
  show(id) {
    if (id !== this.#id) {
      this.commit();
      this.#body.scrollTop = 0;
    }
    this.#id = id;
    this.update();
  }

  /** Brings what is shown up to date. */
  update() {
    const { host, drafts, prompts, book, sceneUrl } = this.#options;
    const { story } = drafts;
    const scene = sceneOf(story, this.#id);
    setAttribute(this.root, "data-empty", scene ? null : "");
    if (!scene) return;
    const { scene_name: name } = scene;
    const at = sceneIds(story).indexOf(this.#id);
    const locked = story.readOnly || story.status !== "ready";
    setText(this.#title, `${at + 1} · ${name}`);
    this.#scene.value = name;
    setAttribute(this.#scene, "inert", locked ? "" : null);
    setAttribute(this.#link, "hidden", sceneUrl && book.find(name) ? null : "");
    if (sceneUrl) setAttribute(this.#link, "href", sceneUrl(name));
    this.#showPicture(book.picture(name, 512));
    const words = faultWords(host.t, scene);
    const faults = faultsOf(scene, book, prompts.of(name));
    const isMissing = faults.includes("scene_missing");
    // The field of the scene says so itself.
    showSentences(this.#faults, isMissing ? [] : faults.map((fault) => words[fault]));
    setAttribute(this.#body, "data-missing", isMissing ? "" : null);
    this.#ways.show(isMissing ? name : "", locked);
    this.#image.show(scene, locked);
    this.#video.show(scene, locked);
    this.#uses.show(scene, locked);
    const draft = prompts.drafts.find((one) => one.name === name);
    if (!isMissing) this.#final.show(scene, `${book.find(name)?.prompts} ${draft?.content.fileRevision ?? ""}`, !!draft?.dirty);
  }

  /** The prompts of a scene are other ones. */
  refreshNames() {
    this.#image.refresh();
    this.#video.refresh();
  }

  /** Keeps what is being typed. */
  commit() {
    this.#image.commit();
    this.#video.commit();
  }

  focus() {
    this.#title.focus({ preventScroll: true });
  }

  close() {
    this.commit();
    this.#final.close();
  }

  /** The entry of the scene as it is now. */
  #seen() {
    const entry = this.#options.drafts.story.entries.get(sceneKey(this.#id));
    return entry ? { revision: entry.revision, value: entry.value } : null;
  }

  /**
   * @param {Partial<StoryScene>} fields
   * @param {Seen} [seen]
   */
  #put(fields, seen) {
    const { drafts } = this.#options;
    void drafts.edit(drafts.story, patched(drafts.story, this.#id, fields), seen);
  }

  /** @param {string} url */
  #showPicture(url) {
    if (url === this.#shownPicture) return;
    this.#shownPicture = url;
    const image = element("img", { attributes: { src: url || null, alt: "", decoding: "async" }, on: { error: () => image.replaceWith(icon("images")) } });
    this.#picture.replaceChildren(url ? image : icon("images"));
  }
}
