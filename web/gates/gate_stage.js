/** Where a candidate stands, as large as there is room: a small picture at once, the sharp one over it, the mask on top. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { pageStorage, PainterSettings } from "../library/painter/settings.js";
import { fittedSize, SMALL } from "./gate_pictures.js";
import { MOST_SCALE, PIXELATED_FROM } from "./tile_layout.js";

const FIRST_BRUSH = 40;

/** @typedef {import("./types.js").Gate} Gate */

export class GateStage {
  #t;
  #pictures;
  #under = under("");
  #mask = element("div", { class: "penstock-gate-mask", attributes: { hidden: "" } });
  #frame;
  #problem = element("div", { class: "penstock-gate-broken", attributes: { role: "alert", hidden: "" } });
  #image = /** @type {HTMLImageElement | null} */ (null);
  #shown = /** @type {{gate: Gate, index: number, size: number} | null} */ (null);
  #resized = new ResizeObserver(() => this.#grow());

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {import("./gate_pictures.js").GatePictures} pictures
   * @param {() => void} zoom
   */
  constructor(t, pictures, zoom) {
    this.#t = t;
    this.#pictures = pictures;
    this.#frame = button(t("gates.zoom"), zoom, { class: "penstock-gate-frame" });
    this.#frame.replaceChildren(this.#under, this.#mask);
    this.root = element("div", { class: "penstock-gate-stage" }, this.#frame, this.#problem);
    this.#resized.observe(this.root);
  }

  /**
   * @param {Gate} gate
   * @param {number} index of the candidate
   * @param {{small: string, mask: string | null, name: string}} pictures URLs of a small picture and of the mask
   */
  show(gate, index, { small, mask, name }) {
    setAttribute(this.#frame, "aria-label", name);
    this.#showMask(mask);
    const same = this.#shown?.gate.token === gate.token && this.#shown.index === index;
    const size = same && this.#shown ? this.#shown.size : this.#sizeFor(gate);
    this.#shown = { gate, index, size };
    if (same) return;
    this.#frame.style.setProperty("--penstock-ratio", String(gate.width / gate.height));
    this.#frame.style.setProperty("--penstock-most", `${gate.width * MOST_SCALE}px`);
    this.#sharpen(gate);
    // A new element: with another address, the old one would go on showing the picture before.
    this.#under = under(small);
    this.#frame.replaceChildren(this.#under, this.#mask);
    this.#image = null;
    this.#load();
  }

  close() {
    this.#resized.disconnect();
  }

  /** @param {Gate} gate */
  #sizeFor(gate) {
    return fittedSize(gate, { width: this.root.clientWidth, height: this.root.clientHeight });
  }

  /** A larger window wants a sharper picture; a smaller one can do with what there is. */
  #grow() {
    if (!this.#shown) return;
    this.#sharpen(this.#shown.gate);
    const size = this.#sizeFor(this.#shown.gate);
    if (size <= this.#shown.size) return;
    this.#shown = { ...this.#shown, size };
    this.#load();
  }

  /** @param {Gate} gate */
  #sharpen({ width, height }) {
    const { clientWidth, clientHeight } = this.root;
    this.#frame.classList.toggle("penstock-gate-tiny", Math.min(clientWidth / width, clientHeight / height) >= PIXELATED_FROM);
  }

  #load() {
    if (!this.#shown) return;
    const { gate, index, size } = this.#shown;
    const image = this.#pictures.of(gate, index, size);
    this.#say("");
    if (size <= SMALL || image === this.#image) this.#put(image);
    else void this.#putWhenDecoded(image);
  }

  /** @param {HTMLImageElement} image */
  async #putWhenDecoded(image) {
    // What was loaded ahead stands there in this very frame.
    if (image.complete) this.#put(image);
    this.#image = image;
    const decoded = await image.decode().then(() => true, () => image.complete && image.naturalWidth > 0);
    if (image !== this.#image) return;
    if (decoded) this.#put(image);
    else this.#say(this.#t("gates.broken"));
  }

  /** @param {HTMLImageElement} image */
  #put(image) {
    this.#image = image;
    image.className = "penstock-gate-picture";
    if (image.parentElement === this.#frame) return;
    this.#frame.replaceChildren(this.#under, image, this.#mask);
  }

  /** @param {string | null} url */
  #showMask(url) {
    setAttribute(this.#mask, "hidden", url ? null : "");
    if (this.#mask.dataset.url === (url ?? "")) return;
    this.#mask.dataset.url = url ?? "";
    this.#mask.style.maskImage = url ? `url("${url}")` : "";
    const { colour, opacity } = new PainterSettings(pageStorage(), FIRST_BRUSH).now;
    Object.assign(this.#mask.style, { background: colour, opacity: String(opacity) });
  }

  /** @param {string} problem */
  #say(problem) {
    setAttribute(this.#problem, "hidden", problem ? null : "");
    if (!problem) return this.#problem.replaceChildren();
    const retry = button(this.#t("retry"), () => this.#retry(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    return this.#problem.replaceChildren(icon("warning"), element("span", { text: problem }), retry);
  }

  #retry() {
    if (!this.#shown) return;
    const { gate, index, size } = this.#shown;
    this.#pictures.again(gate, index, size);
    this.#load();
    this.#frame.focus({ preventScroll: true });
  }
}

/** @param {string} url of the small picture */
function under(url) {
  return element("img", { class: "penstock-gate-under", attributes: { alt: "", decoding: "sync", draggable: "false", src: url || null } });
}
