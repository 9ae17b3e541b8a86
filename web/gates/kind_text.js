/** Text gates: the text that came in, to edit and to pass. What is typed is kept until it is sent. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { keyNames } from "../library/key_names.js";
import { unusedText } from "./gate_message.js";
import { keyCap, tool } from "./kind.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./kind.js").Kind} Kind
 */

/** @implements {Kind} */
export class TextKind {
  #context;
  #facts = element("span", { class: "penstock-gate-facts" });
  #reset;
  #gate = /** @type {Gate | null} */ (null);

  /** @param {import("./kind.js").KindContext} context */
  constructor(context) {
    const { t } = context.host;
    this.#context = context;
    this.field = element("textarea", { attributes: { "aria-label": t("gates.text"), spellcheck: "false" }, on: { input: () => this.#typed() } });
    this.#reset = tool(t("gates.reset"), "undo", () => this.#resetText());
    this.root = element("div", { class: "penstock-gate-text" }, this.field);
    this.tools = element("div", { class: "penstock-gate-tools" }, this.#facts, this.#reset);
    const pass = button(t("gates.pass"), (event) => context.slipped(event) || this.main(), { icon: icon("check"), showLabel: true, class: "penstock-button penstock-primary penstock-gate-answer" });
    pass.append(keyCap(keyNames("Ctrl+Enter").join("")));
    setAttribute(pass, "aria-keyshortcuts", "Control+Enter");
    this.answers = element("div", { class: "penstock-gate-single" }, pass);
  }

  /** What would be passed. */
  get text() {
    return this.field.value;
  }

  /** @param {Gate} gate */
  show(gate) {
    const another = gate.token !== this.#gate?.token;
    this.#gate = gate;
    const wanted = this.#context.gates.draft(gate.token).text ?? gate.text;
    // Another tab may have typed; who types here is not disturbed.
    if (this.field.value !== wanted && (another || document.activeElement !== this.field)) this.field.value = wanted;
    if (another) this.field.scrollTop = 0;
    this.field.readOnly = false;
    this.tools.replaceChildren(this.#facts, this.#reset);
    this.#showFacts(gate);
  }

  /** @param {Gate} gate */
  over({ decided }) {
    this.field.readOnly = true;
    const lost = this.#gate !== null && this.text !== this.#gate.text && this.text !== decided?.text;
    this.tools.replaceChildren(...(lost ? [unusedText(this.#context.host.t, () => this.#copy())] : [this.#facts]));
  }

  main() {
    this.#context.answer({ text: this.text });
  }

  /** @param {string} chord */
  key(chord) {
    if (chord !== "E" && chord !== "Ctrl+Enter") return false;
    if (chord === "E") this.field.focus();
    else this.main();
    return true;
  }

  close() {}

  /** Pages that came over plain HTTP from another machine have no clipboard: there the text is marked, to copy by hand. */
  #copy() {
    const { toasts, t } = this.#context.host;
    const byHand = () => (this.field.focus(), this.field.select());
    if (!navigator.clipboard) return byHand();
    return void navigator.clipboard.writeText(this.text).then(() => toasts.show({ message: t("gates.text_copied") }), byHand);
  }

  #typed() {
    if (!this.#gate) return;
    const { token, text } = this.#gate;
    this.#context.gates.keepDraft(token, { text: this.text === text ? undefined : this.text });
    this.#showFacts(this.#gate);
  }

  /** @param {Gate} gate */
  #showFacts({ text }) {
    const { t } = this.#context.host;
    const edited = this.text !== text;
    const length = t("gates.characters", { count: this.text.length });
    setText(this.#facts, edited ? `${length} · ${t("gates.edited")}` : length);
    setAttribute(this.#reset, "hidden", edited ? null : "");
  }

  #resetText() {
    if (!this.#gate) return;
    const { toasts, t } = this.#context.host;
    const { token, text } = this.#gate;
    const before = this.text;
    this.#put(token, text);
    this.field.focus();
    toasts.show({ message: t("gates.was_reset"), about: `text ${token}`, action: { label: t("undo"), run: () => this.#put(token, before) } });
  }

  /**
   * @param {string} token
   * @param {string} text
   */
  #put(token, text) {
    const gate = this.#context.gates.get(token);
    if (!gate) return;
    this.#context.gates.keepDraft(token, { text: text === gate.text ? undefined : text });
    if (this.#gate?.token !== token) return;
    this.field.value = text;
    this.#showFacts(gate);
  }
}
