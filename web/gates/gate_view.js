/**
 * `<penstock-gate>`: one gate, to look at and to answer; the same element in nodes, in the inbox and on phones.
 *
 * Set `gate` (null: nothing waits; then `ended` is shown, or `idle`). It follows its gate by itself: when that has ended the
 * view shows how, until another gate is set. It dispatches `penstock-gate-answered` (bubbling; detail: `{token}`) when what
 * was done here was taken (an answer, Stop, Park, Discard), and `penstock-gate-ended` (`{token, gate}`) when the gate has ended, here or elsewhere. Keys
 * that mean nothing to it bubble: a page with keys of its own stops those that it must not hear.
 */

import { linkStyles, setAttribute } from "../library/elements.js";
import { GateFrame } from "./gate_frame.js";
import { GatePictures } from "./gate_pictures.js";
import { listenForGateKeys } from "./gate_keys.js";
import { outcome } from "./gate_words.js";
import { isOpen, needsSomebody } from "./types.js";

const TICK_MS = 1000;
const CONFLICT = 409;
const UNREACHABLE = 0;
/** The second click of a double click comes within so long; who looks at the next gate takes longer. */
const SLIP_MS = 400;

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Idle} Idle
 */

export class GateView extends HTMLElement {
  /** @type {import("../library/host.js").Host} */
  host;
  /** @type {import("./gates.js").Gates} */
  gates;
  /** @type {(() => void) | null} what goes on to another gate when this one has ended, where there may be one */
  next = null;
  #gate = /** @type {Gate | null} */ (null);
  #ended = /** @type {Gate | null} */ (null);
  #idle = /** @type {Idle} */ ({});
  #problem = /** @type {any} */ (null);
  #frame = /** @type {GateFrame | null} */ (null);
  #pictures = /** @type {GatePictures | null} */ (null);
  /** The gate to which an answer is on its way, and the one whose decision was shown before it ended. */
  #sending = "";
  #knew = "";
  #timer = 0;
  #shownAt = 0;
  #onChange = () => this.#follow();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./gates.js").Gates} gates
   * @returns {GateView}
   */
  static create(host, gates) {
    for (const sheet of ["gate_view", "gate_said", "gate_kinds", "gate_chooser"]) linkStyles(new URL(`./${sheet}.css`, import.meta.url).href);
    const view = /** @type {GateView} */ (document.createElement("penstock-gate"));
    return Object.assign(view, { host, gates });
  }

