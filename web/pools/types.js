/**
 * What the pool routes answer.
 *
 * @typedef {object} Slot
 * @property {string} id
 * @property {string} image file name
 * @property {string | null} mask file name, null without a mask
 * @property {string} label
 * @property {number} added milliseconds since 1970
 * @property {number} width pixels
 * @property {number} height pixels
 * @property {string} image_tag changes with the image's bytes
 * @property {string} mask_tag
 * @property {number} label_revision
 * @property {number} mask_revision
 *
 * @typedef {object} PoolState
 * @property {string} id
 * @property {number} count
 * @property {string | null} selected a slot id
 * @property {number} position of the selected slot
 * @property {number} revision
 * @property {number | null} [undo] the change that undo would take back, null when there is none; left out: unknown
 * @property {number | null} [redo] the same for redo
 *
 * @typedef {{pool: PoolState, start: number, slots: Slot[]}} SlotPage
 * @typedef {{pool: PoolState, results: {file_name: string, error: any}[]}} Added
 * @typedef {{pool: PoolState, slots: string[]}} Order
 * @typedef {{pool: PoolState, change: number, count: number}} Copied
 *
 * @typedef {object} Changed
 * @property {number} change what undo names, 0 where there is nothing to undo
 * @property {string} kind "added", "removed", "labelled", "selected", "moved", "mask_saved" or "mask_cleared"
 * @property {PoolState} pool
 * @property {number} count how many slots
 * @property {SlotState | null} slot where it is one
 *
 * @typedef {object} SlotState
 * @property {string} id
 * @property {number | null} position
 * @property {string} image_tag
 * @property {string} mask_tag
 * @property {boolean} has_mask
 * @property {number} label_revision
 * @property {number} mask_revision
 */

export {};
