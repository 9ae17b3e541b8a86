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
 * @property {number | null} [undo]
 * @property {number | null} [redo]
 *
 * @typedef {{pool: PoolState, start: number, slots: Slot[]}} SlotPage
 * @typedef {{pool: PoolState, results: {file_name: string, error: any}[]}} Added
 * @typedef {{change: number, pool: PoolState, slot: {id: string, label_revision: number} | null}} Changed
 */

export {};
