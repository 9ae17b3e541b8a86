/**
 * What the routes of prompts answer, and what the editors of prompts work on.
 *
 * @typedef {object} Prompt as its file has it; fields that nobody here knows are kept
 * @property {string} value
 * @property {string} [category]
 * @property {string} [description]
 * @property {string[]} [tags]
 * @property {string} [processing_type] "raw" or "libber"
 * @property {string} [libber_name]
 *
 * @typedef {object} ListedCollection
 * @property {string} folder its name
 * @property {number} count of prompts
 * @property {string | null} revision null where it cannot be read (then `read_only`), or is not saved yet
 * @property {boolean} migrates the file is of version 1: the first save writes version 2
 * @property {boolean} read_only
 * @property {string[]} problems sentences for people
 * @property {{id: string, dirty: boolean} | null} draft what somebody edits and has not saved
 *
 * @typedef {object} Collection
 * @property {string} [folder]
 * @property {string | null} [revision]
 * @property {boolean} migrated
 * @property {boolean} read_only
 * @property {string[]} problems
 * @property {Record<string, Prompt>} prompts
 * @property {Record<string, string[]>} compositions
 * @property {Record<string, unknown> | null} [scene_flags]
 * @property {boolean} [has_v1_backup]
 * @property {{prompts: string[], compositions: string[]}} order of the names
 *
 * @typedef {{trash: string, folder: string, deleted: number}} DeletedCollection `deleted`: milliseconds since 1970
 * @typedef {{text: string, notes: string[]}} Composed
 */

export {};
