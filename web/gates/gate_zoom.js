/** The candidates of a gate one at a time on the whole screen: to look closely, and to choose. */

import { openFullDialog } from "../library/dialogs.js";
import { button, element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { pageStorage, PainterSettings } from "../library/painter/settings.js";
import { ViewportGestures } from "../library/viewport.js";
import { LARGEST, SMALL } from "./gate_pictures.js";

const MARGIN = 8;
const MOST_FIT = 4;
const PIXELATED_FROM = 2;
const FIRST_BRUSH = 40;

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./gates.js").Gates} Gates
 *
 * @typedef {object} ZoomOptions
 * @property {number} index the candidate to begin with
 * @property {boolean} mask whether the mask is shown
 * @property {{has: (index: number) => boolean, toggle: (index: number) => void}} [choice] where candidates are chosen
 */

/**
 * @param {Host} host
 * @param {Gates} gates
 * @param {Gate} gate
 * @param {ZoomOptions} options
 * @returns {Promise<number>} the candidate that was shown last
 */
export async function openGateZoom(host, gates, gate, options) {
  linkStyles(new URL("./gate_zoom.css", import.meta.url).href);
  const zoom = new GateZoom(host, gates, gate, options);
  const dialog = openFullDialog(host, { title: gate.title, content: zoom.root, className: "penstock-gate-zoom", onClose: () => zoom.close() });
  zoom.closes = dialog.close;
  dialog.root.addEventListener("keydown", (event) => zoom.onKey(event));
  zoom.start();
  await dialog.closed;
  return zoom.index;
}

class GateZoom {
  closes = () => {};
  #host;
  #gates;
  #gate;
  #choice;
  #mask;
  #place = element("span", { class: "penstock-gate-zoom-place", attributes: { role: "status" } });
  #choose;
  #picture = element("div", { class: "penstock-gate-zoom-picture" });
  #stage;
  #gestures;

  /**
   * @param {Host} host
   * @param {Gates} gates
   * @param {Gate} gate
   * @param {ZoomOptions} options
   */
  constructor(host, gates, gate, { index, mask, choice }) {
    const { t } = (this.#host = host);
    this.#gates = gates;
    this.#gate = gate;
    this.#choice = choice;
    this.#mask = mask;
    this.index = index;
    this.#choose = button(t("gates.choose"), () => this.#toggle(), { icon: icon("check"), showLabel: true, class: "penstock-button" });
    setAttribute(this.#choose, "hidden", choice ? null : "");
    const head = element("header", { class: "penstock-gate-zoom-head" }, element("strong", { text: gate.title }), this.#place, this.#choose, ...this.#tools());
    this.#stage = element("div", { class: "penstock-gate-zoom-stage", attributes: { tabindex: 0, role: "group", "aria-label": t("gates.zoom") } }, this.#picture);
    this.root = element("div", { class: "penstock-gate-zoom-view" }, head, this.#stage);
    const size = { width: gate.width, height: gate.height };
    this.#gestures = new ViewportGestures(this.#stage, { image: size, keys: this.root, margin: MARGIN, mostFit: MOST_FIT, dragPans: true, changed: (view) => this.#draw(view) });
    this.#stage.addEventListener("dblclick", () => this.#gestures.actual());
  }

  start() {
    this.#stage.focus({ preventScroll: true });
    this.#show();
  }

  close() {
    this.#gestures.close();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const keys = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => this.#go(-1),
      ArrowRight: () => this.#go(1),
      F: () => this.#gestures.fit(),
      Z: () => this.closes(),
      X: () => this.#toggle(),
    });
    const run = keys[chordOf(event)];
    if (!run) return;
    event.preventDefault();
    run();
  }

  #tools() {
    const { t } = this.#host;
    const one = (/** @type {string} */ label, /** @type {Parameters<typeof icon>[0]} */ shape, /** @type {() => void} */ run) =>
      button(label, run, { icon: icon(shape), class: "penstock-quiet" });
    const steps = this.#gate.count > 1 ? [one(t("zoom.previous"), "back", () => this.#go(-1)), one(t("zoom.next"), "forward", () => this.#go(1))] : [];
    return [...steps, one(t("zoom.fit"), "fit", () => this.#gestures.fit()), one(t("close"), "close", () => this.closes())];
  }

  /** @param {number} step */
  #go(step) {
    this.index = (this.index + step + this.#gate.count) % this.#gate.count;
    this.#show();
  }

  #toggle() {
    this.#choice?.toggle(this.index);
    this.#showState();
  }

  #show() {
    const url = (/** @type {number} */ size) => this.#gates.pictureUrl(this.#gate, this.index, size);
    const image = (/** @type {string} */ src) => element("img", { attributes: { alt: "", src, decoding: "async", draggable: "false" } });
    this.#picture.style.backgroundImage = `url("${url(SMALL)}")`;
    this.#picture.replaceChildren(image(url(LARGEST)), ...this.#overlay());
    this.#showState();
  }

  #overlay() {
    const mask = this.#mask ? this.#gates.maskUrl(this.#gate) : null;
    if (!mask) return [];
    const { colour, opacity } = new PainterSettings(pageStorage(), FIRST_BRUSH).now;
    const overlay = element("div", { class: "penstock-gate-mask" });
    Object.assign(overlay.style, { maskImage: `url("${mask}")`, background: colour, opacity: String(opacity) });
    return [overlay];
  }

  #showState() {
    const { t } = this.#host;
    setText(this.#place, t("gates.candidate", { number: this.index + 1, count: this.#gate.count }));
    setAttribute(this.#choose, "aria-pressed", String(this.#choice?.has(this.index) ?? false));
  }

  /** @param {import("../library/viewport.js").View} view */
  #draw({ scale, x, y }) {
    const { width, height } = this.#gate;
    Object.assign(this.#picture.style, { left: `${x}px`, top: `${y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    this.#picture.classList.toggle("penstock-gate-pixelated", scale > PIXELATED_FROM);
  }
}
