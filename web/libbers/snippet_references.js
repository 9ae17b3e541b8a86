/** Who refers to a snippet: told when its key is another one, or gone, since such references lead nowhere. */

import { piecesOf, reference } from "./references.js";
import { delimiterOf, isSnippet, keyOf } from "./snippet_keys.js";

/**
 * @typedef {import("./snippet_table.js").Library} Library
 * @typedef {import("../library/texts/types.js").Texts} Texts
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 */

/**
 * What lets the snippets of a draft that refer to `key` refer to `now`; a number that names another libber is left alone.
 * @param {Texts} draft
 * @param {string} key
 * @param {string} now
 * @param {Iterable<string>} functions the names of those that there are
 * @returns {DraftEdit[]}
 */
export function following(draft, key, now, functions) {
  const delimiter = delimiterOf(draft);
  const names = [...functions];
  const edits = /** @type {DraftEdit[]} */ ([]);
  for (const entry of draft.order.filter(isSnippet)) {
    const text = String(draft.entries.get(entry)?.value ?? "");
    if (!text.includes(delimiter + key)) continue;
    const value = piecesOf(text, delimiter, names).map((piece) => rewritten(text, piece, delimiter, key, now)).join("");
    if (value !== text) edits.push({ key: entry, value });
  }
  return edits;
}

/**
 * How many snippets and saved prompts need a snippet, in words; "" where nobody does.
 * @param {Library} library
 * @param {string} entry
 * @returns {string}
 */
export function needs({ host: { t }, book, draft, uses }, entry) {
  const key = keyOf(entry);
  const named = reference(key, delimiterOf(draft));
  const snippets = following(draft, key, `${key}_`, book.functions.keys()).filter((edit) => edit.key !== entry).length;
  const prompts = uses.of(key).length;
  const words = [snippets ? t("libbers.snippets_refer", { count: snippets, reference: named }) : "", prompts ? t("libbers.prompts_use", { count: prompts, reference: named }) : ""];
  return words.filter(Boolean).join(" ");
}

/**
 * Says who still uses the old key of a snippet; snippets of the same draft can follow, as one step.
 * @param {Library} library
 * @param {string} before the entry's old name
 * @param {string} after
 */
export function tellRenamed(library, before, after) {
  const { host, book, draft } = library;
  const { t, toasts } = host;
  const hint = needs(library, before);
  if (!hint) return;
  const [old, now] = [keyOf(before), keyOf(after)];
  const follow = () => following(draft, old, now, book.functions.keys());
  const { length: count } = follow();
  const action = count ? { label: t("libbers.change_snippets", { count }), run: () => void draft.edit(follow()) } : undefined;
  toasts.show({ message: t("libbers.renamed_key", { before: old, after: now }), hint, action, about: `text ${after}` });
}

/**
 * @param {string} text
 * @param {import("./references.js").Piece} piece
 * @param {string} delimiter
 * @param {string} key
 * @param {string} now
 */
function rewritten(text, { kind, start, end, key: found, number }, delimiter, key, now) {
  const isIt = kind === "reference" && found === key && number <= 1;
  return isIt ? delimiter + now + text.slice(start + delimiter.length + key.length, end) : text.slice(start, end);
}
