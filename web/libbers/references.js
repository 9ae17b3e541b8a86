/**
 * What stands in a text: plain pieces and references between delimiters, read as the server does. `%key%` is a snippet,
 * `%key:2%` that of the second library, `%*%` and `%*:2%` a random one; a backslash before a delimiter takes its meaning away.
 */

/**
 * Where in a text a piece begins and ends. An `escape` is a delimiter that means itself. `number` is the library that a
 * reference names (1 is the first), 0 for any.
 * @typedef {{kind: "text" | "escape" | "reference", start: number, end: number, key: string, number: number}} Piece
 */

export const WILDCARD = "*";
const NO_KEY = { key: "", number: 0 };

/**
 * The pieces of `text` in their order; together they are all of it.
 * @param {string} text
 * @param {string} delimiter
 * @returns {Piece[]}
 */
export function piecesOf(text, delimiter) {
  const found = /** @type {Piece[]} */ ([]);
  if (!delimiter) return text ? [{ kind: "text", start: 0, end: text.length, ...NO_KEY }] : [];
  let done = 0;
  for (const match of text.matchAll(grammar(delimiter))) {
    const { index: start } = match;
    if (start > done) found.push({ kind: "text", start: done, end: start, ...NO_KEY });
    done = start + match[0].length;
    const { key, number } = match.groups ?? {};
    if (key === undefined) found.push({ kind: "escape", start, end: done, ...NO_KEY });
    else found.push({ kind: "reference", start, end: done, key, number: Number(number ?? 0) });
  }
  if (done < text.length) found.push({ kind: "text", start: done, end: text.length, ...NO_KEY });
  return found;
}

/**
 * The reference that is being typed: where it begins, and what of its key is there already.
 * @param {string} text
 * @param {number} caret
 * @param {string} delimiter
 * @returns {{start: number, typed: string} | null}
 */
export function unfinished(text, caret, delimiter) {
  // No reference goes on in the next line.
  const line = text.lastIndexOf("\n", caret - 1) + 1;
  const before = text.slice(line, caret);
  const last = piecesOf(before, delimiter).at(-1);
  const at = before.lastIndexOf(delimiter);
  if (!delimiter || last?.kind !== "text" || at < last.start) return null;
  const typed = before.slice(at + delimiter.length);
  return /^[A-Za-z0-9_-]*$/.test(typed) ? { start: line + at, typed } : null;
}

/**
 * @param {string} key
 * @param {string} delimiter
 */
export function reference(key, delimiter) {
  return delimiter + key + delimiter;
}

/** A key as the server stores it. @param {string} typed */
export function normalisedKey(typed) {
  return typed.trim().toLowerCase().replaceAll(" ", "_").replaceAll("-", "_");
}

/**
 * Whether one of the libraries knows what a reference refers to.
 * @param {{key: string, number: number}} reference
 * @param {readonly ReadonlyMap<string, string>[]} libraries
 */
export function isKnown({ key, number }, libraries) {
  const asked = number ? libraries.slice(number - 1, number) : libraries;
  if (key === WILDCARD) return asked.some((libs) => libs.size > 0);
  return asked.some((libs) => (number ? !!libs.get(key) : libs.has(key)));
}

/** @param {string} delimiter */
function grammar(delimiter) {
  const mark = delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const key = delimiter.includes(WILDCARD) ? "[a-z0-9_]+" : "[a-z0-9_]+|\\*";
  const number = delimiter.includes(":") ? "" : "(?::(?<number>[1-9][0-9]{0,2}))?";
  const named = `${mark}(?<key>${key})${number}${mark}`;
  if (delimiter.includes("\\")) return new RegExp(named, "g");
  return new RegExp(`${named}|(?<!\\\\)\\\\(?:\\\\\\\\)*${mark}|(?<!\\\\)(?:\\\\\\\\)+(?=${mark})`, "g");
}
