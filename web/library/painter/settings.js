/** What is chosen in the painter: the tool and how it works; remembered by the browser. */

export { pageStorage } from "../page_storage.js";

/**
 * @typedef {"brush" | "eraser" | "fill" | "rectangle" | "lasso"} Tool
 * @typedef {"off" | "size" | "strength" | "both"} Pressure
 *
 * @typedef {object} Settings
 * @property {Tool} tool
 * @property {number} size of the brush, in image pixels
 * @property {number} softness 0..1
 * @property {number} strength 0..1
 * @property {Pressure} pressure what a pen's pressure changes
 * @property {boolean} erases whether fill, rectangle and lasso erase
 * @property {"mask" | "colour"} fillBy
 * @property {number} tolerance 0..255
 * @property {string} colour of the overlay, `#rrggbb`
 * @property {number} opacity of the overlay, 0..1
 * @property {boolean} isShown whether the overlay is
 * @property {boolean} maskOnly whether the mask is shown in black and white, without the image
 */

const KEY = "penstock.painter";
export const LARGEST_BRUSH = 1000;
const REMEMBERED = /** @type {const} */ (["size", "softness", "strength", "pressure", "fillBy", "tolerance", "colour", "opacity"]);

/** Dispatches `change`. */
export class PainterSettings extends EventTarget {
  #store;

  /**
   * @param {Pick<Storage, "getItem" | "setItem"> | null} store null remembers nothing
   * @param {number} size of the brush, the first time
   */
  constructor(store, size) {
    super();
    this.#store = store;
    /** @type {Settings} */
    this.now = {
      tool: "brush",
      size,
      softness: 0.2,
      strength: 1,
      pressure: "size",
      erases: false,
      fillBy: "mask",
      tolerance: 24,
      colour: "#f0503c",
      opacity: 0.6,
      isShown: true,
      maskOnly: false,
    };
    this.now = limited({ ...this.now, ...remembered(store, this.now) });
  }

  /** @param {Partial<Settings>} changes */
  set(changes) {
    this.now = limited({ ...this.now, ...changes });
    this.#remember();
    this.dispatchEvent(new Event("change"));
  }

  #remember() {
    const kept = Object.fromEntries(REMEMBERED.map((name) => [name, this.now[name]]));
    try {
      this.#store?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A full or blocked storage only means that nothing is remembered.
      this.#store = null;
    }
  }
}

/**
 * @param {Pick<Storage, "getItem"> | null} store
 * @param {Settings} defaults
 * @returns {Partial<Settings>} of the right types
 */
function remembered(store, defaults) {
  /** @type {Record<string, unknown>} */
  let told = {};
  try {
    told = JSON.parse(store?.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
  const fits = (/** @type {keyof Settings} */ name) => typeof told[name] === typeof defaults[name];
  return Object.fromEntries(REMEMBERED.filter(fits).map((name) => [name, told[name]]));
}

/**
 * @param {Settings} settings
 * @returns {Settings}
 */
function limited(settings) {
  const between = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
    Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
  return {
    ...settings,
    size: Math.round(between(settings.size, 1, LARGEST_BRUSH)),
    softness: between(settings.softness, 0, 1),
    strength: between(settings.strength, 0.01, 1),
    tolerance: Math.round(between(settings.tolerance, 0, 255)),
    opacity: between(settings.opacity, 0.05, 1),
    colour: /^#[0-9a-f]{6}$/i.test(settings.colour) ? settings.colour : "#f0503c",
  };
}

/** Sizes grow by a tenth, and by one pixel at least. */
const STEP = 1.12;

/**
 * @param {number} size
 * @param {1 | -1} direction
 */
export function nextSize(size, direction) {
  const next = direction > 0 ? size * STEP : size / STEP;
  return direction > 0 ? Math.max(size + 1, Math.round(next)) : Math.min(size - 1, Math.round(next));
}
