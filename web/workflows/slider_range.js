/** Which numbers get a slider, and from where to where it goes. */

import { decimals, floatStep, isNumber, rounded } from "./form_values.js";

/** More places than that are closer together than a pointer can tell. */
const MOST_PLACES = 1000;
/** Half as far again as a value that lies beyond what is usual. */
const BEYOND = 1.5;

/**
 * What people choose of a range that is far wider: schemas allow 10,000 steps, and strengths from -100 to 100.
 * @type {Record<string, [number, number, number]>} lowest, highest, step (of sizes the parameter's own counts)
 */
const USUAL = {
  steps: [1, 60, 1],
  cfg: [0, 20, 0.1],
  guidance: [0, 20, 0.1],
  denoise: [0, 1, 0.01],
  lora_strength: [-2, 2, 0.05],
  width: [64, 2048, 8],
  height: [64, 2048, 8],
  length: [1, 257, 1],
  fps: [1, 60, 1],
  batch_size: [1, 16, 1],
};

/** @typedef {{minimum: number, maximum: number, step: number}} SliderRange */

/**
 * @param {import("./types.js").Parameter} parameter
 * @param {any} value what it is now: a slider always reaches it
 * @returns {SliderRange | null} null where a slider would be of no use
 */
export function sliderRange(parameter, value) {
  const now = Number(value);
  if (!isNumber(parameter) || parameter.type === "seed" || !Number.isFinite(now)) return null;
  const step = parameter.type === "float" ? floatStep(parameter) : Math.max(1, Math.round(Number(parameter.step ?? 1)) || 1);
  const limits = [parameter.minimum, parameter.maximum].map((limit) => (limit === null ? NaN : Number(limit)));
  const usual = USUAL[parameter.role];
  if (usual) return usualRange(usual, limits, step, now);
  const [minimum, maximum] = limits;
  const places = (maximum - minimum) / step;
  return places >= 2 && places <= MOST_PLACES ? { minimum, maximum, step } : null;
}

/**
 * @param {[number, number, number]} usual
 * @param {number[]} limits
 * @param {number} own the parameter's step
 * @param {number} now
 * @returns {SliderRange | null}
 */
function usualRange([low, high, usualStep], limits, own, now) {
  const [least, most] = [Number.isNaN(limits[0]) ? -Infinity : limits[0], Number.isNaN(limits[1]) ? Infinity : limits[1]];
  const step = usualStep ? Math.max(usualStep, own) : own;
  const reach = (/** @type {number} */ value) => rounded(Math.round(value / step) * step, decimals(step));
  const minimum = Math.max(least, Math.min(low, now < 0 ? reach(now * BEYOND) : now));
  const maximum = Math.min(most, Math.max(high, now > high ? reach(now * BEYOND) : now));
  // The places count from the lowest one: sizes that begin at 1 would never be a multiple of 8.
  const start = Number.isInteger(step) && least > -Infinity && (minimum - least) % step ? least + Math.floor((minimum - least) / step) * step : minimum;
  const places = (maximum - start) / step;
  return places >= 2 && places <= MOST_PLACES ? { minimum: rounded(start, decimals(step)), maximum, step } : null;
}
