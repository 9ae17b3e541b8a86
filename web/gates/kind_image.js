/** Image gates: one picture (or a batch as a whole), a button for each route, and a mask. */

import { element, setAttribute, setText } from "../library/elements.js";
import { GateMasks } from "./gate_masks.js";
import { SMALL } from "./gate_pictures.js";
import { GateStage } from "./gate_stage.js";
import { GateStrip } from "./gate_strip.js";
import { openGateZoom } from "./gate_zoom.js";
import { digit, keyCap, tool } from "./kind.js";
import { routeColumns } from "./route_rows.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./kind.js").Kind} Kind
 */

/** @implements {Kind} */
export class ImageKind {
  #context;
  #masks;
  #stage;
  #strip;
  #facts = element("span", { class: "penstock-gate-facts" });
  #paint;
  #clear;
  #eye;
  #gate = /** @type {Gate | null} */ (null);
  #index = 0;
  #overlay = true;
  #resized = new ResizeObserver(() => this.#layOutRoutes());

  /** @param {import("./kind.js").KindContext} context */
  constructor(context) {
    const { t } = context.host;
    this.#context = context;
    this.#masks = new GateMasks(context.host, context.gates);
    this.#stage = new GateStage(t, context.pictures, () => void this.#zoom());
    this.#strip = new GateStrip(t, (index) => this.#go(index));
    this.#paint = tool(t("gates.paint"), "brush", () => this.#paintMask(), "M");
    this.#clear = tool(t("gates.clear_mask"), "eraser", () => this.#clearMask());
    this.#eye = tool(t("gates.show_mask"), "eye", () => this.#toggleMask(), "O");
    this.#eye.classList.add("penstock-gate-eye");
    this.root = element("div", { class: "penstock-gate-image" }, this.#stage.root, this.#strip.root);
    this.tools = element("div", { class: "penstock-gate-tools" }, this.#facts, this.#eye, this.#clear, this.#paint);
    this.answers = element("div", { class: "penstock-gate-routes", attributes: { role: "group", "aria-label": t("gates.routes") } });
    this.#resized.observe(this.answers);
  }

  /** @param {Gate} gate */
  show(gate) {
    if (gate.token !== this.#gate?.token) this.#index = 0;
    this.#gate = gate;
    const mask = this.#context.gates.maskUrl(gate);
    this.#showCandidate(gate, mask);
    this.#showRoutes(gate.routes);
    setText(this.#facts, this.#factsOf(gate));
    for (const one of [this.#clear, this.#eye]) setAttribute(one, "hidden", mask ? null : "");
    this.#nameEye();
  }

  /** @param {Gate} gate */
  over({ decided, routes }) {
    this.#showRoutes(routes);
    for (const [at, one] of [...this.answers.children].entries()) setAttribute(one, "data-chosen", decided?.route === at + 1);
  }

  main() {
    this.#route(1);
  }

  /** @param {string} chord */
  key(chord) {
    const route = digit(chord);
    if (route) return this.#route(route);
    const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 });
    if (chord in steps) return this.#go(this.#index + steps[chord]);
    const others = /** @type {Record<string, () => unknown>} */ ({ M: () => this.#paintMask(), O: () => this.#toggleMask(), Z: () => void this.#zoom() });
    others[chord]?.();
    return chord in others;
  }

  close() {
    this.#stage.close();
    this.#resized.disconnect();
  }

  /**
   * @param {Gate} gate
   * @param {string | null} mask
   */
  #showCandidate(gate, mask) {
    const { gates, host } = this.#context;
    const small = (/** @type {number} */ at) => gates.pictureUrl(gate, at, SMALL);
    const name = host.t("gates.zoom_in", { number: this.#index + 1, count: gate.count });
    this.#stage.show(gate, this.#index, { small: small(this.#index), mask: this.#overlay ? mask : null, name });
    this.#strip.show(gate, this.#index, small);
  }

  /** @param {Gate} gate */
  #factsOf({ width, height, count }) {
    const { t } = this.#context.host;
    const size = t("gates.size", { width, height });
    return count > 1 ? `${size} · ${t("gates.candidate", { number: this.#index + 1, count })}` : size;
  }

  /** @param {string[]} routes */
  #showRoutes(routes) {
    while (this.answers.childElementCount > routes.length) this.answers.lastElementChild?.remove();
    while (this.answers.childElementCount < routes.length) this.answers.append(this.#routeButton(this.answers.childElementCount + 1));
    for (const [at, one] of [...this.answers.children].entries()) {
      setText(/** @type {Element} */ (one.querySelector("span")), routes[at]);
      setAttribute(one, "title", routes[at]);
      // A route without a name of its own is called by its number, which is its key too.
      setAttribute(/** @type {Element} */ (one.firstElementChild), "hidden", routes[at] === String(at + 1) ? "" : null);
      setAttribute(one, "data-chosen", null);
    }
    this.#layOutRoutes();
  }

  #layOutRoutes() {
    const narrow = this.answers.closest("[narrow]") !== null;
    const columns = routeColumns(this.answers.childElementCount, this.answers.clientWidth, narrow);
    this.answers.style.gridTemplateColumns = columns ? `repeat(${columns}, minmax(0, 1fr))` : "";
  }

  /** @param {number} route */
  #routeButton(route) {
    const key = String(route % 10);
    const press = (/** @type {MouseEvent} */ event) => this.#context.slipped(event) || this.#route(route);
    const attributes = { type: "button", "aria-keyshortcuts": route === 1 ? `${key} Enter` : key };
    const main = route === 1 ? keyCap("Enter") : null;
    return element("button", { class: "penstock-button penstock-gate-answer", attributes, on: { click: press } }, keyCap(key), element("span"), main);
  }

  /** @param {number} route */
  #route(route) {
    if (!this.#gate || route > this.#gate.routes.length) return false;
    setAttribute(this.answers.children[route - 1], "data-chosen", "true");
    this.#context.answer({ route });
    return true;
  }

  /** @param {number} index */
  #go(index) {
    if (!this.#gate || this.#gate.count < 2) return false;
    this.#index = (index + this.#gate.count) % this.#gate.count;
    const moved = this.#strip.root.contains(document.activeElement);
    this.show(this.#gate);
    if (moved) /** @type {HTMLElement} */ (this.#strip.root.children[this.#index]).focus({ preventScroll: true });
    this.#context.say(this.#context.host.t("gates.candidate", { number: this.#index + 1, count: this.#gate.count }));
    return true;
  }

  #toggleMask() {
    this.#overlay = !this.#overlay;
    if (this.#gate) this.show(this.#gate);
  }

  #nameEye() {
    const { t } = this.#context.host;
    const name = this.#overlay ? t("gates.hide_mask") : t("gates.show_mask");
    setText(/** @type {Element} */ (this.#eye.lastElementChild), name);
    setAttribute(this.#eye, "title", `${name} (O)`);
  }

  #paintMask() {
    const gate = this.#gate;
    if (gate) this.#context.act(() => this.#masks.paint(gate, this.#index));
  }

  #clearMask() {
    const gate = this.#gate;
    if (!gate) return;
    this.#paint.focus({ preventScroll: true });
    this.#context.act(() => this.#masks.clear(gate));
  }

  async #zoom() {
    const { host, gates } = this.#context;
    const gate = this.#gate;
    if (gate) this.#go(await openGateZoom(host, gates, gate, { index: this.#index, mask: this.#overlay }));
  }
}
