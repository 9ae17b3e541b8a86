/** Undo and redo of what is chosen at a gate. */

const MOST = 100;

export class SelectionHistory {
  #before = /** @type {number[][]} */ ([]);
  #after = /** @type {number[][]} */ ([]);

  /** @param {number[]} selection as it was before a change */
  add(selection) {
    this.#before = [...this.#before.slice(1 - MOST), selection];
    this.#after = [];
  }

  /**
   * @param {number[]} now
   * @returns {number[] | null} null where there is nothing to undo
   */
  undo(now) {
    return step(this.#before, this.#after, now);
  }

  /**
   * @param {number[]} now
   * @returns {number[] | null} null where there is nothing to redo
   */
  redo(now) {
    return step(this.#after, this.#before, now);
  }
}

/**
 * @param {number[][]} from
 * @param {number[][]} to
 * @param {number[]} now
 */
function step(from, to, now) {
  const found = from.pop() ?? null;
  if (found) to.push(now);
  return found;
}
