/** One line of the inbox: a small picture, what it is about, how long it has waited, and where it stands. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { SMALL } from "./gate_pictures.js";
import { duration, standing } from "./gate_words.js";

/** @typedef {import("./types.js").Gate} Gate */

const EXCERPT = 160;

export class InboxRow {
  #t;
  #gates;
  #picture = element("span", { class: "penstock-inbox-picture", attributes: { "aria-hidden": "true" } });
  #title = element("strong");
  #age = element("span", { class: "penstock-inbox-age" });
  #state = element("span", { class: "penstock-inbox-state" });
  #detail = element("span", { class: "penstock-inbox-detail" });
  #gate = /** @type {Gate | null} */ (null);

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {import("./gates.js").Gates} gates
   * @param {() => void} choose
   */
  constructor(t, gates, choose) {
    this.#t = t;
    this.#gates = gates;
    const words = element("span", { class: "penstock-inbox-words" }, this.#title, this.#age, element("span", { class: "penstock-inbox-line" }, this.#state, this.#detail));
    this.button = element("button", { class: "penstock-inbox-row", attributes: { type: "button" }, on: { click: choose } }, this.#picture, words);
    this.root = element("li", {}, this.button);
  }

  /**
   * @param {Gate} gate
   * @param {boolean} chosen
   */
  show(gate, chosen) {
    if (!this.#gate) this.#picture.append(this.#made(gate));
    this.#gate = gate;
    setText(this.#title, gate.title);
    const parked = gate.state === "parked";
    setText(this.#state, parked ? standing(this.#t, gate) : "");
    setAttribute(this.#state, "hidden", parked ? null : "");
    setAttribute(this.#state, "data-run", gate.run_state || null);
    setText(this.#detail, this.#detailOf(gate));
    setAttribute(this.button, "aria-current", chosen ? "true" : null);
    setAttribute(this.button, "tabindex", chosen ? 0 : -1);
    this.tick();
  }

  /** Time passes. */
  tick() {
    if (this.#gate) setText(this.#age, duration(this.#t, Date.now() - this.#gate.armed));
  }

  /** @param {Gate} gate */
  #made(gate) {
    if (gate.count < 1) return icon("text");
    const src = this.#gates.pictureUrl(gate, 0, SMALL);
    return element("img", { attributes: { alt: "", src, loading: "lazy", decoding: "async", width: 44, height: 44 }, on: { error: (event) => event.target.replaceWith(icon("images")) } });
  }

  /** @param {Gate} gate */
  #detailOf(gate) {
    const t = this.#t;
    const about = { text: gate.text.slice(0, EXCERPT), chooser: t("gates.images", { count: gate.count }), image: this.#routesOf(gate) }[gate.kind];
    const lane = gate.list_index > 0 ? t("gates.lane", { number: gate.list_index + 1 }) : "";
    return [about, lane].filter(Boolean).join(" · ");
  }

  /** @param {Gate} gate */
  #routesOf({ routes }) {
    const unnamed = routes.every((name, at) => name === String(at + 1));
    return unnamed ? this.#t("gates.route_count", { count: routes.length }) : routes.join(" / ");
  }
}
