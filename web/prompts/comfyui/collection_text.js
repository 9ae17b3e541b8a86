/** A collection as JSON text: what in it is edited, by key, and the text with that changed. Everything else in it stays. */

import { compositionKey, isComposition, isPrompt, nameOf, promptKey } from "../prompt_entries.js";

const VERSION = 2;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

export class CollectionText {
  #document;
  #order;

  /** @param {string} text of version 2, or empty */
  constructor(text) {
    this.#document = text.trim() ? JSON.parse(text) : {};
    this.#order = memberNames(text);
  }

  /**
   * Prompts, compositions and flags by key, in their order.
   * @returns {Record<string, any>}
   */
  entries() {
    const { prompts = {}, compositions = {}, scene_flags: flags } = this.#document;
    return Object.fromEntries([
      ...this.#order.prompts.map((name) => [promptKey(name), prompts[name]]),
      ...this.#order.compositions.map((name) => [compositionKey(name), compositions[name]]),
      ...(flags ? [["flags", flags]] : []),
    ]);
  }

  /**
   * The text with these entries; empty where there is nothing to keep.
   * @param {Record<string, any>} entries
   */
  with(entries) {
    const { prompts: _, compositions: __, scene_flags: ___, version = VERSION, ...others } = this.#document;
    const all = Object.entries(entries);
    if (!all.length && !Object.keys(others).length) return "";
    const members = [
      ["version", JSON.stringify(version)],
      ["prompts", object(all.filter(([key]) => isPrompt(key)))],
      ["compositions", object(all.filter(([key]) => isComposition(key)))],
      ...(entries.flags ? [["scene_flags", JSON.stringify(entries.flags)]] : []),
      ...Object.entries(others).map(([name, value]) => [name, JSON.stringify(value)]),
    ];
    return `{${members.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(", ")}}`;
  }
}

/**
 * As JSON: written by hand, because an object of the language puts names such as "10" first.
 * @param {[string, any][]} entries
 */
function object(entries) {
  return `{${entries.map(([key, value]) => `${JSON.stringify(nameOf(key))}: ${JSON.stringify(value)}`).join(", ")}}`;
}

/**
 * The names of prompts and compositions in the order of the text.
 * @param {string} text JSON
 * @returns {Record<"prompts" | "compositions", string[]>}
 */
function memberNames(text) {
  const found = { prompts: new Set(), compositions: new Set() };
  let depth = 0;
  let member = "";
  let before = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === ":" && depth === 1) member = JSON.parse(before);
    else if (token === ":" && depth === 2 && member in found) found[/** @type {"prompts"} */ (member)].add(JSON.parse(before));
    before = token;
  }
  return { prompts: [...found.prompts], compositions: [...found.compositions] };
}
