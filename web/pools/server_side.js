/** What the server has, as far as this page was told: by pages that it read, by events, by answers to own changes. */

import { nextRead, PAGE_SIZE } from "./pages.js";
import { SlotList } from "./slot_list.js";

/**
 * @typedef {import("./types.js").Slot} Slot
 * @typedef {import("./types.js").PoolState} PoolState
 */

export class ServerSide {
  list = new SlotList();
  /** @type {PoolState} the list knows better how many there are and which is selected */
  state;
  /** Events may have been missed: what was read is shown until a page tells whether it still holds. */
  doubtful = false;
  /** Ids whose slot or place may be different by now. */
  #stale = /** @type {Set<string>} */ (new Set());
  #orderKnown = false;
  /** Events that came while in doubt: they hold for what is read if they are younger. */
  #kept = /** @type {{name: string, event: any}[]} */ ([]);
  /** Whether more events of the same revision may follow: a change of several slots is told slot by slot. */
  #byEvents = false;

  /** @param {string} id */
  constructor(id) {
    this.state = emptyState(id);
  }

  get revision() {
    return this.state.revision;
  }

  /** The pool is gone, or was never there. */
  clear() {
    this.list = new SlotList();
    this.state = emptyState(this.state.id);
    this.doubtful = false;
    this.#kept = [];
    this.#becomeStale();
  }

  /** Events may have been missed: from now on nothing is certain. */
  doubt() {
    this.doubtful = true;
  }

