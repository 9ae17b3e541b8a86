/** What a text has become, and what is to be said about it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { copyText } from "../library/clipboard.js";
import { icon } from "../library/icons.js";

const MOST_NAMED = 8;

/**
 * `note` stands in the place of a result: why there is none. `aside` is said below it.
 * @typedef {{answer: import("./types.js").Substitution | null, error: any, isBehind: boolean, delimiter: string, depth: number, seed: string, note: string, aside?: string}} Shown
 */

export class ResultView {
  #host;
  #title = element("span", { class: "penstock-result-title" });
  #seed = element("span", { class: "penstock-result-seed" });
  #text;
  #problems = element("ul", { class: "penstock-result-problems" });
  #aside = element("div", { class: "penstock-result-unsaved", attributes: { hidden: "" } });
  #copy;
  #drawn = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {string} [title]
   */
  constructor(host, title = host.t("libbers.result")) {
    const { t } = (this.#host = host);
    setText(this.#title, title);
    this.#copy = button(t("libbers.copy_result"), () => void this.#copyResult(), { icon: icon("clipboard"), class: "penstock-quiet" });
    const attributes = { "data-capture-wheel": "true", tabindex: 0, "aria-label": title, role: "region", dir: "auto" };
    this.#text = element("div", { class: "penstock-result-text", attributes });
    const head = element("div", { class: "penstock-result-head" }, this.#title, this.#seed, this.#copy);
    this.root = element("div", { class: "penstock-result" }, head, this.#text, element("div", { attributes: { role: "status" } }, this.#problems), this.#aside);
  }

  /** @param {Shown} shown */
  show(shown) {
    const { answer, error, isBehind, note, seed, aside = "" } = shown;
    setAttribute(this.#aside, "hidden", aside ? null : "");
    setText(this.#aside, aside);
    setAttribute(this.root, "aria-busy", isBehind ? "true" : null);
    const isRandom = !note && !!answer?.used.some((one) => one.startsWith("*"));
    setText(this.#seed, isRandom ? this.#host.t("libbers.drawn_with", { seed }) : "");
    setAttribute(this.#copy, "hidden", answer?.text && !note ? null : "");
    setAttribute(this.#text, "data-note", note || !answer ? "" : null);
    if (note) setText(this.#text, note);
    else if (answer) setText(this.#text, answer.text);
    else if (error) setText(this.#text, "");
    this.#showProblems(note ? [] : error ? [[error.message, error.hint].filter(Boolean).join(" ")] : this.#sentences(shown));
  }

  async #copyResult() {
    const text = this.#text.textContent ?? "";
    const { t, toasts } = this.#host;
    const isCopied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (isCopied) toasts.show({ message: t("libbers.result_copied"), about: "libber result", severity: "success" });
    else await copyText(this.#host, text);
  }

  /** @param {string[]} sentences */
  #showProblems(sentences) {
    const drawn = JSON.stringify(sentences);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#problems.replaceChildren(...sentences.map((text) => element("li", {}, icon("warning"), element("span", { text }))));
  }

  /**
   * @param {Shown} shown
   * @returns {string[]}
   */
  #sentences({ answer, delimiter, depth }) {
    if (!answer) return [];
    const { t } = this.#host;
    const named = (/** @type {string[]} */ keys) => this.#list(keys.map((key) => delimiter + key + delimiter));
    const { unknown, cycles, too_deep: deep, unknown_functions: strange, failed } = answer;
    return [
      ...(unknown.length ? [t("libbers.unknown", { count: unknown.length, keys: named(unknown) })] : []),
      ...(strange.length ? [t("libbers.unknown_functions", { keys: named(strange) })] : []),
      ...(failed.length ? [t("libbers.failed_functions", { keys: named(failed) })] : []),
      ...(cycles.length ? [t("libbers.cycles", { count: cycles.length, paths: this.#list(cycles.map((path) => path.join(" → "))) })] : []),
      ...(deep.length && !cycles.length ? [t("libbers.too_deep", { count: deep.length, keys: named(deep), depth })] : []),
    ];
  }

  /** @param {string[]} names */
  #list(names) {
    const shown = names.slice(0, MOST_NAMED).join(", ");
    const more = names.length - MOST_NAMED;
    return more > 0 ? this.#host.t("libbers.and_more", { names: shown, count: more }) : shown;
  }
}
