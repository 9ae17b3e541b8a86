/** Entries of a library's draft: `lib:<key>` is a snippet, `delimiter` and `max_depth` are the library's own. */

import { normalisedKey } from "./references.js";

const PREFIX = "lib:";
const KEY = /^[a-z0-9_]{1,100}$/;

export const DELIMITER_ENTRY = "delimiter";
export const DEPTH_ENTRY = "max_depth";
export const DELIMITER = "%";
export const DEPTH = 10;
export const LARGEST_DEPTH = 100;
const LONGEST_DELIMITER = 20;
const LONGEST_KEY = 100;

/** @typedef {import("../library/texts/types.js").Texts} Texts */

/** Whether an entry is a snippet. @param {string} entry */
export const isSnippet = (entry) => entry.startsWith(PREFIX);

/** The key of a snippet's entry. @param {string} entry */
export const keyOf = (entry) => entry.slice(PREFIX.length);

/** The entry of a snippet. @param {string} key */
export const entryOf = (key) => PREFIX + key;

/**
 * The key that a user means; null for what no text could refer to.
 * @param {string} typed
 */
export function keyTyped(typed) {
  const key = normalisedKey(typed);
  return KEY.test(key) ? key : null;
}

/**
 * A key that is like what was typed, as the server suggests it; "" where nothing of it can be used.
 * @param {string} typed
 */
export function keyLike(typed) {
  const plain = typed.slice(0, 4 * LONGEST_KEY).normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return plain.replace(/[^a-z0-9_]+/g, "_").replace(/^_+|_+$/g, "").slice(0, LONGEST_KEY);
}

/**
 * The snippets of a draft by key.
 * @param {Texts} document
 * @returns {Map<string, string>}
 */
export function libsOf({ order, entries }) {
  return new Map(order.filter(isSnippet).map((entry) => [keyOf(entry), String(entries.get(entry)?.value ?? "")]));
}

/**
 * How snippets differ from those that are saved; null for one that is gone.
 * @param {ReadonlyMap<string, string>} saved
 * @param {ReadonlyMap<string, string>} libs
 * @returns {Record<string, string | null>}
 */
export function differing(saved, libs) {
  const changed = [...libs].filter(([key, text]) => saved.get(key) !== text);
  const gone = [...saved.keys()].filter((key) => !libs.has(key)).map((key) => [key, null]);
  return Object.fromEntries([...changed, ...gone]);
}

/** @param {Texts} document */
export function delimiterOf({ entries }) {
  return String(entries.get(DELIMITER_ENTRY)?.value ?? DELIMITER);
}

/** @param {Texts} document */
export function depthOf({ entries }) {
  return Number(entries.get(DEPTH_ENTRY)?.value ?? DEPTH);
}

/**
 * "cat_2" for "cat", "cat_3" for "cat_2": the first key that is free.
 * @param {string} key
 * @param {(key: string) => boolean} isTaken
 */
export function freeKey(key, isTaken) {
  if (!isTaken(key)) return key;
  const [, stem = key, number = "1"] = /^(.*?)(?:_(\d{1,6}))?$/.exec(key) ?? [];
  for (let next = Number(number) + 1; ; next += 1) if (!isTaken(`${stem}_${next}`)) return `${stem}_${next}`;
}

/** Whether a text can be a delimiter: visible characters, no blanks. @param {string} text */
export function isDelimiter(text) {
  return text.length > 0 && [...text].length <= LONGEST_DELIMITER && !/[\p{C}\p{Z}]/u.test(text);
}

/** @param {string} text */
export function isDepth(text) {
  return /^\d{1,3}$/.test(text) && Number(text) <= LARGEST_DEPTH;
}

/**
 * The snippets in the text of a file, in each of the shapes that there are; keys that no text can refer to are `skipped`.
 * @param {string} text
 * @returns {{libs: Map<string, string>, skipped: string[]} | null} null where it is no library
 */
export function libsIn(text) {
  const data = parsed(text);
  const found = data?.libs ?? data?.lib_dict ?? data;
  if (!isObject(found)) return null;
  const libs = new Map();
  const skipped = [];
  for (const [name, value] of Object.entries(found)) {
    const key = keyTyped(name);
    if (key === null || typeof value !== "string") skipped.push(name);
    else libs.set(key, value);
  }
  return libs.size || !Object.keys(found).length ? { libs, skipped } : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    const data = JSON.parse(text);
    return isObject(data) ? data : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
