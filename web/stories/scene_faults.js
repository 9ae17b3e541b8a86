/** What is wrong with a scene of a story: it could not run as it is. */

/**
 * @typedef {import("./types.js").StoryScene} StoryScene
 * @typedef {"scene_missing" | "custom_empty" | "prompt_unchosen" | "prompt_missing" | "composition_missing" | "mask_missing" | "video_unchosen" | "video_missing"} Fault
 */

/**
 * @param {StoryScene} scene
 * @param {import("./scene_book.js").SceneBook} book
 * @param {import("./scene_prompts.js").Known} known
 * @returns {Fault[]}
 */
export function faultsOf(scene, book, known) {
  if (book.isMissing(scene.scene_name)) return ["scene_missing"];
  const image = keyFault(scene.prompt_source ?? "prompt", scene.prompt_key ?? "", known);
  const video = keyFault(scene.video_prompt_source ?? "auto", scene.video_prompt_key ?? "", known);
  const mask = maskFault(scene, book);
  const { prompt_source: own, custom_prompt: text, video_prompt_source: ownVideo, video_custom_prompt: videoText } = scene;
  if ((own === "custom" && !text?.trim()) || (ownVideo === "custom" && !videoText?.trim())) mask.unshift("custom_empty");
  return [...(image ? [image] : []), ...(video ? [video === "prompt_unchosen" ? /** @type {Fault} */ ("video_unchosen") : "video_missing"] : []), ...mask];
}

/**
 * @param {string} source
 * @param {string} key
 * @param {import("./scene_prompts.js").Known} known
 * @returns {Fault | ""}
 */
function keyFault(source, key, { isKnown, prompts, compositions }) {
  if (source !== "prompt" && source !== "composition") return "";
  if (!key) return "prompt_unchosen";
  if (!isKnown) return "";
  if (source === "prompt") return prompts.has(key) || LEGACY.has(key) ? "" : "prompt_missing";
  return compositions.has(key) ? "" : "composition_missing";
}

/** Prompts of version 1 that a scene may have without saying so. */
const LEGACY = new Set(["girl_pos", "male_pos", "wan_prompt", "wan_low_prompt", "four_image_prompt"]);

/**
 * @param {StoryScene} scene
 * @param {import("./scene_book.js").SceneBook} book
 * @returns {Fault[]}
 */
function maskFault({ scene_name: name, mask_name: mask = "", use_mask: uses = false }, book) {
  const masks = book.find(name)?.masks;
  return uses && mask && masks && !masks.includes(mask) ? ["mask_missing"] : [];
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {StoryScene} scene
 * @returns {Record<Fault, string>}
 */
export function faultWords(t, scene) {
  return {
    scene_missing: t("stories.scene_missing", { name: scene.scene_name }),
    custom_empty: t("stories.custom_empty"),
    prompt_unchosen: t("stories.prompt_unchosen"),
    prompt_missing: t("stories.prompt_missing", { name: scene.prompt_key ?? "" }),
    composition_missing: t("stories.composition_missing", { name: scene.prompt_key ?? "" }),
    mask_missing: t("stories.mask_missing", { name: scene.mask_name ?? "" }),
    video_unchosen: t("stories.video_unchosen"),
    video_missing: t("stories.video_missing", { name: scene.video_prompt_key ?? "" }),
  };
}

/**
 * What a card shows of a scene's prompt, before anything is filled in.
 * @param {StoryScene} scene
 * @param {import("./scene_prompts.js").Known} known
 */
export function promptText(scene, { prompts, compositions }) {
  const { prompt_source: source = "prompt", prompt_key: key = "", custom_prompt: custom = "" } = scene;
  if (source === "custom") return custom;
  if (source === "composition") return (compositions.get(key) ?? []).map((name) => prompts.get(name) ?? "").filter(Boolean).join(" ");
  return prompts.get(key) ?? "";
}
