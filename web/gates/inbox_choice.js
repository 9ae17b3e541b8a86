/** Which gate of the inbox is chosen, and which comes after it. */

import { needsSomebody } from "./types.js";

/** @typedef {import("./types.js").Gate} Gate */

export class InboxChoice {
  /** The token of the chosen one; empty where there is none. It may have ended: then it stays until the user goes on. */
  token = "";
  /** The list as it was with the chosen one in it: where one goes on from when it has ended. */
  #order = /** @type {string[]} */ ([]);

  /**
   * @param {Gate[]} list oldest first
   * @returns {boolean} whether the choice has changed
   */
  follow(list) {
    const tokens = list.map(({ token }) => token);
    if (tokens.includes(this.token)) this.#order = tokens;
    if (this.token) return false;
    this.token = (list.find(needsSomebody) ?? list[0])?.token ?? "";
    this.#order = tokens;
    return this.token !== "";
  }

  /**
   * @param {Gate[]} list
   * @param {number} step 1 or -1
   * @returns {Gate | undefined} the one beside the chosen one; none beyond the ends
   */
  beside(list, step) {
    const at = list.findIndex(({ token }) => token === this.token);
    if (at >= 0) return list[at + step];
    const left = this.#left(list);
    return step > 0 ? list[left] : list[left - 1];
  }

  /**
   * Where one goes on when the chosen one is dealt with: the next that needs somebody, from the start again at the end.
   * @param {Gate[]} list
   * @returns {Gate | undefined}
   */
  after(list) {
    const at = list.findIndex(({ token }) => token === this.token);
    const from = at >= 0 ? at + 1 : this.#left(list);
    return [...list.slice(from), ...list.slice(0, from)].find((gate) => gate.token !== this.token && needsSomebody(gate));
  }

  /**
   * How many of those that stood before the chosen one are still there.
   * @param {Gate[]} list
   */
  #left(list) {
    const before = new Set(this.#order.slice(0, Math.max(0, this.#order.indexOf(this.token))));
    return list.filter(({ token }) => before.has(token)).length;
  }
}
