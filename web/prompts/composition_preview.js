/** The text that prompts make up, as it would be in a run, as soon as they change. */

import { copyText } from "../library/clipboard.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { PromptClient } from "./prompt_client.js";

/** Keys that are typed faster than this are sent together, in milliseconds. */
const PAUSE = 150;

/**
 * What is shown: prompts by name, and the names in the order of the text; `seed` where it is not asked for here.
 * @typedef {{prompts: Record<string, import("./types.js").Prompt>, names: string[], seed?: number}} Wanted
 */

export class CompositionPreview {
  #host;
  #client;
  #wanted = /** @type {Wanted} */ ({ prompts: {}, names: [] });
  #asked = "";
  #timer = 0;
  #newest = 0;
  #unlisten;
  #text = element("div", { class: "penstock-composed-text", attributes: { role: "status", dir: "auto", "data-capture-wheel": "true", tabindex: 0 } });
  #count = element("span", { class: "penstock-composed-count" });
  #notes = element("ul", { class: "penstock-composed-notes" });
  #seed;
  #copy;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{seed?: boolean}} [options] whether a seed for random snippets is offered
   */
  constructor(host, { seed = true } = {}) {
    this.#host = host;
    this.#client = new PromptClient(host.requests);
    const { t } = host;
    this.#seed = element("input", {
      attributes: { type: "number", min: 0, step: 1, inputmode: "numeric", "aria-label": t("prompts.seed"), title: t("prompts.seed_hint") },
      properties: { value: "0" },
      on: { input: () => this.#askSoon() },
    });
    this.#copy = button(t("prompts.copy_text"), () => void copyText(host, this.#text.textContent ?? ""), { icon: icon("clipboard"), class: "penstock-quiet" });
    const field = element("label", { class: "penstock-composed-seed", attributes: { hidden: seed ? null : "" } }, element("span", { text: t("prompts.seed") }), this.#seed);
    const head = element("div", { class: "penstock-composed-head" }, element("span", { text: t("prompts.preview") }), this.#count, field, this.#copy);
    setAttribute(this.#text, "aria-label", t("prompts.preview"));
    this.root = element("section", { class: "penstock-composed" }, head, this.#text, this.#notes);
    this.#unlisten = ["libber_changed", "reconnected"].map((name) => host.events.listen(name, () => this.#again()));
  }

  /** @param {Wanted} wanted */
  show(wanted) {
    this.#wanted = wanted;
    this.#askSoon();
  }

  /**
   * Why there is no text.
   * @param {string} reason
   * @param {string[]} [problems]
   */
  say(reason, problems = []) {
    clearTimeout(this.#timer);
    this.#newest += 1;
    this.#asked = "";
    this.#show("", problems);
    setAttribute(this.#text, "data-empty", reason);
  }

  close() {
    clearTimeout(this.#timer);
    for (const stop of this.#unlisten) stop();
  }

  #again() {
    this.#asked = "";
    this.#askSoon();
  }

  #askSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  async #ask() {
    const wanted = { seed: wholeNumber(this.#seed.value), ...this.#wanted };
    const asked = JSON.stringify(wanted);
    if (asked === this.#asked) return;
    this.#asked = asked;
    const mine = (this.#newest += 1);
    try {
      const answer = wanted.names.length ? await this.#client.compose(wanted) : { text: "", notes: [] };
      if (mine === this.#newest) this.#show(answer.text, answer.notes);
    } catch (/** @type {any} */ error) {
      if (mine !== this.#newest) return;
      this.#asked = "";
      this.#show(this.#text.textContent ?? "", [[error.message, error.hint].filter(Boolean).join(" ")]);
    }
  }

  /**
   * @param {string} text
   * @param {string[]} notes
   */
  #show(text, notes) {
    const { t } = this.#host;
    setText(this.#text, text);
    setAttribute(this.#text, "data-empty", text ? null : t("prompts.preview_empty"));
    setText(this.#count, text ? t("prompts.characters", { count: [...text].length }) : "");
    setAttribute(this.#copy, "hidden", text ? null : "");
    setAttribute(this.#notes, "hidden", notes.length ? null : "");
    this.#notes.replaceChildren(...notes.map((note) => element("li", { attributes: { dir: "auto" } }, icon("warning"), element("span", { text: note }))));
  }
}

/** @param {string} text */
function wholeNumber(text) {
  const number = Math.floor(Number(text));
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
