/** Says which node classes a workflow needs and this server lacks: the first names, the others behind a button. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";

const FIRST_NAMES = 4;

/**
 * One for a page: what was unfolded stays unfolded, whatever is shown next.
 *
 * @typedef {object} MissingWords
 * @property {string} title
 * @property {string} hint
 * @property {string} [command] what to type, after the hint
 */
export class MissingNodes {
  #t;
  #title = element("strong");
  #hint = element("p");
  #names = element("ul");
  #more;
  #isUnfolded = false;
  #shown = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {HTMLElement} [action] beside the words
   */
  constructor({ t }, action) {
    void loadStyles([new URL("./missing_nodes.css", import.meta.url).href]);
    this.#t = t;
    this.#more = button("", () => this.#turn(), { class: "penstock-lacking-more" });
    const words = element("div", {}, this.#title, this.#hint, element("div", { class: "penstock-lacking-names" }, this.#names, this.#more));
    this.root = element("div", { class: "penstock-lacking", attributes: { role: "note" } }, icon("warning"), words, action);
  }

  /**
   * @param {readonly string[]} names
   * @param {MissingWords} words
   */
  show(names, { title, hint, command = "" }) {
    const shown = JSON.stringify([names, title, hint, command]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    setText(this.#title, title);
    this.#hint.replaceChildren(hint, ...(command ? [" ", element("code", { text: command })] : []));
    this.#names.replaceChildren(...names.map((name) => element("li", {}, element("code", { text: name, attributes: { dir: "auto", title: name } }))));
    this.#fold();
  }

  #turn() {
    this.#isUnfolded = !this.#isUnfolded;
    this.#fold();
  }

  #fold() {
    const names = [...this.#names.children];
    const rest = names.length - FIRST_NAMES;
    const isLong = rest > 1;
    for (const [at, name] of names.entries()) setAttribute(name, "hidden", isLong && !this.#isUnfolded && at >= FIRST_NAMES ? "" : null);
    setAttribute(this.#more, "hidden", isLong ? null : "");
    setAttribute(this.#more, "aria-expanded", this.#isUnfolded ? "true" : "false");
    setText(/** @type {Element} */ (this.#more.firstElementChild), this.#isUnfolded ? this.#t("workflows.missing_fewer") : this.#t("workflows.missing_more", { count: rest }));
  }
}
