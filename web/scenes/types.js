/**
 * What the routes of scenes answer.
 *
 * @typedef {object} ListedScene
 * @property {string} name of its folder
 * @property {string | null} revision
 * @property {number} prompts how many it has
 * @property {string[]} pictures their names
 * @property {string[]} masks their names
 * @property {string[]} problems sentences for people
 * @property {boolean} read_only
 * @property {{id: string, dirty: boolean} | null} draft what somebody edits and has not saved
 * @property {string | null} thumbnail a tag that changes with the picture; null where there is none
 * @property {string[]} used_in the stories that have it
 *
 * `tag` changes with the file; `size` is null where that is no picture. `color` is `#rrggbb`.
 * @typedef {{name: string, tag: string, size: [number, number] | null}} ScenePicture
 * @typedef {{name: string, type: string, has_background: boolean, color: string | null, tag: string, editable: boolean}} SceneMask
 *
 * @typedef {object} Scene one scene as it is saved
 * @property {string} name
 * @property {string | null} revision
 * @property {ScenePicture[]} pictures
 * @property {SceneMask[]} masks
 * @property {string[]} problems
 * @property {boolean} read_only
 * @property {string[]} [used_in]
 *
 * @typedef {{trash: string, name: string, deleted: number}} DeletedScene `deleted`: milliseconds since 1970
 *
 * @typedef {object} Lora as lora_stack.json has it; fields that nobody here knows are kept
 * @property {string} lora
 * @property {number} [strength_model]
 * @property {number} [strength_clip]
 * @property {string} [model_target]
 * @property {boolean} [enabled]
 */

export {};
