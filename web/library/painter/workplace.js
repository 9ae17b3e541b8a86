/** Where the mask is painted: the stage, the pointers on it, and the painting that they change. */

import { KeyboardPointer } from "./keyboard_pointer.js";
import { PointerPainting } from "./pointers.js";
import { Stage } from "./stage.js";

/**
 * @typedef {object} WorkplaceOptions
 * @property {HTMLImageElement} image
 * @property {import("./painting.js").Painting} painting
 * @property {import("./settings.js").PainterSettings} settings
 * @property {HTMLElement} keys where keys are heard
 * @property {string} label
 * @property {() => Uint8ClampedArray} pixels reads the image's colours
 * @property {() => void} changed the mask or the view is different
 */

export class Workplace {
  /** @type {Stage} */
  #stage;
  /** @type {PointerPainting} */
  #pointers;
  #options;
  #pixels = /** @type {Uint8ClampedArray | null} */ (null);
  #onSettings = () => this.#showSettings();
  /** What can be done again and the zoom are told once a frame at most. */
  #frame = 0;

  /** @param {WorkplaceOptions} options */
  constructor(options) {
    this.#options = options;
    const { image, painting, settings, keys, label } = options;
    this.image = image;
    this.painting = painting;
    this.#stage = new Stage({
      image,
      mask: painting.mask,
      label,
      keys,
      onView: () => this.#tell(),
      onGesture: () => this.#pointers.interrupt(),
      dragPans: (event) => this.#pointers.isPalm(event),
    });
    this.#pointers = new PointerPainting({
      painting,
      settings,
      stage: this.#stage,
      pixels: () => (this.#pixels ??= options.pixels()),
      changed: (rect) => this.#changed(rect),
      lastPoint: null,
    });
    new KeyboardPointer(this.#stage, this.#pointers, settings);
    settings.addEventListener("change", this.#onSettings);
    this.#showSettings();
  }

  get root() {
    return this.#stage.root;
  }

  get gestures() {
    return this.#stage.gestures;
  }

  /** @param {"undo" | "redo" | "fillAll" | "clear" | "invert"} name */
  change(name) {
    this.endGesture();
    this.#changed(this.painting[name]());
  }

  /** @param {Uint8Array} levels another mask */
  replace(levels) {
    this.#changed(this.painting.replace(levels));
  }

  endGesture() {
    this.#pointers.end();
  }

  /** @returns {boolean} whether there was one */
  cancelGesture() {
    return this.#pointers.cancel();
  }

  close() {
    this.#pointers.end();
    this.#options.settings.removeEventListener("change", this.#onSettings);
    cancelAnimationFrame(this.#frame);
    this.#stage.close();
  }

  /** @param {import("./rects.js").Rect | null} rect */
  #changed(rect) {
    this.#stage.changed(rect);
    this.#tell();
  }

  #tell() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#options.changed();
    });
  }

  #showSettings() {
    const { now } = this.#options.settings;
    this.#stage.setLook(now);
    this.#stage.resizeBrush(now.tool === "brush" || now.tool === "eraser" ? now : null);
    this.root.dataset.tool = now.tool;
  }
}
