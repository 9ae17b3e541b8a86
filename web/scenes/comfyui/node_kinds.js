/** What each node of scenes shows of a scene. */

/**
 * @typedef {object} NodeKind
 * @property {string} scene the input that names the scene; empty where a link brings it
 * @property {string} [info] the input that brings one
 * @property {boolean} [makes] the scene that is named may be one that is not there yet
 * @property {string} [mask] the input that names a mask
 * @property {string} [prompt] the input that names a prompt
 * @property {string} [depth] the input with the type of depth
 * @property {string} [pose] the input with the type of pose
 * @property {string[]} hidden
 * @property {string[]} [linkOnly] inputs that only links bring
 */

const COLLECTION = "prompt_collection_json";

/** @type {Record<string, NodeKind>} */
export const KINDS = {
  SceneSelect: { scene: "selected_scene", mask: "mask_name", prompt: "prompt_name", depth: "depth_image_type", pose: "pose_image_type", hidden: ["scenes_dir"] },
  SceneCreate: { scene: "scene_name", makes: true, mask: "mask_name", prompt: "prompt_name", hidden: ["scenes_dir"], linkOnly: [COLLECTION] },
  SceneUpdate: { scene: "", info: "scene_info_in", mask: "mask_name", prompt: "prompt_name", hidden: [], linkOnly: [COLLECTION] },
  SceneLoad: { scene: "scene_name", hidden: ["scene_dir", "scenes_dir"] },
  SceneView: { scene: "", info: "scene_info", mask: "mask_name", depth: "depth_type", pose: "pose_type", hidden: [] },
  SceneSave: { scene: "", info: "scene_info", hidden: ["scene_dir"] },
};

/** The outputs that hand on the scene of their node. */
const HANDS_ON = ["SCENE_INFO"];

/** @param {any} node @param {number} slot */
export const handsOn = (node, slot) => HANDS_ON.includes(node.outputs?.[slot]?.type);
