/** The values of parameters: read from text, compared, stepped, drawn. Integers are exact, however large. */

import { sameValue } from "../library/texts/edits.js";

/**
 * @typedef {import("./types.js").Parameter} Parameter
 * @typedef {Pick<Parameter, "type" | "minimum" | "maximum" | "step">} Range
 *
 * Either a value, or which sentence says what is wrong.
 * @typedef {{value: any, fault?: undefined} | {fault: "not_integer" | "not_number" | "too_small" | "too_large" | "not_json", limit?: string}} Parsed
 */

const INTEGER = /^[+-]?\d{1,400}$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MOST_DECIMALS = 10;
const LONGEST_LINE = 80;
/** Arithmetic leaves noise behind the digits that people mean: 0.30000000000000004. */
const MEANT_DIGITS = 12;
const NOISE = 4 * Number.EPSILON;
/** ComfyUI's own page keeps numbers below this exactly: pictures that carry such a seed can be opened there. */
const LARGEST_DRAWN = BigInt(Number.MAX_SAFE_INTEGER);
const FULL_RANGE = 2n ** 64n - 1n;

/** @param {{type: string}} parameter */
export const isInteger = ({ type }) => type === "integer" || type === "seed";

/** @param {{type: string}} parameter */
export const isNumber = (parameter) => isInteger(parameter) || parameter.type === "float";

/**
 * What was typed, as a value of the parameter.
 * @param {Range} parameter
 * @param {string} text
 * @returns {Parsed}
 */
export function parse(parameter, text) {
  if (isInteger(parameter)) return parsedInteger(parameter, text.trim());
  if (parameter.type === "float") return parsedFloat(parameter, text.trim());
  if (parameter.type === "other") return parsedJson(text);
  return { value: text };
}

/**
 * @param {Range} range
 * @param {string} text
 * @returns {Parsed}
 */
function parsedInteger({ minimum, maximum }, text) {
  if (!INTEGER.test(text)) return { fault: "not_integer" };
  const value = BigInt(text.replace("+", ""));
  const [least, most] = [bound(minimum, Math.ceil), bound(maximum, Math.floor)];
  if (least !== null && value < least) return { fault: "too_small", limit: String(least) };
  if (most !== null && value > most) return { fault: "too_large", limit: String(most) };
  return { value: exact(value) };
}

/**
 * @param {Range} range
 * @param {string} text
 * @returns {Parsed}
 */
function parsedFloat({ minimum, maximum }, text) {
  const plain = text.replace(",", ".");
  const value = Number(plain);
  if (!DECIMAL.test(plain) || !Number.isFinite(value)) return { fault: "not_number" };
  if (minimum !== null && value < Number(minimum)) return { fault: "too_small", limit: String(minimum) };
  if (maximum !== null && value > Number(maximum)) return { fault: "too_large", limit: String(maximum) };
  return { value };
}

/**
 * @param {string} text
 * @returns {Parsed}
 */
function parsedJson(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: "not_json" };
  }
}

/**
 * @param {{type: string}} parameter
 * @param {any} value
 * @returns {string} what its field shows
 */
