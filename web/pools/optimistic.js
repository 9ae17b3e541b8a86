/** What a change of our own looks like before the server has answered, and what only the answer tells. */

import { MASK_ON_ITS_WAY } from "./client.js";

/**
 * @typedef {import("./slot_list.js").SlotList} SlotList
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("./types.js").Changed} Changed
 *
 * @typedef {object} Appearance
 * @property {(list: SlotList) => boolean} show puts it into a list, also into one that has it already; false where a
 *   place that it changes is not known
 * @property {(list: SlotList, answer: Changed) => void} [finish] adds what the answer tells
 */

/**
 * @param {string[]} ids
 * @returns {Appearance}
 */
export function removal(ids) {
  return { show: (list) => list.remove(ids) };
}

/**
 * @param {string[]} ids
 * @param {string | null} before
 * @returns {Appearance}
 */
export function moving(ids, before) {
  return { show: (list) => list.move(ids, before) };
}

/**
 * @param {string} id
 * @returns {Appearance}
 */
export function selecting(id) {
  // Where it stands the answer tells.
  return { show: (list) => (list.select(id), true) };
}

/**
 * @param {Slot} seen
 * @param {string} label
 * @returns {Appearance}
 */
export function labelling(seen, label) {
  const show = (/** @type {SlotList} */ list) => {
    const slot = list.slots.get(seen.id);
    if (slot && slot.label_revision === seen.label_revision && slot.label !== label) {
      list.put({ ...slot, label, label_revision: slot.label_revision + 1 });
    }
    return true;
  };
  const finish = (/** @type {SlotList} */ list, /** @type {Changed} */ { slot: answered }) => {
    const slot = list.slots.get(seen.id);
    if (!slot || !answered || slot.label_revision > answered.label_revision) return;
    list.put({ ...slot, label, label_revision: answered.label_revision });
  };
  return { show, finish };
}

/**
 * A mask saved or taken away.
 * @param {Slot} seen
 * @param {boolean} hasMask afterwards
 * @returns {Appearance}
 */
export function masking(seen, hasMask) {
  const show = (/** @type {SlotList} */ list) => {
    const slot = list.slots.get(seen.id);
    if (slot && slot.mask_revision === seen.mask_revision && (hasMask || slot.mask)) {
      list.put({ ...withMask(slot, hasMask), mask_revision: slot.mask_revision + 1 });
    }
    return true;
  };
  const finish = (/** @type {SlotList} */ list, /** @type {Changed} */ { slot: answered }) => {
    const slot = list.slots.get(seen.id);
    if (!slot || !answered || slot.mask_revision > answered.mask_revision) return;
    const { mask_tag, mask_revision } = answered;
    // The event brings the file's name, which nobody shows.
    const name = slot.mask && slot.mask !== MASK_ON_ITS_WAY ? slot.mask : `${slot.id}.mask.png`;
    list.put({ ...slot, mask: answered.has_mask ? name : null, mask_tag, mask_revision });
  };
  return { show, finish };
}

/**
 * @param {Slot} slot
 * @param {boolean} hasMask
 * @returns {Slot}
 */
function withMask(slot, hasMask) {
  return hasMask ? { ...slot, mask: slot.mask ?? MASK_ON_ITS_WAY } : { ...slot, mask: null, mask_tag: "" };
}
