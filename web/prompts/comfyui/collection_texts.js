/** A collection in a node's widget as a document that the editor can show. */

import { LocalTexts } from "../../library/texts/local_texts.js";
import { compositionKey, compositionNames, isPrompt, nameOf, partsOf } from "../prompt_entries.js";

/** @typedef {import("../../library/texts/types.js").DraftEdit} DraftEdit */

export class CollectionTexts extends LocalTexts {
  /**
   * A prompt that gets another name has it in the compositions too, as on the server.
   * @param {DraftEdit[]} edits
   */
  edit(edits) {
    const names = new Map(edits.flatMap(({ key, instead_of: old }) => (old && isPrompt(key) ? [[nameOf(old), nameOf(key)]] : [])));
    if (!names.size) return super.edit(edits);
    const used = compositionNames(this).filter((name) => partsOf(this, name).some((part) => names.has(part)));
    const followed = used.map((name) => ({ key: compositionKey(name), value: partsOf(this, name).map((part) => names.get(part) ?? part) }));
    return super.edit([...edits, ...followed]);
  }
}
