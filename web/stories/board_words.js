/** How the entries of a story are called and shown where changes are compared. */

import { DESCRIPTION, isScene, idOf, ORDER, sceneOf } from "./story_scenes.js";

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("../library/texts/draft.js").Draft} draft of a story
 * @returns {import("../library/texts/conflict_dialog.js").Words}
 */
export function storyWords(t, draft) {
  const sceneName = (/** @type {string} */ id) => sceneOf(draft, id)?.scene_name ?? draft.content.saved.get(`scene:${id}`)?.value?.scene_name ?? t("stories.scene");
  const nameOf = (/** @type {string} */ key) => {
    if (key === ORDER) return t("stories.order");
    if (key === DESCRIPTION) return t("stories.description");
    return isScene(key) ? sceneName(idOf(key)) : key;
  };
  const textOf = (/** @type {any} */ value) => {
    if (typeof value === "string") return value;
    if (Array.isArray(value)) return value.map((id, at) => `${at + 1}. ${sceneName(id)}`).join("\n");
    if (value?.scene_name === undefined) return JSON.stringify(value, null, 1);
    const fields = labelled(t, value);
    return [value.scene_name, ...fields.map(([label, text]) => `${label}: ${text}`)].join("\n");
  };
  return { nameOf, textOf };
}

/**
 * The fields of a scene that say something, as a person reads them.
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").StoryScene} scene
 * @returns {[string, string][]}
 */
function labelled(t, scene) {
  const prompt = scene.prompt_source === "custom" ? (scene.custom_prompt ?? "") : (scene.prompt_key ?? "");
  const video = scene.video_prompt_source === "custom" ? (scene.video_custom_prompt ?? "") : (scene.video_prompt_key ?? "");
  const taken = usesOf(t, scene).join(", ");
  const all = /** @type {[string, string][]} */ ([
    [t("stories.prompt"), prompt],
    [t("stories.video"), scene.video_prompt_source === "auto" ? "" : video],
    [t("stories.mask_name"), scene.mask_name ?? ""],
    [t("stories.depth_type"), scene.depth_type ?? ""],
    [t("stories.pose_type"), scene.pose_type ?? ""],
    [t("stories.takes"), taken],
  ]);
  return all.filter(([, text]) => text);
}

/**
 * What of a scene a run takes, in words.
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").StoryScene} scene
 */
export function usesOf(t, { use_mask: mask, mask_name: name, use_depth: depth, use_pose: pose, use_canny: canny }) {
  return [mask && [t("stories.mask"), name].filter(Boolean).join(" "), depth && t("stories.depth"), pose && t("stories.pose"), canny && t("stories.canny")].filter((word) => typeof word === "string");
}
