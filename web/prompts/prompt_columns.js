/** The columns of the table of prompts. */

import { faultWords } from "./name_words.js";
import { isPrompt, nameFault, nameOf, promptKey, promptNames } from "./prompt_entries.js";

/**
 * @typedef {import("../library/texts/types.js").Column} Column
 * @typedef {import("../library/texts/types.js").Row} Row
 * @typedef {import("../library/texts/types.js").Texts} Texts
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 */

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {Texts} edited
 * @param {import("./libber_names.js").LibberNames} libbers
 * @returns {Column[]}
 */
export function promptColumns(t, edited, libbers) {
  return [
    { id: "name", label: t("prompts.name"), kind: "text", width: "minmax(110px, 1fr)", value: ({ key }) => nameOf(key), edit: (row, typed) => renamed(t, edited, row, typed) },
    { id: "value", label: t("prompts.value"), kind: "long", width: "minmax(160px, 3fr)", placeholder: t("prompts.value_empty"), value: textAt("value"), edit: (row, typed) => changed(row, { value: typed }) },
    { id: "category", label: t("prompts.category"), kind: "text", width: "minmax(80px, 0.7fr)", filters: true, value: textAt("category"), edit: setter("category"), choices: () => categoriesOf(edited) },
    { id: "tags", label: t("prompts.tags"), kind: "tags", width: "minmax(80px, 0.9fr)", filters: true, narrow: false, value: tagsOf, edit: (row, tags) => changed(row, { tags: tags.length ? tags : undefined }), choices: () => tagChoices(edited) },
    libberColumn(t, libbers),
    { id: "description", label: t("prompts.description"), kind: "long", width: "minmax(90px, 1fr)", narrow: false, value: textAt("description"), edit: setter("description") },
  ];
}

/**
 * Which libber a prompt's references are replaced from; none: it is taken as it is written.
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./libber_names.js").LibberNames} libbers
 * @returns {Column}
 */
function libberColumn(t, libbers) {
  const choices = async (/** @type {Row} */ row) => {
    const [own, known] = [libberOf(row), await libbers.all()];
    const gone = own && !known.includes(own) ? [{ value: own, label: t("prompts.libber_gone", { name: own }) }] : [];
    return [{ value: "", label: t("prompts.no_libber") }, ...known.map((name) => ({ value: name })), ...gone];
  };
  const edit = (/** @type {Row} */ row, /** @type {string} */ name) =>
    name === libberOf(row) ? null : changed(row, { processing_type: name ? "libber" : "raw", libber_name: name || undefined });
  return { id: "libber", label: t("prompts.libber"), kind: "choice", width: "minmax(80px, 0.7fr)", narrow: false, value: libberOf, edit, choices };
}

/** @param {Row} row */
export function libberOf({ value }) {
  return value?.processing_type === "libber" ? text(value.libber_name) : "";
}

/** @param {Texts} edited */
function categoriesOf(edited) {
  return unique(prompts(edited).map(({ category }) => text(category)));
}

/** @param {Texts} edited */
function tagChoices(edited) {
  return unique(prompts(edited).flatMap((value) => tagsOf({ key: "", value, mark: "" })));
}

/** @param {Texts} edited */
function prompts({ entries, order }) {
  return order.filter(isPrompt).map((key) => entries.get(key)?.value ?? {});
}

/** @param {string[]} values */
function unique(values) {
  return [...new Set(values.filter(Boolean))].sort((one, other) => one.localeCompare(other)).map((value) => ({ value }));
}

/** @param {Row} row */
function tagsOf({ value }) {
  return Array.isArray(value?.tags) ? value.tags.filter((/** @type {unknown} */ tag) => typeof tag === "string") : [];
}

/** @param {string} field */
function textAt(field) {
  return (/** @type {Row} */ { value }) => text(value?.[field]);
}

/** @param {string} field empty, it is left out */
function setter(field) {
  return (/** @type {Row} */ row, /** @type {string} */ typed) => changed(row, { [field]: typed.trim() || undefined });
}

/**
 * The prompt with other fields; undefined takes one away. Those that nobody here knows stay.
 * @param {Row} row
 * @param {Record<string, unknown>} fields
 * @returns {DraftEdit[]}
 */
function changed({ key, value }, fields) {
  const merged = { ...value, ...fields };
  return [{ key, value: Object.fromEntries(Object.entries(merged).filter(([, one]) => one !== undefined)) }];
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {Texts} edited
 * @param {Row} row
 * @param {string} typed
 * @returns {DraftEdit[] | string | null}
 */
function renamed(t, edited, { key, value }, typed) {
  const name = typed.trim();
  if (name === nameOf(key)) return null;
  const fault = nameFault(name, promptNames(edited));
  return fault ? faultWords(t)[fault] : [{ key: promptKey(name), value, instead_of: key }];
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}