export function toText(parameter, value) {
  if (parameter.type === "other") return jsonText(value);
  if (value === null || value === undefined) return "";
  if (parameter.type === "float" && typeof value === "number") return String(withoutNoise(value));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** @param {number} value */
function withoutNoise(value) {
  const meant = Number(value.toPrecision(MEANT_DIGITS));
  return Math.abs(meant - value) <= NOISE * Math.abs(value) ? meant : value;
}

/** @param {any} value in one line where it is short */
function jsonText(value) {
  const line = JSON.stringify(value) ?? "null";
  return line.length <= LONGEST_LINE ? line : JSON.stringify(value, null, 2);
}

/**
 * Whether two values are the same for a parameter: 7 and "7" are for an integer.
 * @param {{type: string}} parameter
 * @param {any} one
 * @param {any} other
 */
export function isSame(parameter, one, other) {
  if (!isInteger(parameter)) return sameValue(one, other);
  const [first, second] = [asBigInt(one), asBigInt(other)];
  return first === null || second === null ? sameValue(one, other) : first === second;
}

/**
 * @param {Range} parameter
 * @param {any} value
 * @param {number} by so many steps up or down, as far as the limits allow
 * @returns {any}
 */
export function stepped(parameter, value, by) {
  if (isInteger(parameter)) {
    const step = BigInt(Math.max(1, Math.round(Number(parameter.step ?? 1)) || 1));
    return exact(clamped(parameter, (asBigInt(value) ?? 0n) + step * BigInt(by)));
  }
  const step = floatStep(parameter);
  const [least, most] = [Number(parameter.minimum ?? -Infinity), Number(parameter.maximum ?? Infinity)];
  const start = Number(value) || 0;
  return Math.min(most, Math.max(least, rounded(start + step * by, Math.max(decimals(step), decimals(start)))));
}

/**
 * A step that people see; what has none, or one that is too fine to press keys for, goes by hundredths.
 * @param {Range} parameter
 */
export function floatStep({ step }) {
  const given = Number(step);
  return given >= 0.001 ? given : 0.01;
}

/**
 * @param {number} value
 * @param {number} places
 */
export function rounded(value, places) {
  return Math.abs(value) < 1e12 ? Number(value.toFixed(places)) : value;
}

/**
 * How many digits follow its point.
 * @param {number} value
 */
export function decimals(value) {
  const [digits, exponent] = String(value).toLowerCase().split("e");
  return Math.min(MOST_DECIMALS, Math.max(0, (digits.split(".")[1] ?? "").length - Number(exponent ?? 0)));
}

/**
 * A number by chance, within the limits; each is as likely as the others.
 * @param {Range} parameter
 * @param {(bytes: Uint8Array) => void} [fill] with random bytes
 * @returns {number | string}
 */
export function drawn(parameter, fill = (bytes) => void crypto.getRandomValues(bytes)) {
  const least = bound(parameter.minimum, Math.ceil) ?? 0n;
  const most = bound(parameter.maximum, Math.floor) ?? FULL_RANGE;
  const last = most > LARGEST_DRAWN && least < LARGEST_DRAWN ? LARGEST_DRAWN : most;
  if (last <= least) return exact(least);
  const span = last - least + 1n;
  const bytes = new Uint8Array(24); // So many more bits than the span has that the remainder is even.
  fill(bytes);
  return exact(least + bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n) % span);
}

/**
 * What a seed is after a run.
 * @param {Range} parameter
 * @param {any} value
 * @param {import("./types.js").Control | null} control
 * @param {(bytes: Uint8Array) => void} [fill]
 * @returns {any}
 */
export function afterRun(parameter, value, control, fill) {
  if (control === "randomize") return drawn(parameter, fill);
  if (control === "increment") return stepped({ ...parameter, type: "seed", step: 1 }, value, 1);
  return control === "decrement" ? stepped({ ...parameter, type: "seed", step: 1 }, value, -1) : value;
}

/**
 * @param {Range} range
 * @param {bigint} value
 */
function clamped({ minimum, maximum }, value) {
  const [least, most] = [bound(minimum, Math.ceil), bound(maximum, Math.floor)];
  if (least !== null && value < least) return least;
  return most !== null && value > most ? most : value;
}

/**
 * @param {import("./types.js").Limit | undefined} limit
 * @param {(value: number) => number} round towards what is allowed
 * @returns {bigint | null}
 */
function bound(limit, round) {
  if (limit === null || limit === undefined) return null;
  if (typeof limit === "number") return Number.isFinite(limit) ? BigInt(round(limit)) : null;
  return asBigInt(limit);
}

/**
 * @param {any} value
 * @returns {bigint | null}
 */
function asBigInt(value) {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && INTEGER.test(value.trim()) ? BigInt(value.trim().replace("+", "")) : null;
}

/**
 * A number where it holds the value exactly, else its digits.
 * @param {bigint} value
 */
export function exact(value) {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
