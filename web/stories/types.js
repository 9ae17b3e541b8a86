/**
 * What the routes of stories answer, and what the board works on.
 *
 * A scene at its place in a story, as story.json has it (without its id and order); fields that nobody here knows are kept.
 * @typedef {object} StoryScene
 * @property {string} scene_name
 * @property {string} [mask_name]
 * @property {boolean} [mask_background]
 * @property {string} [prompt_source] "prompt", "composition" or "custom"
 * @property {string} [prompt_key]
 * @property {string} [custom_prompt]
 * @property {string} [video_prompt_source] as `prompt_source`, or "auto": the prompt of the picture
 * @property {string} [video_prompt_key]
 * @property {string} [video_custom_prompt]
 * @property {string} [depth_type]
 * @property {string} [pose_type]
 * @property {boolean} [use_depth]
 * @property {boolean} [use_mask]
 * @property {boolean} [use_pose]
 * @property {boolean} [use_canny]
 *
 * @typedef {object} ListedStory
 * @property {string} name
 * @property {string | null} revision null where it cannot be read (then `read_only`), or is not saved yet
 * @property {string[]} scenes their names, in their order
 * @property {string[]} missing names of scenes that there are not
 * @property {string[]} problems sentences for people
 * @property {boolean} read_only
 * @property {{id: string, dirty: boolean} | null} draft what somebody edits and has not saved
 *
 * @typedef {{trash: string, name: string, deleted: number}} DeletedStory `deleted`: milliseconds since 1970
 *
 * A scene as the list of scenes has it.
 * @typedef {object} ListedScene
 * @property {string} name
 * @property {string | null} revision
 * @property {number} prompts how many
 * @property {string[]} pictures
 * @property {string[]} masks
 * @property {string | null} [thumbnail] changes with it; null where there is none
 *
 * @typedef {{prompt: string, video_prompt: string, notes: string[]}} ScenePrompts
 *
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 * @typedef {Pick<import("../library/texts/types.js").TextDocument, "entries" | "order">} Edited
 */

export {};
