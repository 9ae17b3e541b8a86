/** The slots of a pool by place, as far as they are known: places without an id, and ids whose slot was not read. */

/** @typedef {import("./types.js").Slot} Slot */

/** So many ids are looked up one by one; for more a set is made first. */
const FEW = 4;

export class SlotList {
  /** @type {(string | null)[]} one for each place; no id is there twice */
  ids = [];
  slots = /** @type {Map<string, Slot>} */ (new Map());
  /** @type {string | null} null where nothing is, or where it is not known which slot */
  selected = null;
  /** The place of the selected slot; 0 in an empty pool. */
  position = 0;

  get count() {
    return this.ids.length;
  }

  copy() {
    return Object.assign(new SlotList(), this, { ids: [...this.ids], slots: new Map(this.slots) });
  }

  /**
   * @param {number} position
   * @returns {Slot | undefined}
   */
  at(position) {
    return this.slots.get(this.ids[position] ?? "");
  }

  /**
   * @param {string | null} id
   * @returns {number} -1 where it is not known
   */
  positionOf(id) {
    return id === null ? -1 : this.ids.indexOf(id);
  }

  /**
   * A newer version of a slot.
   * @param {Slot} slot
   */
  put(slot) {
    if (this.positionOf(slot.id) >= 0) this.slots.set(slot.id, slot);
  }

  /**
   * @param {Slot} slot
   * @param {number} position
   */
  insert(slot, position) {
    this.ids.splice(position, 0, slot.id);
    this.slots.set(slot.id, slot);
    if (this.selected === null && this.position >= position && this.count > 1) this.position += 1;
    this.#followSelected();
  }

  /**
   * Takes slots out. The selection goes to the next one that stays, else to the last, as on the server.
   * @param {string[]} ids
   * @returns {boolean} whether all of them were known
   */
  remove(ids) {
    const known = this.#known(ids);
    const leaving = new Set(known);
    if (this.selected !== null && leaving.has(this.selected)) this.#selectNext(leaving);
    else if (this.selected === null) this.position -= this.#countBefore(this.position, leaving);
    if (known.length === 1) this.ids.splice(this.positionOf(known[0]), 1);
    else this.ids = this.ids.filter((id) => id === null || !leaving.has(id));
    for (const id of known) this.slots.delete(id);
    this.#followSelected();
    return known.length === ids.length;
  }

  /**
   * Takes out a slot of which only the place is known.
   * @param {number} position
   * @returns {boolean} false where another one is known to be there; then nothing is taken out
   */
  removeUnknown(position) {
    if (this.ids[position] !== null) return false;
    this.ids.splice(position, 1);
    if (this.selected === null && position < this.position) this.position -= 1;
    this.#followSelected();
    return true;
  }

  /**
   * @param {string[]} ids in their new order
   * @param {string | null} before null: at the end
   * @returns {boolean} false where it cannot be told; then nothing is moved
   */
  move(ids, before) {
    const moving = new Set(ids);
    if (before !== null && (moving.has(before) || this.positionOf(before) < 0)) return false;
    if (this.#known(ids).length < ids.length) return false;
    const staying = this.ids.filter((id) => id === null || !moving.has(id));
    staying.splice(before === null ? staying.length : staying.indexOf(before), 0, ...ids);
    this.#rearrange(staying);
    return true;
  }

  /**
   * Puts slots at places of their own.
   * @param {string[]} ids
   * @param {number[]} positions where each of them is afterwards
   * @returns {boolean} false where it cannot be told; then nothing is moved
   */
  moveTo(ids, positions) {
    if (ids.length !== positions.length || this.#known(ids).length < ids.length) return false;
    const moving = new Set(ids);
    const arranged = this.ids.filter((id) => id === null || !moving.has(id));
    const placed = ids.map((id, index) => ({ id, position: positions[index] }));
    for (const { id, position } of placed.sort((one, other) => one.position - other.position)) arranged.splice(position, 0, id);
    this.#rearrange(arranged);
    return true;
  }

  /**
   * @param {string | null} id
   * @returns {boolean} false where it is not known; then nothing changes
   */
  select(id) {
    if (id !== null && this.positionOf(id) < 0) return false;
    this.selected = id;
    if (id === null) this.position = 0;
    this.#followSelected();
    return true;
  }

  /**
   * Writes down which ids are at `start` and after it; where one of them was somewhere else, that place is unknown now.
   * @param {number} start
   * @param {string[]} ids
   */
  place(start, ids) {
    const end = start + ids.length;
    const placed = new Set(ids);
    this.ids.forEach((id, position) => {
      if (id !== null && placed.has(id) && (position < start || position >= end)) this.ids[position] = null;
    });
    ids.forEach((id, index) => (this.ids[start + index] = id));
  }

  /** @param {number} count places at the end come and go */
  resize(count) {
    for (const id of this.ids.slice(count)) this.slots.delete(id ?? "");
    const missing = Math.max(count - this.count, 0);
    this.ids = [...this.ids.slice(0, count), ...new Array(missing).fill(null)];
  }

  /** @param {string[]} ids */
  #known(ids) {
    if (ids.length <= FEW) return ids.filter((id) => this.positionOf(id) >= 0);
    const present = new Set(this.ids);
    return ids.filter((id) => present.has(id));
  }

  /** @param {Set<string>} leaving with the selected slot among them */
  #selectNext(leaving) {
    const place = this.positionOf(this.selected);
    const stays = (/** @type {string | null} */ id) => id === null || !leaving.has(id);
    let next = this.ids.findIndex((id, position) => position > place && stays(id));
    if (next < 0) next = this.ids.slice(0, place).findLastIndex(stays);
    this.selected = next < 0 ? null : this.ids[next];
    this.position = next < 0 ? 0 : next - this.#countBefore(next, leaving);
  }

  /**
   * @param {number} position
   * @param {Set<string>} ids
   */
  #countBefore(position, ids) {
    return this.ids.slice(0, position).filter((id) => id !== null && ids.has(id)).length;
  }

  /** @param {(string | null)[]} ids */
  #rearrange(ids) {
    this.ids = ids;
    this.#followSelected();
  }

  #followSelected() {
    const place = this.positionOf(this.selected);
    if (place >= 0) this.position = place;
  }
}