  connectedCallback() {
    this.#made();
    this.gates.addEventListener("change", this.#onChange);
    this.#timer = window.setInterval(() => this.#frame?.foot.tick(), TICK_MS);
    this.#follow();
    this.#render();
  }

  disconnectedCallback() {
    this.gates.removeEventListener("change", this.#onChange);
    clearInterval(this.#timer);
  }

  /** What is asked. */
  get gate() {
    return this.#gate;
  }

  set gate(gate) {
    const before = this.#gate;
    this.#gate = gate;
    if (gate?.token !== before?.token) {
      this.#problem = null;
      this.#shownAt = performance.now();
    }
    if (gate) this.#ended = null;
    else if (before) this.#ended = this.gates.ended(before.token) ?? this.#ended;
    this.#render();
  }

  /** How the last one ended; null shows `idle`. */
  get ended() {
    return this.#ended;
  }

  set ended(gate) {
    this.#ended = gate;
    this.#render();
  }

  get idle() {
    return this.#idle;
  }

  set idle(idle) {
    if (JSON.stringify(idle) === JSON.stringify(this.#idle)) return;
    this.#idle = idle;
    this.#render();
  }

  /** Whether there is little room and the title stands elsewhere, as in a node. */
  get narrow() {
    return this.hasAttribute("narrow");
  }

  set narrow(narrow) {
    setAttribute(this, "narrow", narrow ? "" : null);
  }

  /**
   * Loads what will be shown next, as large as it will be.
   * @param {Gate} gate
   */
  prepare(gate) {
    if (this.#frame && this.isConnected) this.#pictures?.prepare(gate, this.#frame.area);
  }

  /**
   * A key that was pressed outside of the view, or in it.
   * @param {string} chord as `chordOf` writes it
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it meant something
   */
  key(chord, event) {
    const kind = this.#frame?.kind;
    if (!kind || !this.#gate || !isOpen(this.#gate) || this.#gate.decided) return false;
    if (chord === "Enter") kind.main();
    return chord === "Enter" || kind.key(chord, event);
  }

  /** @param {string} text said to screen readers */
  say(text) {
    this.#frame?.say(text);
  }

  #forget() {
    if (!this.#problem) return;
    this.#problem = null;
    this.#render();
  }

  #made() {
    if (this.#frame) return this.#frame;
    this.classList.add("penstock-gate");
    setAttribute(this, "role", "group");
    setAttribute(this, "tabindex", -1);
    const pictures = (this.#pictures = new GatePictures(this.gates));
    const frame = new GateFrame(this.host, {
      host: this.host,
      gates: this.gates,
      pictures,
      answer: (answer) => this.#answer(answer),
      slipped: ({ detail }) => detail > 1 && performance.now() - this.#shownAt < SLIP_MS,
      act: (run) => void this.#act(run),
      say: (text) => this.#frame?.say(text),
      forget: () => this.#forget(),
      park: () => this.#park(),
      stop: () => this.#stop(),
      discard: () => this.#discard(),
      next: () => this.next?.(),
      requeue: () => this.#requeue(),
    });
    this.#frame = frame;
    this.append(frame.root);
    listenForGateKeys(this, (chord, event) => this.key(chord, event), { undo: () => frame.kind?.undo?.(), redo: () => frame.kind?.redo?.() });
    return frame;
  }

  /** The gates are others than a moment ago. */
  #follow() {
    const shown = this.#gate;
    if (!shown || this.#ended?.token === shown.token) return;
    const now = this.gates.get(shown.token);
    if (now) this.#renew(now);
    // Whether it was this page that ended it shows with the answer to the own request.
    else if (this.#sending !== shown.token) this.#end(shown);
    this.#render();
  }

  /** @param {Gate} gate as it is now */
  #renew(gate) {
    this.#gate = gate;
    // The server can be reached again: the answer can be sent now.
    if (this.#problem?.status === UNREACHABLE && this.gates.status === "ready") this.#problem = null;
  }

  /** @param {Gate} shown */
  #end(shown) {
    if (shown.decided) this.#knew = shown.token;
    for (const about of ["mask", "text"]) this.host.toasts.closeAbout(`${about} ${shown.token}`);
    this.#ended = this.gates.ended(shown.token) ?? { ...shown, state: "cancelled", decided: null, reason: this.gates.isDiscarded(shown.token) ? "discarded" : null };
    this.#render();
    this.#dispatch("penstock-gate-ended", { token: shown.token, gate: this.#ended });
    // The server took an answer whose way back was cut off; or nothing was asked any more.
    if (shown.decided || (this.#problem && this.gates.isOwn(this.#ended))) this.#dispatch("penstock-gate-answered", { token: shown.token });
  }

  /**
   * @param {string} type
   * @param {{token: string, gate?: Gate}} detail
   */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  #render() {
    const frame = this.#frame;
    if (!frame || !this.isConnected) return;
    const focused = this.contains(document.activeElement);
    const { t } = this.host;
    setAttribute(this, "aria-label", this.#gate?.title ?? t("gates.gate"));
    const problem = this.#sentence();
    if (this.#ended) frame.showEnd(this.#ended, { text: outcome(t, this.#ended, this.#isKnown(this.#ended)), told: problem !== "", hasNext: this.next !== null && this.gates.count > 0 });
    else if (this.#gate) frame.showGate(this.#gate, this.gates.isBusy(this.#gate.token));
    else frame.showIdle(this.#idle);
    frame.showProblem(problem);
    // Keys would go to the page if what had the focus went away under it.
    if (focused && (!this.contains(document.activeElement) || document.activeElement?.closest("[hidden], [inert]"))) this.focus({ preventScroll: true });
  }

  /** @param {Gate} ended whether nobody has to be told who decided */
  #isKnown(ended) {
    return this.#knew === ended.token || this.gates.isOwn(ended);
  }

  #sentence() {
    const error = this.#problem;
    if (!error) return "";
    const { t } = this.host;
    // What could not be done to a gate that has ended is of no interest any more, but for an answer that came too late.
    if (this.#ended && (error.status !== CONFLICT || this.gates.isOwn(this.#ended))) return "";
    if (error.status === CONFLICT && error.current) return t("gates.too_late", { outcome: outcome(t, error.current, false) });
    return [error.message, error.hint].filter(Boolean).join(" ");
  }

  /** @param {Answer} answer */
  #answer(answer) {
    const gate = this.#gate;
    if (!gate || !needsSomebody(gate) || this.gates.isBusy(gate.token) || this.#ended) return;
    this.#sending = gate.token;
    void this.#act(async () => {
      try {
        await this.gates.answer(gate.token, answer);
      } catch (error) {
        const ended = this.gates.ended(gate.token);
        if (!ended || !this.gates.isOwn(ended)) throw error;
      } finally {
        this.#sending = "";
        this.#follow();
      }
      this.#dispatch("penstock-gate-answered", { token: gate.token });
    });
  }

  #stop() {
    this.#withGate(async ({ token }) => {
      await this.gates.stop(token);
      this.#dispatch("penstock-gate-answered", { token });
    });
  }

  #requeue() {
    this.#withGate(async ({ token }) => {
      await this.gates.requeue(token);
      this.#dispatch("penstock-gate-answered", { token });
    });
  }

  #discard() {
    this.#withGate(async (gate) => {
      this.gates.discard(gate);
      this.#dispatch("penstock-gate-answered", { token: gate.token });
    });
  }

  #park() {
    this.#withGate(async (gate) => {
      if (gate.why_not_parked) throw new Error(gate.why_not_parked);
      await this.gates.park(gate.token);
      this.#dispatch("penstock-gate-answered", { token: gate.token });
    });
  }

  /** @param {(gate: Gate) => unknown} run */
  #withGate(run) {
    const gate = this.#gate;
    if (gate) void this.#act(async () => run(gate));
  }

  /** @param {() => Promise<unknown>} run what failed is shown, unless another gate is by then */
  async #act(run) {
    const token = this.#gate?.token;
    this.#problem = null;
    this.#render();
    try {
      await run();
    } catch (error) {
      if (this.#gate?.token !== token && !this.#ended) return this.host.toasts.showError(error);
      this.#problem = error;
    }
    return this.#render();
  }
}

/** Makes the element known to the page, once. */
export function defineGateView() {
  if (!customElements.get("penstock-gate")) customElements.define("penstock-gate", GateView);
}
