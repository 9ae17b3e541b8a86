/** The routes of one pool. */

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

  /** @param {number} change */
  undo(change) {
    return this.#requests.send("POST", `${this.#path}/undo`, { change });
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

  /** @param {string} slotId */
  #slot(slotId) {
    return `${this.#path}/slots/${encodeURIComponent(slotId)}`;
  }
}
