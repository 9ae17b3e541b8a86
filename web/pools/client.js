/** The routes of one pool. */

/** What `Slot.mask` is while the first mask of an image is being saved. */
export const MASK_ON_ITS_WAY = "…";

/** @typedef {import("./types.js").SlotPage} SlotPage */

export class PoolClient {
  #requests;
  #path;

  /**
   * @param {import("../library/requests.js").Requests} requests
   * @param {string} poolId
   */
  constructor(requests, poolId) {
    this.#requests = requests;
    this.#path = `/penstock/pools/${encodeURIComponent(poolId)}`;
  }

  /**
   * @param {number} start
   * @param {number} limit
   * @returns {Promise<SlotPage>}
   */
  page(start, limit) {
    return this.#requests.get(`${this.#path}/slots?start=${start}&limit=${limit}`);
  }

  /**
   * @param {File[]} files
   * @returns {Promise<import("./types.js").Added>}
   */
  add(files) {
    const form = new FormData();
    for (const file of files) form.append("images", file, file.name || "pasted.png");
    return this.#requests.upload(`${this.#path}/slots`, form);
  }

  /**
   * @param {string} slotId
   * @returns {Promise<import("./types.js").Changed>}
   */
  select(slotId) {
    return this.#requests.send("PUT", `${this.#path}/selected`, { slot: slotId });
  }

  /**
   * @param {string} slotId
   * @param {string} label
   * @param {number} revision the `label_revision` that the user saw
   * @returns {Promise<import("./types.js").Changed>}
   */
  label(slotId, label, revision) {
    return this.#requests.send("PATCH", this.#slot(slotId), { label, revision });
  }

  /**
   * @param {string[]} slotIds
   * @returns {Promise<import("./types.js").Changed>}
   */
  remove(slotIds) {
    return this.#requests.send("POST", `${this.#path}/remove`, { slots: slotIds });
  }

  /**
   * @param {string[]} slotIds in their new order
   * @param {string | null} before the slot that they go before, null for the end
   * @returns {Promise<import("./types.js").Changed>}
   */
  move(slotIds, before) {
    return this.#requests.send("POST", `${this.#path}/move`, { slots: slotIds, before });
  }

  /**
   * The copies stand after the last of the originals.
   * @param {string[]} slotIds
   * @returns {Promise<import("./types.js").Changed>}
   */
  duplicate(slotIds) {
    return this.#requests.send("POST", `${this.#path}/duplicate`, { slots: slotIds });
  }

  /**
   * @param {string[]} slotIds
   * @param {string | null} to the pool that gets the copies, null for a new one
   * @returns {Promise<import("./types.js").Copied>}
   */
  copy(slotIds, to) {
    return this.#requests.send("POST", `${this.#path}/copy`, { slots: slotIds, to });
  }

  /**
   * All ids by place.
   * @returns {Promise<import("./types.js").Order>}
   */
  order() {
    return this.#requests.get(`${this.#path}/order`);
  }

  /**
   * @param {number} [change] the last one where it is left out
   * @returns {Promise<import("./types.js").Changed>}
   */
  undo(change) {
    return this.#requests.send("POST", `${this.#path}/undo`, change === undefined ? {} : { change });
  }

  /** @returns {Promise<import("./types.js").Changed>} */
  redo() {
    return this.#requests.send("POST", `${this.#path}/redo`);
  }

  /**
   * @param {string} slotId
   * @param {Blob} mask a PNG, white = painted
   * @param {number | null} revision the `mask_revision` that the painter saw, null overwrites whatever is there
   * @returns {Promise<import("./types.js").Changed>}
   */
  saveMask(slotId, mask, revision) {
    const form = new FormData();
    form.append("mask", mask, "mask.png");
    if (revision !== null) form.append("revision", String(revision));
    return this.#requests.upload(`${this.#slot(slotId)}/mask`, form, "PUT");
  }

  /**
   * @param {string} slotId
   * @param {number} revision the `mask_revision` that the user saw
   * @returns {Promise<import("./types.js").Changed>}
   */
  clearMask(slotId, revision) {
    return this.#requests.send("DELETE", `${this.#slot(slotId)}/mask?revision=${revision}`);
  }

  /**
   * A new pool for a node of its own: a copy of this one, or an empty one.
   * @param {boolean} empty
   * @returns {Promise<import("./types.js").PoolState>}
   */
  detach(empty) {
    return this.#requests.send("POST", `${this.#path}/detach`, { empty });
  }

  /**
   * A small picture; the URL changes with the image, so caches may keep it for ever.
   * @param {import("./types.js").Slot} slot
   */
  thumbnailUrl(slot) {
    return this.#requests.address(`${this.#slot(slot.id)}/thumbnail?v=${encodeURIComponent(slot.image_tag)}`);
  }

  /**
   * The image itself.
   * @param {import("./types.js").Slot} slot
   */
  imageUrl(slot) {
    return this.#requests.address(`${this.#slot(slot.id)}/image?v=${encodeURIComponent(slot.image_tag)}`);
  }

  /**
   * The mask itself, 8-bit gray; null where there is none that could be read.
   * @param {import("./types.js").Slot} slot
   */
  maskUrl(slot) {
    if (!slot.mask || slot.mask === MASK_ON_ITS_WAY) return null;
    return this.#requests.address(`${this.#slot(slot.id)}/mask?v=${encodeURIComponent(slot.mask_tag)}`);
  }

  /** @param {string} slotId */
  #slot(slotId) {
    return `${this.#path}/slots/${encodeURIComponent(slotId)}`;
  }
}
