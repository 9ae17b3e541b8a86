/** Chooser gates: a batch side by side; what is chosen goes on. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { ChooserTiles } from "./chooser_tiles.js";
import { openGateZoom } from "./gate_zoom.js";
import { digit, keyCap, tool } from "./kind.js";
import { SelectionHistory } from "./selection_history.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./kind.js").Kind} Kind
 */

/** @implements {Kind} */
export class ChooserKind {
  #context;
  #tiles;
  #facts = element("span", { class: "penstock-gate-facts" });
  #none;
  #pass;
  #passLabel = element("span");
  #gate = /** @type {Gate | null} */ (null);
  #history = new SelectionHistory();

  /** @param {import("./kind.js").KindContext} context */
  constructor(context) {
    const { t } = context.host;
    this.#context = context;
    this.#tiles = new ChooserTiles(context, {
      toggle: (index, range) => this.#toggle(index, range),
      zoom: (index) => void this.#zoom(index),
    });
    this.root = this.#tiles.root;
    const all = tool(t("gates.select_all"), "tick", () => this.#selectAll(), "Ctrl+A");
    this.#none = tool(t("gates.select_none"), "close", () => (all.focus({ preventScroll: true }), this.#select([])));
    this.tools = element("div", { class: "penstock-gate-tools" }, this.#facts, this.#none, all);
    this.#pass = button("", (event) => context.slipped(event) || this.main(), { class: "penstock-button penstock-primary penstock-gate-answer" });
    this.#pass.replaceChildren(icon("check"), this.#passLabel, keyCap("Enter"));
    setAttribute(this.#pass, "aria-keyshortcuts", "Enter");
    this.answers = element("div", { class: "penstock-gate-single" }, this.#pass);
  }

  /** @returns {number[]} positions, in input order */
  get selection() {
    const { token, count } = this.#gate ?? { token: "", count: 0 };
    return (this.#context.gates.draft(token).selection ?? []).filter((at) => at < count);
  }

  /** @param {Gate} gate */
  show(gate) {
    if (gate.token !== this.#gate?.token) this.#history = new SelectionHistory();
    this.#gate = gate;
    this.#render(gate, this.selection);
  }

  /** @param {Gate} gate */
  over(gate) {
    this.#gate = gate;
    this.#render(gate, gate.decided?.selection ?? []);
  }

  main() {
    const { selection } = this;
    const { t } = this.#context.host;
    if (selection.length) this.#context.answer({ selection });
    else this.#context.act(() => Promise.reject(Object.assign(new Error(t("gates.nothing_selected")), { hint: t("gates.nothing_selected_hint") })));
  }

  /**
   * @param {string} chord
   * @param {KeyboardEvent} event
   */
  key(chord, event) {
    const number = digit(chord);
    if (number) return this.#toggle(number - 1, false);
    const others = /** @type {Record<string, () => unknown>} */ ({
      "Ctrl+A": () => this.#selectAll(),
      "Ctrl+Shift+A": () => this.#select([]),
      Z: () => void this.#zoom(this.#tiles.active),
    });
    others[chord]?.();
    return chord in others || this.#tiles.key(chord, event);
  }

  undo() {
    this.#keep(this.#history.undo(this.selection));
  }

  redo() {
    this.#keep(this.#history.redo(this.selection));
  }

  close() {
    this.#tiles.close();
  }

  /**
   * @param {Gate} gate
   * @param {number[]} selection
   */
  #render(gate, selection) {
    const { t } = this.#context.host;
    this.#tiles.show(gate, new Set(selection));
    setText(this.#facts, t("gates.of_size", { count: gate.count, width: gate.width, height: gate.height }));
    setText(this.#passLabel, t("gates.pass_selected", { count: selection.length }));
    setAttribute(this.#none, "hidden", selection.length ? null : "");
    setAttribute(this.#pass, "aria-disabled", selection.length ? null : "true");
  }

  /**
   * @param {number} index
   * @param {boolean} range from the last one that was toggled
   */
  #toggle(index, range) {
    if (!this.#gate || index >= this.#gate.count) return false;
    const chosen = new Set(this.selection);
    const adds = !chosen.has(index);
    const from = range ? this.#tiles.active : index;
    for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) adds ? chosen.add(at) : chosen.delete(at);
    this.#tiles.active = index;
    this.#select([...chosen]);
    return true;
  }

  #selectAll() {
    this.#select(Array.from({ length: this.#gate?.count ?? 0 }, (_, at) => at));
  }

  /** @param {number[]} selection */
  #select(selection) {
    this.#history.add(this.selection);
    this.#keep(selection);
  }

  /** @param {number[] | null} selection */
  #keep(selection) {
    const gate = this.#gate;
    if (!gate || !selection || !this.#context.gates.get(gate.token)) return;
    const sorted = selection.toSorted((one, other) => one - other);
    this.#context.gates.keepDraft(gate.token, { selection: sorted.length ? sorted : undefined });
    this.#render(gate, sorted);
    this.#context.forget();
    this.#context.say(this.#context.host.t("gates.selected", { count: sorted.length, of: gate.count }));
  }

  /** @param {number} index */
  async #zoom(index) {
    const gate = this.#gate;
    if (!gate) return;
    const choice = { has: (/** @type {number} */ at) => this.selection.includes(at), toggle: (/** @type {number} */ at) => void this.#toggle(at, false) };
    this.#tiles.focus(await openGateZoom(this.#context.host, this.#context.gates, gate, { index, mask: false, choice }));
  }
}
