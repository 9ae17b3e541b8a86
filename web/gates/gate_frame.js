/** What surrounds a gate of any kind: its title, tools, problem, answers and last line. One kind's part is shown. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { GateFoot } from "./gate_foot.js";
import { decidedMessage, endMessage, idleMessage } from "./gate_message.js";
import { ChooserKind } from "./kind_chooser.js";
import { ImageKind } from "./kind_image.js";
import { TextKind } from "./kind_text.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./kind.js").Kind} Kind
 * @typedef {import("./kind.js").KindContext & import("./gate_foot.js").FootActions & {requeue: () => void}} FrameContext
 */

const KINDS = { image: ImageKind, chooser: ChooserKind, text: TextKind };

export class GateFrame {
  /** @type {Kind | null} of the gate that is shown */
  kind = null;
  #t;
  #context;
  #kinds = /** @type {Map<string, Kind>} */ (new Map());
  #title = element("h2");
  #subtitle = element("span");
  #main = element("div", { class: "penstock-gate-main" });
  #tools = element("div", { class: "penstock-gate-tools-line" });
  #problem = element("p", { class: "penstock-gate-problem", attributes: { role: "alert", hidden: "" } });
  #answers = element("div", { class: "penstock-gate-answers" });
  #live = element("div", { class: "penstock-hidden", attributes: { "aria-live": "polite" } });
  /** The gate of which the kind's part shows something. */
  #token = "";
  #message = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {FrameContext} context
   */
  constructor({ t }, context) {
    this.#t = t;
    this.#context = context;
    this.foot = new GateFoot(t, context);
    const line = element("div", { class: "penstock-gate-problem-line" }, this.#problem);
    const head = element("header", { class: "penstock-gate-head" }, this.#title, this.#subtitle);
    this.root = element("div", { class: "penstock-gate-body" }, head, this.#main, line, this.#tools, this.#answers, this.foot.root, this.#live);
  }

  /** How much room there is for what is decided about. */
  get area() {
    return { width: this.#main.clientWidth, height: this.#main.clientHeight };
  }

  /** @param {string} text to screen readers */
  say(text) {
    setText(this.#live, text);
  }

  /**
   * @param {Gate} gate
   * @param {boolean} busy whether a request about it is on its way
   */
  showGate(gate, busy) {
    this.#setState("open");
    setText(this.#title, gate.title);
    setText(this.#subtitle, gate.decided ? "" : this.#t(`gates.kinds.${gate.kind}`));
    const kind = this.#use(gate);
    kind.show(gate);
    this.#showAnswers(gate, kind);
    this.foot.show(gate);
    this.#showBusy(busy);
    for (const part of [this.#answers, this.#tools]) setAttribute(part, "inert", null);
  }

  /**
   * @param {Gate} gate
   * @param {{text: string, told: boolean, hasNext: boolean}} how it ended, and whether the problem tells the same
   */
  showEnd(gate, { text, told, hasNext }) {
    this.#setState("ended");
    this.foot.show(null, hasNext);
    this.#showBusy(false);
    setAttribute(this.#answers, "inert", "");
    // A text that was not used can still be copied.
    setAttribute(this.#tools, "inert", gate.kind === "text" ? null : "");
    if (this.#token === gate.token && this.kind && !wasUnseen(gate)) {
      this.kind.over(gate);
      // What was said about the rest of a parked run is over with it.
      if (!this.#answers.contains(this.kind.answers)) this.#answers.replaceChildren(this.kind.answers);
      this.#answers.dataset.shown = "";
      this.foot.say(told ? "" : text);
    } else this.#showMessage(text, () => endMessage(text));
    if (!told) this.say(text);
  }

  /** @param {import("./types.js").Idle} idle */
  showIdle(idle) {
    this.#setState("idle");
    this.foot.show(null);
    this.#showMessage(JSON.stringify(idle), () => idleMessage(this.#t, idle));
  }

  /** @param {string} text empty where there is none */
  showProblem(text) {
    setAttribute(this.#problem, "hidden", text ? null : "");
    if (this.#problem.textContent !== text) this.#problem.replaceChildren(...(text ? [icon("warning"), element("span", { text })] : []));
  }

  /** @param {boolean} busy */
  #showBusy(busy) {
    this.foot.busy = busy;
    for (const part of [this.#answers, this.foot.root]) setAttribute(part, "aria-busy", busy ? "true" : null);
  }

  /** @param {"open" | "ended" | "idle"} state */
  #setState(state) {
    setAttribute(this.root, "data-state", state);
  }

  /** @param {Gate} gate */
  #use(gate) {
    const kind = this.#kinds.get(gate.kind) ?? new KINDS[gate.kind](this.#context);
    this.#kinds.set(gate.kind, kind);
    this.#token = gate.token;
    this.#message = "";
    if (this.kind !== kind || !this.#main.contains(kind.root)) {
      this.#main.replaceChildren(kind.root);
      this.#tools.replaceChildren(kind.tools);
    }
    this.kind = kind;
    return kind;
  }

  /**
   * @param {Gate} gate
   * @param {Kind} kind
   */
  #showAnswers(gate, kind) {
    const shown = gate.decided ? `${gate.token} ${gate.run_state} ${gate.run_error}` : "";
    setAttribute(this.#tools, "hidden", gate.decided ? "" : null);
    if (gate.decided) kind.over(gate);
    if (this.#answers.dataset.shown === shown && this.#answers.hasChildNodes()) {
      if (gate.decided || this.#answers.contains(kind.answers)) return;
    }
    this.#answers.dataset.shown = shown;
    this.#answers.replaceChildren(gate.decided ? decidedMessage(this.#t, gate, () => this.#context.requeue()) : kind.answers);
  }

  /**
   * @param {string} shown what tells whether it is another message
   * @param {() => HTMLElement} make
   */
  #showMessage(shown, make) {
    this.kind = null;
    this.#token = "";
    if (this.#message === shown && this.#main.hasChildNodes()) return;
    this.#message = shown;
    this.#main.replaceChildren(make());
    for (const part of [this.#tools, this.#answers]) part.replaceChildren();
    this.foot.say("");
  }
}

/**
 * Whether a gate was over before anybody could look at it; its pictures were not loaded by then, and are gone.
 * @param {Gate} gate
 */
function wasUnseen({ decided }) {
  return decided?.by === "kept";
}
