/** What the table of a library's snippets shows, and what typing into it does. */

import { SnippetDetail } from "./snippet_detail.js";
import { entryOf, freeKey, isSnippet, keyLike, keyOf, keyTyped } from "./snippet_keys.js";
import { needs, tellRenamed } from "./snippet_references.js";

/**
 * @typedef {import("../library/texts/types.js").Row} Row
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 * @typedef {import("../library/texts/types.js").Column} Column
 * @typedef {import("../library/texts/draft.js").Draft} Draft
 *
 * @typedef {object} Library what the table belongs to
 * @property {import("../library/host.js").Host} host
 * @property {import("./libber_book.js").LibberBook} book
 * @property {Draft} draft
 * @property {import("./libber_uses.js").LibberUses} uses
 */

/**
 * @param {Library} library
 * @returns {import("../library/texts/types.js").TableOptions}
 */
export function snippetTable(library) {
  const { host, draft } = library;
  const { t } = host;
  return {
    host,
    document: draft,
    label: t("libbers.snippets"),
    columns: columns(library),
    isRow: isSnippet,
    add: (typed) => newSnippet(library, typed),
    addLabel: t("libbers.add"),
    duplicate: (row) => [{ key: entryOf(freeKey(keyOf(row.key), (key) => draft.entries.has(entryOf(key)))), value: row.value }],
    removedHint: (row) => needs(library, row.key),
    renamed: (before, after) => tellRenamed(library, before, after),
    detail: (row) => new SnippetDetail(library, row).root,
    words: (row) => `${keyOf(row.key)} ${row.value}`,
    empty: { title: t("libbers.empty"), hint: t("libbers.empty_hint") },
  };
}

/**
 * @param {Library} library
 * @returns {Column[]}
 */
function columns(library) {
  const { host, uses } = library;
  const { t } = host;
  const used = (/** @type {Row} */ row) => uses.of(keyOf(row.key)).length;
  return [
    { id: "key", label: t("libbers.key"), kind: "text", value: (row) => keyOf(row.key), edit: (row, typed) => renamed(library, row, typed), width: "minmax(90px, 1fr)" },
    { id: "text", label: t("libbers.snippet"), kind: "long", value: (row) => row.value, edit: (row, value) => (value === row.value ? null : [{ key: row.key, value }]), width: "minmax(120px, 3fr)", placeholder: t("libbers.empty_snippet") },
    { id: "uses", label: t("libbers.used_by"), kind: "readonly", value: (row) => (used(row) ? t("libbers.prompts", { count: used(row) }) : ""), sort: used, width: "92px", narrow: false },
  ];
}

/**
 * @param {Library} library
 * @param {string} typed
 * @returns {DraftEdit[] | string}
 */
function newSnippet({ host: { t }, draft }, typed) {
  const key = keyTyped(typed);
  const suggestion = keyLike(typed);
  if (key === null) return suggestion ? t("libbers.bad_key_such_as", { key: suggestion }) : t("libbers.bad_key");
  return draft.entries.has(entryOf(key)) ? t("libbers.key_taken", { key }) : [{ key: entryOf(key), value: "" }];
}

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} typed
 * @returns {DraftEdit[] | string | null}
 */
function renamed(library, row, typed) {
  const key = keyTyped(typed);
  if (key !== null && entryOf(key) === row.key) return null;
  const made = newSnippet(library, typed);
  return typeof made === "string" ? made : [{ key: made[0].key, value: row.value, instead_of: row.key }];
}
