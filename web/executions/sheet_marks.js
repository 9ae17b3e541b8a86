/** Which pictures of a contact sheet are marked, for actions on many at once. */

/** @typedef {import("./types.js").Picture} Picture */

export class SheetMarks {
  #sides = /** @type {Set<string>[]} */ ([]);
  #executions = /** @type {import("./open_execution.js").OpenExecution[]} */ ([]);

  /** @param {import("./open_execution.js").OpenExecution[]} executions that are shown from now on */
  begin(executions) {
    this.#executions = executions;
    this.#sides = executions.map(() => new Set());
  }

  get size() {
    return this.#sides.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param {number} side
   * @param {string} name
   */
  has(side, name) {
    return this.#sides[side]?.has(name) ?? false;
  }

  /**
   * @param {number} side
   * @param {string[]} names
   * @param {boolean} marked
   */
  set(side, names, marked) {
    for (const name of names) marked ? this.#sides[side].add(name) : this.#sides[side].delete(name);
  }

  clear() {
    for (const side of this.#sides) side.clear();
  }

  /** What went away is not marked any more. */
  dropGone() {
    for (const [side, marks] of this.#sides.entries()) {
      if (marks.size === 0) continue;
      const there = new Set(this.#executions[side].images.map(({ name }) => name));
      for (const name of marks) if (!there.has(name)) marks.delete(name);
    }
  }

  /**
   * What an action on a picture is for: all that are marked where it is one of them.
   * @param {number} side
   * @param {Picture} picture
   */
  targets(side, picture) {
    return this.has(side, picture.name) ? this.all(side) : [picture];
  }

  /** @param {number} side */
  all(side) {
    return this.#executions[side].images.filter(({ name }) => this.has(side, name));
  }
}
