/**
 * What stands in a text: plain pieces and references between delimiters, read as the server does. `%key%` is a snippet,
 * `%key:2%` that of the second library, `%*%` and `%*:2%` a random one, `%key|upper|trim%` what these functions make of it;
 * a backslash before a delimiter takes its meaning away.
 */

/**
 * Where in a text a piece begins and ends. An `escape` is a delimiter that means itself, a `stranger` would be a reference if
 * there were its functions. `number` is the library that a reference names (1 is the first), 0 for any.
 * @typedef {{kind: "text" | "escape" | "reference" | "stranger", start: number, end: number, key: string, number: number}} Piece
 *
 * A reference that is being typed: where what is typed of its key begins with the delimiter, or what is typed of a function with `|`.
 * @typedef {{start: number, typed: string, of?: "function"}} Unfinished
 */

export const WILDCARD = "*";
export const PIPE = "|";
const MOST_FUNCTIONS = 16;
const NO_KEY = { key: "", number: 0 };

/**
 * The pieces of `text` in their order; together they are all of it.
 * @param {string} text
 * @param {string} delimiter
 * @param {Iterable<string>} [functions] the names of those that there are
 * @returns {Piece[]}
 */
export function piecesOf(text, delimiter, functions = []) {
  const found = /** @type {Piece[]} */ ([]);
  if (!delimiter) return text ? [{ kind: "text", start: 0, end: text.length, ...NO_KEY }] : [];
  const strangers = /** @type {Piece[]} */ ([]);
  let done = 0;
  const plain = (/** @type {number} */ end) => {
    if (end > done) found.push(...parted(done, end, strangers));
  };
  for (const match of text.matchAll(grammar(delimiter, functions))) {
    const { index: start } = match;
    const { key, number, stranger, strangeKey, strangeNumber } = match.groups ?? {};
    if (stranger !== undefined) {
      strangers.push({ kind: "stranger", start, end: start + stranger.length, key: strangeKey, number: Number(strangeNumber ?? 0) });
      continue;
    }
    plain(start);
    done = start + match[0].length;
    if (key === undefined) found.push({ kind: "escape", start, end: done, ...NO_KEY });
    else found.push({ kind: "reference", start, end: done, key, number: Number(number ?? 0) });
  }
  plain(text.length);
  return found;
}

/**
 * A plain piece, parted by the strangers in it: what of them belongs to a reference is left to that.
 * @param {number} start
 * @param {number} end
 * @param {Piece[]} strangers
 * @returns {Piece[]}
 */
function parted(start, end, strangers) {
  const found = /** @type {Piece[]} */ ([]);
  let done = start;
  for (const one of strangers.splice(0)) {
    if (one.start < done) continue;
    if (one.start > done) found.push({ kind: "text", start: done, end: one.start, ...NO_KEY });
    done = Math.min(one.end, end);
    found.push({ ...one, end: done });
  }
  if (done < end) found.push({ kind: "text", start: done, end, ...NO_KEY });
  return found;
}

/**
 * The reference that is being typed.
 * @param {string} text
 * @param {number} caret
 * @param {string} delimiter
 * @param {Iterable<string>} [functions]
 * @returns {Unfinished | null}
 */
export function unfinished(text, caret, delimiter, functions = []) {
  // No reference goes on in the next line.
  const line = text.lastIndexOf("\n", caret - 1) + 1;
  const before = text.slice(line, caret);
  const names = [...functions];
  const last = piecesOf(before, delimiter, names).at(-1);
  const at = before.lastIndexOf(delimiter);
  if (!delimiter || last?.kind !== "text" || at < last.start) return null;
  const typed = before.slice(at + delimiter.length);
  if (/^[A-Za-z0-9_-]*$/.test(typed)) return { start: line + at, typed };
  const [, named, begun] = /^((?:[a-z0-9_]+|\*)(?::[1-9][0-9]{0,2})?(?:\|[a-z][a-z0-9_]*)*)\|([A-Za-z0-9_]*)$/.exec(typed) ?? [];
  const isPossible = named !== undefined && !delimiter.includes(PIPE) && names.length > 0;
  return isPossible ? { start: line + at + delimiter.length + named.length, typed: begun, of: "function" } : null;
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

/**
 * @param {string} delimiter
 * @param {Iterable<string>} functions
 */
function grammar(delimiter, functions) {
  const mark = delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const key = delimiter.includes(WILDCARD) ? "[a-z0-9_]+" : "[a-z0-9_]+|\\*";
  const digits = delimiter.includes(":") ? "(?!)" : "[1-9][0-9]{0,2}";
  // The longest name first, as on the server.
  const names = delimiter.includes(PIPE) ? [] : [...functions].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
  const chain = `(?:\\|(?:${names.join("|") || "(?!)"})){0,${MOST_FUNCTIONS}}`;
  const strange = `(?:\\|(?:${names.length ? "[a-z][a-z0-9_]{0,30}" : "(?!)"})){1,${MOST_FUNCTIONS}}`;
  const named = `${mark}(?<key>${key})(?::(?<number>${digits}))?${chain}${mark}`;
  const stranger = `(?=(?<stranger>${mark}(?<strangeKey>${key})(?::(?<strangeNumber>${digits}))?${strange}${mark}))`;
  if (delimiter.includes("\\")) return new RegExp(`${named}|${stranger}`, "g");
  return new RegExp(`${named}|(?<!\\\\)\\\\(?:\\\\\\\\)*${mark}|(?<!\\\\)(?:\\\\\\\\)+(?=${mark})|${stranger}`, "g");
}
