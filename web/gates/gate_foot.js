/** The last line of a gate: where it stands, what happens when nobody answers, and what else can be done. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { duration, ending, repeating, standing } from "./gate_words.js";
import { needsSomebody } from "./types.js";

/** Milliseconds; what is shorter is not worth a word. */
const A_WHILE = 60_000;
/** Milliseconds; a request that takes longer is told of. */
const SLOW = 500;

/**
 * @typedef {import("./types.js").Gate} Gate
 *
 * @typedef {object} FootActions
 * @property {() => void} park
 * @property {() => void} stop
 * @property {() => void} discard
 * @property {() => void} next
 */

export class GateFoot {
  #t;
  /** What is urgent is never cut off. */
  #urgent = element("span", { class: "penstock-gate-urgent" });
  #standing = element("span", { class: "penstock-gate-standing" });
  #state = element("span", { class: "penstock-gate-state" }, this.#urgent, this.#standing);
  #park;
  #stop;
  #discard;
  #next;
  #gate = /** @type {Gate | null} */ (null);
  #slow = false;
  #timer = 0;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {FootActions} actions
   */
  constructor(t, actions) {
    this.#t = t;
    this.#park = quiet(t("gates.park"), "pause", actions.park);
    this.#stop = quiet(t("gates.stop"), "stop", actions.stop);
    this.#discard = quiet(t("gates.discard"), "trash", actions.discard);
    this.#next = quiet(t("gates.next"), "forward", actions.next);
    this.root = element("div", { class: "penstock-gate-foot" }, this.#state, this.#park, this.#stop, this.#discard, this.#next);
  }

  /**
   * @param {Gate | null} gate null: there is nothing to be done
   * @param {boolean} [hasNext] whether one can go on to another gate
   */
  show(gate, hasNext = false) {
    this.#gate = gate;
    setAttribute(this.#next, "hidden", hasNext ? null : "");
    setAttribute(this.#park, "hidden", gate?.state === "armed" ? null : "");
    setAttribute(this.#park, "aria-disabled", gate?.why_not_parked ? "true" : null);
    setAttribute(this.#park, "title", gate?.why_not_parked || this.#t("gates.park_hint"));
    setAttribute(this.#stop, "hidden", gate?.state === "armed" ? null : "");
    setAttribute(this.#discard, "hidden", gate?.state === "parked" && gate.run_state !== "queued" ? null : "");
    this.tick();
  }

  /** @param {boolean} busy whether a request about the gate is on its way */
  set busy(busy) {
    if (busy === this.#timer > 0) return;
    clearTimeout(this.#timer);
    this.#slow = false;
    this.#timer = busy ? window.setTimeout(() => this.#tellSlow(), SLOW) : 0;
    this.tick();
  }

  /** @param {string} text in place of where it stands */
  say(text) {
    setText(this.#urgent, "");
    setText(this.#standing, text);
  }

  /** Time passes. */
  tick() {
    const gate = this.#gate;
    if (!gate) return undefined;
    if (this.#slow) return this.say(this.#t("gates.sending"));
    const now = Date.now();
    const urgent = ending(this.#t, gate, now);
    const since = now - gate.armed < A_WHILE ? "" : duration(this.#t, now - gate.armed);
    // What became of a decision stands in place of the answers, but for how long it has not ended well.
    const calm = urgent ? [] : [needsSomebody(gate) ? standing(this.#t, gate) : "", since];
    setText(this.#urgent, urgent);
    setText(this.#standing, [...calm, repeating(this.#t, gate)].filter(Boolean).join(" · "));
    return undefined;
  }

  #tellSlow() {
    this.#slow = true;
    this.tick();
  }
}

/**
 * @param {string} label
 * @param {Parameters<typeof icon>[0]} shape
 * @param {() => void} run
 */
function quiet(label, shape, run) {
  return button(label, run, { icon: icon(shape), showLabel: true, title: label, class: "penstock-quiet penstock-gate-tool" });
}
