/** What is known of gates: put together from lists that were read, and from events that came meanwhile. */

import { isOpen } from "./types.js";

/** @typedef {import("./types.js").Gate} Gate */

/** How many of those that ended are remembered, to tell how. */
const MOST_ENDED = 200;
/** Signs that embed, override or isolate the direction of what follows. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

export class GateBook {
  #open = /** @type {Map<string, {gate: Gate, stamp: number}>} */ (new Map());
  #ended = /** @type {Map<string, Gate>} */ (new Map());
  #stamp = 0;

  /** Open gates, oldest first. */
  get open() {
    return [...this.#open.values()].map(({ gate }) => gate).sort(byAge);
  }

  /** @param {string} token */
  get(token) {
    return this.#open.get(token)?.gate;
  }

  /** @param {string} token */
  ended(token) {
    return this.#ended.get(token);
  }

  /** What tells, at the end of a read, what came after its beginning. */
  get stamp() {
    return this.#stamp;
  }

  /**
   * A gate as an event, an answer or a list has it; older news than what is known changes nothing.
   * @param {Gate} gate
   * @returns {boolean} whether it was news
   */
  put(gate) {
    return this.#put(readable(gate));
  }

  /** @param {Gate} gate */
  #put(gate) {
    const known = this.get(gate.token) ?? this.#ended.get(gate.token);
    if (known && isOlder(gate, known)) return false;
    this.#stamp += 1;
    if (isOpen(gate)) this.#open.set(gate.token, { gate, stamp: this.#stamp });
    else this.#end(gate);
    return true;
  }

  /**
   * What the server listed. What is missing has ended, unless it came after the read had begun.
   * @param {Gate[]} gates
   * @param {number} begun the stamp when it was asked for
   * @returns {string[]} the tokens that are open no more
   */
  fill(gates, begun) {
    const listed = new Set(gates.map(({ token }) => token));
    const gone = [...this.#open].filter(([token, { stamp }]) => stamp <= begun && !listed.has(token)).map(([token]) => token);
    for (const token of gone) this.forget(token);
    for (const gate of gates) this.put(gate);
    return gone;
  }

  /** @param {string} token of one that is not open any more, nobody knows how it ended */
  forget(token) {
    this.#open.delete(token);
  }

  /** @param {Gate} gate */
  #end(gate) {
    this.#open.delete(gate.token);
    this.#ended.set(gate.token, gate);
    for (const token of [...this.#ended.keys()].slice(0, -MOST_ENDED)) this.#ended.delete(token);
  }
}

/** A gate goes one way only: armed, parked, ended. */
const STEPS = { armed: 0, parked: 1, answered: 2, cancelled: 2, expired: 2 };

/**
 * Names in which no sign turns the others round: a button says what it does.
 * @param {Gate} gate
 * @returns {Gate}
 */
function readable(gate) {
  if (![gate.title, ...gate.routes].some((name) => TURNING.test(name))) return gate;
  const straight = (/** @type {string} */ name) => name.split(TURNING).join("");
  return { ...gate, title: straight(gate.title), routes: gate.routes.map(straight) };
}

/**
 * @param {Gate} gate
 * @param {Gate} known
 */
function isOlder(gate, known) {
  if (STEPS[gate.state] !== STEPS[known.state]) return STEPS[gate.state] < STEPS[known.state];
  return STEPS[gate.state] === 2 || gate.mask_revision < known.mask_revision;
}

/**
 * @param {Gate} one
 * @param {Gate} other
 */
function byAge(one, other) {
  return one.order - other.order || one.armed - other.armed || (one.token < other.token ? -1 : 1);
}
