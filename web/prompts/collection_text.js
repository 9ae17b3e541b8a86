/** A collection as JSON text: what in it is edited, by key, and the text with that changed. Everything else in it stays. */

import { memberNames } from "./json_order.js";
import { compositionKey, isComposition, isPrompt, nameOf, promptKey } from "./prompt_entries.js";

const VERSION = 2;

export class CollectionText {
  #document;
  #order;

  /**
   * What is saved, without what only its file is to have.
   * @param {import("./types.js").Collection} collection
   */
  static of({ prompts, compositions, order, scene_flags: flags }) {
    const saved = new CollectionText(JSON.stringify({ prompts, compositions, ...(flags ? { scene_flags: flags } : {}) }));
    saved.#order = order;
    return saved;
  }

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
