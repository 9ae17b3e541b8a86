/** The dialog that asks for a profile's name. */

import { openDialog } from "../library/dialogs.js";
import { button, element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { freeName, nameProblem, sameName } from "./profile_names.js";

/**
 * @typedef {import("../library/host.js").Host} Host
 *
 * @typedef {object} NameQuestion
 * @property {string} title
 * @property {string} label of the field
 * @property {string} [value]
 * @property {string} [hint]
 * @property {string} confirm the words on the button
 * @property {readonly string[]} [taken] names that are in use: one of them is refused at once, and a free one suggested
 * @property {(name: string) => unknown} [save] does it; a name that it refuses (an error with a `suggestion`) can be mended
 */

/**
 * Asks for a name until there is one that can be used, or the question is cancelled.
 * @param {Host} host
 * @param {NameQuestion} question
 * @returns {Promise<string | null>} without white space around it; null where it was cancelled
 */
export async function askName(host, question) {
  linkStyles(new URL("./profile_dialogs.css", import.meta.url).href);
  let answer = /** @type {string | null} */ (null);
  const form = new NameForm(host, question);
  const accept = async () => {
    const name = await form.accept();
    if (name === null) return false;
    answer = name;
    return true;
  };
  const actions = [{ label: host.t("library.cancel"), run: () => {} }, { label: question.confirm, primary: true, run: accept }];
  const dialog = openDialog(host, { title: question.title, content: form.root, className: "penstock-dialog-small", actions });
  form.field.select();
  await dialog.closed;
  return answer;
}

class NameForm {
  #host;
  #question;
  #hint;
  #problem;
  #suggestion;

  /**
   * @param {Host} host
   * @param {NameQuestion} question
   */
  constructor(host, question) {
    this.#host = host;
    this.#question = question;
    const { label, value = "", hint = "" } = question;
    const attributes = { type: "text", autocomplete: "off", spellcheck: "false", autofocus: "", dir: "auto", "aria-describedby": "penstock-name-hint" };
    this.field = element("input", { attributes, properties: { value }, on: { input: () => this.#say("", "") } });
    this.#hint = element("small", { text: hint, attributes: { id: "penstock-name-hint", hidden: hint ? null : "" } });
    this.#problem = element("span", { attributes: { role: "alert" } });
    this.#suggestion = element("span", { class: "penstock-name-suggestion" });
    const said = element("div", { class: "penstock-name-said" }, this.#problem, this.#suggestion);
    const field = element("label", { class: "penstock-field" }, element("span", { text: label }), this.field);
    this.root = element("div", { class: "penstock-name" }, field, this.#hint, said);
  }

  /** @returns {Promise<string | null>} null where what is typed cannot be used, which is said */
  async accept() {
    const name = this.field.value.trim();
    const { taken = [], save } = this.#question;
    const problem = nameProblem(name);
    if (problem) return this.#refuse(this.#host.t(problem));
    if (taken.some((one) => sameName(one, name))) return this.#refuse(this.#host.t("profiles.name_taken", { name }), freeName(name, taken));
    try {
      await save?.(name);
      return name;
    } catch (/** @type {any} */ error) {
      const { message, hint, suggestion, current } = error;
      if (suggestion) return this.#refuse(this.#host.t("profiles.name_taken", { name: current?.name ?? name }), suggestion);
      return this.#refuse([message, hint].filter(Boolean).join(" "));
    }
  }

  /**
   * What is typed stays.
   * @param {string} problem
   * @param {string} [suggestion]
   * @returns {null}
   */
  #refuse(problem, suggestion = "") {
    this.#say(problem, suggestion);
    this.field.focus();
    return null;
  }

  /**
   * @param {string} problem
   * @param {string} suggestion
   */
  #say(problem, suggestion) {
    setAttribute(this.field, "aria-invalid", problem ? "true" : null);
    setText(this.#problem, problem);
    const use = button(this.#host.t("profiles.use_name", { name: suggestion }), () => this.#use(suggestion), { class: "penstock-button" });
    this.#suggestion.replaceChildren(...(suggestion ? [use] : []));
  }

  /** @param {string} suggestion */
  #use(suggestion) {
    this.field.value = suggestion;
    this.#say("", "");
    this.field.form?.requestSubmit();
  }
}
