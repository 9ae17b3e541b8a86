/**
 * The text that a Text Gate keeps with its workflow: what was passed last, or what is typed here. A protected gate passes
 * it without a pause; otherwise the next run brings its own text.
 */

import { element, setText } from "../../library/elements.js";

export class StoredText {
  #host;
  #widget;
  #changed;
  #field;
  #note = element("small", { class: "penstock-gate-stored-note" });

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {any} widget that keeps the text
   * @param {() => void} changed called when the user has finished an edit
   */
  constructor(host, widget, changed) {
    this.#host = host;
    this.#widget = widget;
    this.#changed = changed;
    this.#field = element("textarea", {
      attributes: { "aria-label": host.t("gate_node.stored_text"), spellcheck: "false", "data-capture-wheel": "true" },
      on: { input: () => this.#typed(), change: () => this.#changed() },
    });
    this.root = element("div", { class: "penstock-gate-stored" }, this.#field, this.#note);
  }

  /**
   * @param {boolean} isProtected
   * @param {boolean} repeats whether the next run asks no more
   */
  show(isProtected, repeats) {
    const { t } = this.#host;
    const text = String(this.#widget?.value ?? "");
    if (this.#field.value !== text) this.#field.value = text;
    this.#field.placeholder = t(isProtected ? "gate_node.protected_empty" : "gate_node.stored_empty");
    setText(this.#note, isProtected ? t("gate_node.protected_note") : repeats ? "" : t("gate_node.stored_note"));
  }

  /**
   * Keeps a text that has passed the gate.
   * @param {string} text
   */
  keep(text) {
    if (!this.#widget || this.#widget.value === text || this.#field === document.activeElement) return;
    this.#widget.value = text;
    this.#changed();
  }

  #typed() {
    if (this.#widget) this.#widget.value = this.#field.value;
  }
}
