/** The entries of a draft of prompts: `prompt:<name>`, `composition:<name>` and `flags`. */

/**
 * @typedef {import("./types.js").Prompt} Prompt
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 * @typedef {Pick<import("../library/texts/types.js").TextDocument, "entries" | "order">} Edited
 */

const PROMPT = "prompt:";
const COMPOSITION = "composition:";
const LONGEST_NAME = 200;

/** @param {string} name */
export const promptKey = (name) => PROMPT + name;

/** @param {string} name */
export const compositionKey = (name) => COMPOSITION + name;

/** @param {string} key */
export const isPrompt = (key) => key.startsWith(PROMPT);

/** @param {string} key */
export const isComposition = (key) => key.startsWith(COMPOSITION);

/** @param {string} key of a prompt or a composition */
export const nameOf = (key) => key.slice(key.indexOf(":") + 1);

/**
 * The names of the prompts, in their order.
 * @param {Edited} edited
 * @returns {string[]}
 */
export function promptNames({ order }) {
  return order.filter(isPrompt).map(nameOf);
}

/**
 * The names of the compositions, in their order.
 * @param {Edited} edited
 * @returns {string[]}
 */
export function compositionNames({ order }) {
  return order.filter(isComposition).map(nameOf);
}

/**
 * @param {Edited} edited
 * @param {string} name
 * @returns {Prompt | null} null where there is none
 */
export function promptOf({ entries }, name) {
  return entries.get(promptKey(name))?.value ?? null;
}

/**
 * @param {Edited} edited
 * @param {string} name
 * @returns {string[]} the names of prompts that it is made of
 */
export function partsOf({ entries }, name) {
  return entries.get(compositionKey(name))?.value ?? [];
}

/**
 * A composition keeps its place where it gets another name.
 * @param {string} old
 * @param {string} name
 * @param {string[]} parts
 * @returns {DraftEdit}
 */
export function renamedComposition(old, name, parts) {
  return { key: compositionKey(name), value: parts, instead_of: compositionKey(old) };
}

/**
 * What is wrong with a name, as a key of the texts; empty where nothing is.
 * @param {string} name
 * @param {readonly string[]} taken
 * @returns {"" | "name_empty" | "name_long" | "name_control" | "name_taken"}
 */
export function nameFault(name, taken) {
  if (!name) return "name_empty";
  if ([...name].length > LONGEST_NAME) return "name_long";
  if (/\p{Cc}/u.test(name)) return "name_control";
  return taken.includes(name) ? "name_taken" : "";
}

/**
 * `wanted`, or the first of "wanted 2", "wanted 3"… that is free.
 * @param {string} wanted
 * @param {readonly string[]} taken
 */
export function freeName(wanted, taken) {
  if (!taken.includes(wanted)) return wanted;
  const numbers = Array.from({ length: taken.length + 1 }, (_, at) => `${wanted} ${at + 2}`);
  return numbers.find((name) => !taken.includes(name)) ?? wanted;
}