  /** Whether every place is known, so that nobody has to ask for the order. */
  get isComplete() {
    return !this.doubtful && (this.#orderKnown || (this.#stale.size === 0 && !this.list.ids.includes(null)));
  }

  /**
   * Where the next read starts; undefined when positions `start` to `end` (not included) are known.
   * @param {number} start
   * @param {number} end
   */
  nextRead(start, end) {
    const last = Math.min(end, this.list.count);
    const first = Math.max(0, Math.min(start, last - 1));
    if (this.doubtful) return first - (first % PAGE_SIZE);
    return nextRead((position) => this.#isKnown(position), first, last);
  }

  /**
   * Takes in a page that is not older than what is known.
   * @param {import("./types.js").SlotPage} page
   * @returns {boolean} whether it fits what was known, so that the rest of it holds too
   */
  takePage({ pool, start, slots }) {
    const fits = pool.revision === this.revision && this.#fits(pool, start, slots);
    if (!fits) this.#becomeStale();
    this.list.resize(pool.count);
    this.list.place(start, slots.map((slot) => slot.id));
    for (const slot of slots) {
      this.list.slots.set(slot.id, slot);
      this.#stale.delete(slot.id);
    }
    this.#settle(pool);
    return fits;
  }

  /**
   * Takes in the order of all slots, not older than what is known.
   * @param {import("./types.js").Order} order
   */
  takeOrder({ pool, slots }) {
    if (pool.revision !== this.revision || this.doubtful) this.#becomeStale();
    const present = new Set(slots);
    for (const id of [...this.list.slots.keys()]) if (!present.has(id)) this.list.slots.delete(id);
    this.list.ids = [...slots];
    this.#orderKnown = true;
    this.#settle(pool);
  }

  /**
   * Takes in the state that an answer to a change of our own brought; the change is in the list already.
   * @param {PoolState} pool
   * @returns {boolean} whether the list fits it
   */
  advance(pool) {
    const there = this.list.ids[pool.position];
    if (pool.selected !== null && (there === null || there === pool.selected)) {
      this.list.place(pool.position, [pool.selected]);
      this.list.select(pool.selected);
    }
    const agrees = this.agrees(pool);
    if (agrees) this.#byEvents = false;
    this.state = pool;
    return agrees;
  }

  /** @param {PoolState} pool */
  agrees({ count, selected }) {
    return count === this.list.count && selected === this.list.selected;
  }

  /**
   * Takes in an event about slots.
   * @param {string} name
   * @param {any} event
   * @returns {boolean} false where it cannot be told from it what the pool looks like now: that is in doubt then
   */
  takeEvent(name, event) {
    if (event.revision < this.revision) return true;
    if (!this.doubtful && this.#apply(name, event)) return true;
    const isNews = !this.doubtful;
    this.doubtful = true;
    this.#kept.push({ name, event });
    return !isNews;
  }

  /**
   * Forgets what may have moved and is not on the screen.
   * @param {import("./pool_reader.js").Range[]} shown
   */
  trim(shown) {
    if (this.#stale.size === 0) return;
    const isShown = (/** @type {number} */ position) => shown.some(({ start, end }) => position >= start && position < end);
    this.list.ids.forEach((id, position) => {
      if (id === null || !this.#stale.has(id) || isShown(position)) return;
      this.list.slots.delete(id);
      if (id !== this.list.selected && !this.#orderKnown) this.list.ids[position] = null;
      this.#stale.delete(id);
    });
  }

  /**
   * @param {string} name
   * @param {any} event
   */
  #apply(name, event) {
    const { revision } = event;
    const isNext = revision === this.revision + 1;
    if (revision > this.revision + 1 || !applyEvent(this.list, name, event, isNext || this.#byEvents)) return false;
    this.#stale.delete(event.slot?.id);
    if (!isNext) return true;
    this.#byEvents = true;
    this.state = { ...this.state, revision, undo: undefined, redo: undefined };
    return true;
  }

  /** @param {number} position */
  #isKnown(position) {
    const id = this.list.ids[position];
    return id !== undefined && id !== null && this.list.slots.has(id) && !this.#stale.has(id);
  }

  /**
   * Whether what is certain agrees with a page of the same revision.
   * @param {PoolState} pool
   * @param {number} start
   * @param {Slot[]} slots
   */
  #fits(pool, start, slots) {
    const { ids, slots: read } = this.list;
    const known = new Set(ids);
    const isOpen = (/** @type {string | null} */ id) => id === null || this.#stale.has(id);
    return (
      this.agrees(pool) &&
      slots.every((slot, index) => {
        const there = ids[start + index];
        if (there !== slot.id) return isOpen(there) && (!known.has(slot.id) || this.#stale.has(slot.id));
        return isOpen(there) || (read.get(there)?.image_tag ?? slot.image_tag) === slot.image_tag;
      })
    );
  }

  /** @param {PoolState} pool */
  #settle(pool) {
    if (pool.selected !== null) this.list.place(pool.position, [pool.selected]);
    this.list.select(pool.selected);
    this.state = pool;
    this.doubtful = false;
    this.#byEvents = false;
    for (const { name, event } of this.#kept.splice(0)) this.takeEvent(name, event);
  }

  #becomeStale() {
    this.#stale = new Set(this.list.ids.filter((id) => id !== null));
    this.#orderKnown = false;
  }
}

/**
 * @param {SlotList} list
 * @param {string} name
 * @param {any} event
 * @param {boolean} isNews false where the list was read after the change that the event tells of
 * @returns {boolean} false where its effect cannot be told
 */
function applyEvent(list, name, event, isNews) {
  const isThere = !!event.slot && list.positionOf(event.slot.id) >= 0;
  switch (name) {
    case "slot_removed":
      return list.remove([event.slot.id]) || !isNews || list.removeUnknown(event.position ?? -1);
    case "slot_added":
    case "slot_restored":
      if (isNews && !isThere) return insert(list, event.slot, event.position);
      list.put(event.slot);
      return true;
    case "slot_labelled":
    case "mask_saved":
    case "mask_cleared":
      list.put(event.slot);
      return true;
    case "slot_selected":
      return list.select(event.slot_id) || !isNews;
    case "slots_reordered":
      return list.moveTo(event.slot_ids, event.positions ?? []) || !isNews;
    default:
      return false;
  }
}

/**
 * @param {SlotList} list
 * @param {Slot} slot
 * @param {number} position
 */
function insert(list, slot, position) {
  if (position > list.count) return false;
  list.insert(slot, position);
  return true;
}

/**
 * @param {string} id
 * @returns {PoolState}
 */
function emptyState(id) {
  return { id, count: 0, selected: null, position: 0, revision: 0 };
}
