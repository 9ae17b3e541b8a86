/** What of a scene a run takes: its mask, depth, pose and edges. */

import { element, setAttribute } from "../library/elements.js";
import { ChoiceField, SwitchField } from "./detail_fields.js";

const DEPTH_TYPES = ["depth", "depth_any", "midas", "zoe", "zoe_any"];
const POSE_TYPES = ["dense", "dw", "edit", "face", "open", "nlf"];
const DEPTH_PICTURES = /** @type {Record<string, string>} */ ({ midas: "depth_midas", zoe: "depth_zoe", zoe_any: "depth_zoe_any" });

/** @typedef {import("./types.js").StoryScene} StoryScene */

export class SceneUses {
  #t;
  #book;
  #mask;
  #maskName;
  #background;
  #depth;
  #depthType;
  #pose;
  #poseType;
  #canny;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {import("./scene_book.js").SceneBook} book
   * @param {(fields: Partial<StoryScene>) => void} put
   */
  constructor(t, book, put) {
    this.#t = t;
    this.#book = book;
    const hidden = { hideLabel: true };
    this.#mask = new SwitchField(t("stories.mask"), (on) => put({ use_mask: on }));
    this.#maskName = new ChoiceField(t("stories.mask_name"), (name) => put({ mask_name: name }), hidden);
    this.#background = new SwitchField(t("stories.mask_background"), (on) => put({ mask_background: on }));
    this.#depth = new SwitchField(t("stories.depth"), (on) => put({ use_depth: on }));
    this.#depthType = new ChoiceField(t("stories.depth_type"), (type) => put({ depth_type: type }), hidden);
    this.#pose = new SwitchField(t("stories.pose"), (on) => put({ use_pose: on }));
    this.#poseType = new ChoiceField(t("stories.pose_type"), (type) => put({ pose_type: type }), hidden);
    this.#canny = new SwitchField(t("stories.canny"), (on) => put({ use_canny: on }));
    const row = (/** @type {Node[]} */ ...fields) => element("div", { class: "penstock-story-use" }, ...fields);
    this.root = element(
      "div",
      { class: "penstock-story-uses" },
      row(this.#mask.root, this.#maskName.root, this.#background.root),
      row(this.#depth.root, this.#depthType.root),
      row(this.#pose.root, this.#poseType.root),
      row(this.#canny.root),
    );
  }

  /**
   * @param {StoryScene} scene
   * @param {boolean} locked
   */
  show(scene, locked) {
    const { masks = [], pictures = [] } = this.#book.find(scene.scene_name) ?? {};
    const maskName = scene.mask_name ?? "";
    const withNote = (/** @type {string} */ type, /** @type {boolean} */ isThere) => ({ value: type, label: isThere ? type : this.#t("stories.no_picture", { name: type }) });
    this.#mask.show(scene.use_mask ?? false, locked);
    this.#maskName.show(maskName, [{ value: "", label: this.#t("stories.no_mask") }, ...masks.map((name) => ({ value: name, label: name }))], locked);
    this.#background.show(scene.mask_background ?? true, locked);
    setAttribute(this.#background.root, "hidden", maskName ? null : "");
    this.#depth.show(scene.use_depth ?? false, locked);
    this.#depthType.show(scene.depth_type ?? "depth", DEPTH_TYPES.map((type) => withNote(type, pictures.includes(DEPTH_PICTURES[type] ?? type))), locked);
    this.#pose.show(scene.use_pose ?? false, locked);
    this.#poseType.show(scene.pose_type ?? "open", POSE_TYPES.map((type) => withNote(type, pictures.includes(`pose_${type}`))), locked);
    this.#canny.show(scene.use_canny ?? false, locked);
  }
}
