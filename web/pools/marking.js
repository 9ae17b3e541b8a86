/** Marking images one by one, in ranges, and all; what a range began from, and what was marked before it. */

/**
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {import("./marks.js").Marks} Marks
 */

export class Marking {
  #before = /** @type {string[]} marked when the range began; a range that shrinks gives only its own back */ ([]);
  #marks;

  /** @param {Marks} marks */
  constructor(marks) {
    this.#marks = marks;
  }

  /** @param {string} id */
  toggle(id) {
    this.#marks.toggle(id);
    this.#before = this.#marks.ids;
  }

  /** The next range begins where the keyboard is then, and keeps what is marked. */
  rest() {
    this.#marks.anchor = null;
  }

  /**
   * Nothing is marked; the next range begins at `id`.
   * @param {string} id
   */
  startAt(id) {
    this.#marks.clear();
    this.#marks.anchor = id;
    this.#before = [];
  }

  clear() {
    this.#marks.clear();
    this.#before = [];
  }

  /**
   * Marks from where the range began to `position`.
   * @param {Pool} pool
   * @param {number} from where it begins if it has not begun
   * @param {number} position
   */
  async extendTo(pool, from, position) {
    const marks = this.#marks;
    if (marks.anchor === null) {
      marks.anchor = pool.idAt(from);
      this.#before = marks.ids;
    }
    const range = readRange(pool, marks.anchor, position) ?? (await wholeRange(pool, marks.anchor, position));
    marks.set([...this.#before, ...range]);
  }

  /**
   * After a while in which nobody told what left the pool.
   * @param {Pool} pool
   */
  async keepPresent(pool) {
    if (this.#marks.size === 0) return;
    const present = new Set(await pool.order());
    this.#marks.drop(this.#marks.ids.filter((id) => !present.has(id)));
  }

  /**
   * Marks all images; none where all are.
   * @param {Pool} pool
   */
  async toggleAll(pool) {
    if (this.#marks.size >= pool.state.count) return this.clear();
    this.#before = await pool.order();
    this.#marks.set(this.#before);
  }
}

/**
 * Ids in the order of the pool.
 * @param {Pool} pool
 * @param {string[]} ids
 * @returns {Promise<string[]>}
 */
export async function inOrder(pool, ids) {
  if (ids.length < 2) return ids;
  const places = new Map(ids.map((id) => [id, pool.positionOf(id)]));
  if ([...places.values()].every((place) => place >= 0)) return ids.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const wanted = new Set(ids);
  return (await pool.order()).filter((id) => wanted.has(id));
}

/**
 * @param {Pool} pool
 * @param {string | null} anchor
 * @param {number} position
 * @returns {string[] | null} null where some of it was not read
 */
function readRange(pool, anchor, position) {
  const start = pool.positionOf(anchor ?? "");
  if (start < 0) return null;
  const [first, last] = start < position ? [start, position] : [position, start];
  const ids = [];
  for (let place = first; place <= last; place += 1) {
    const id = pool.idAt(place);
    if (id === null) return null;
    ids.push(id);
  }
  return ids;
}

/**
 * @param {Pool} pool
 * @param {string | null} anchor
 * @param {number} position
 */
async function wholeRange(pool, anchor, position) {
  const order = await pool.order();
  const found = order.indexOf(anchor ?? "");
  const start = found < 0 ? position : found;
  return order.slice(Math.min(start, position), Math.max(start, position) + 1);
}
