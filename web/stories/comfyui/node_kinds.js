/** What each node of stories shows of a story. */

/**
 * @typedef {object} NodeKind
 * @property {string} [story] the input that names the story
 * @property {string} [info] the input that brings one through a link
 * @property {string} [scene] the input that names a scene of the story
 * @property {string} [anyScene] the input that names any scene
 * @property {string} [index] the input with the place of a scene
 * @property {string} [job]
 * @property {string} [exec]
 * @property {boolean} [makes] the story that is named is a new one
 * @property {string} [mask] the input that names a mask of the scene
 * @property {string} [prompt] the input that names a prompt of the scene, or a composition
 * @property {string[]} hidden
 */

/** @type {Record<string, NodeKind>} */
export const KINDS = {
  StoryCreate: { anyScene: "initial_scene", mask: "mask_name", prompt: "prompt_key", makes: true, hidden: ["story_dir"] },
  StoryEdit: { story: "story_select", scene: "preview_scene_name", hidden: [] },
  StoryView: { info: "story_info", scene: "selected_scene", hidden: [] },
  StorySave: { info: "story_info", hidden: ["filename"] },
  StoryLoad: { story: "story_name", hidden: ["stories_dir", "filename"] },
  StorySceneBatch: { story: "story_name", job: "job_id", exec: "exec_id", hidden: [] },
  StoryScenePick: { info: "scene_batch", index: "scene_index", hidden: [] },
};

/** Nodes that hand on the story that comes in. */
export const HANDS_ON = ["STORY_INFO", "SCENE_BATCH"];

/**
 * The inputs of a node that are shown as pickers.
 * @param {NodeKind} kind
 */
export function pickedInputs({ story, scene, anyScene, job, exec, mask, prompt }) {
  return [story, scene, anyScene, job, exec, mask, prompt].filter((name) => name !== undefined);
}
