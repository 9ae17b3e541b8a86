/** What a snippet becomes with those that it refers to, and which prompts take it: shown below its row. */

import { element, setAttribute, setText } from "../library/elements.js";
import { LiveResult } from "./live_result.js";
import { ResultView } from "./result_view.js";
import { delimiterOf, depthOf, differing, keyOf, libsOf } from "./snippet_keys.js";

const MOST_USES = 20;

export class SnippetDetail {
  #library;
  #row;
  #live;
  #view;
  #uses = element("p", { class: "penstock-snippet-uses" });

  /**
   * @param {import("./snippet_table.js").Library} library
   * @param {import("../library/texts/types.js").Row} row
   */
  constructor(library, row) {
    this.#library = library;
    this.#row = row;
    this.#live = new LiveResult(library.book.client);
    this.#view = new ResultView(library.host, library.host.t("libbers.expanded"));
    this.root = element("div", { class: "penstock-snippet-detail" }, this.#view.root, this.#uses);
    this.#live.addEventListener("change", () => this.#show());
    this.#ask();
    this.#show();
    this.#showUses();
    this.#follow();
  }

  /** Other snippets may have changed, until the row is closed. */
  #follow() {
    const { draft } = this.#library;
    let wasShown = false;
    const changed = () => {
      wasShown ||= this.root.isConnected;
      if (wasShown && !this.root.isConnected) draft.removeEventListener("change", changed);
      else this.#ask();
    };
    draft.addEventListener("change", changed);
  }

  get #text() {
    return String(this.#library.draft.entries.get(this.#row.key)?.value ?? "");
  }

  #ask() {
    const { draft, book } = this.#library;
    const { name } = draft;
    const text = this.#text;
    if (!text) return;
    const libs = { [name]: differing(book.shelf(name).libs, libsOf(draft)) };
    this.#live.ask({ text, libbers: [name], seed: 0, libs, delimiter: delimiterOf(draft), max_depth: depthOf(draft) });
  }

  #show() {
    const { draft, host } = this.#library;
    const { answer, error, isBehind } = this.#live;
    const note = this.#text ? "" : host.t("libbers.empty_snippet");
    this.#view.show({ answer, error, isBehind, delimiter: delimiterOf(draft), depth: depthOf(draft), seed: "0", note });
  }

  #showUses() {
    const { host, uses } = this.#library;
    const found = uses.of(keyOf(this.#row.key));
    const names = found.slice(0, MOST_USES).map(({ folder, prompt }) => `${folder} / ${prompt}`).join(", ");
    const more = found.length - MOST_USES;
    setAttribute(this.#uses, "hidden", uses.isKnown ? null : "");
    if (!found.length) return setText(this.#uses, host.t("libbers.used_by_none"));
    return setText(this.#uses, host.t("libbers.used_by_names", { names: more > 0 ? host.t("libbers.and_more", { names, count: more }) : names }));
  }
}
