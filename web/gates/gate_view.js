/**
 * `<penstock-gate>`: one gate, to look at and to answer; the same element in nodes, in the inbox and on phones.
 *
 * Set `gate` (null: nothing waits, and `idle` is shown). It follows its gate by itself: when that has ended the view shows
 * how, until another gate is set. It dispatches `penstock-gate-ended` (bubbling, detail: the gate) when it learns of the end.
 */

import { linkStyles } from "../library/elements.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./types.js").Idle} Idle
 */

export class GateView extends HTMLElement {
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {import("./gates.js").Gates} */
  gates;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./gates.js").Gates} gates
   * @returns {GateView}
   */
  static create(host, gates) {
    linkStyles(new URL("./gate_view.css", import.meta.url).href);
    const view = /** @type {GateView} */ (document.createElement("penstock-gate"));
    return Object.assign(view, { host, gates });
  }

  /** @type {Gate | null} what is asked */
  gate = null;
  /** @type {Gate | null} how the last one ended; set by the view itself too */
  ended = null;
  /** @type {Idle} */
  idle = {};
  /** Whether there is little room, as in a node. */
  narrow = false;
}

/** Makes the element known to the page, once. */
export function defineGateView() {
  if (!customElements.get("penstock-gate")) customElements.define("penstock-gate", GateView);
}
