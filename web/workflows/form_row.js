/** One parameter of a form: its label, its field, what is wrong with it, and the way back to the document's value. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { layoutOf, makeField } from "./fields/make_field.js";
import { isSame, toText } from "./form_values.js";

const LONGEST_SHOWN = 60;
const MEDIA = ["image", "mask", "video", "audio"];

/**
 * @typedef {import("./types.js").Parameter} Parameter
 *
 * @typedef {object} RowOptions
 * @property {import("../library/host.js").Host} host
 * @property {string} id unique in the page
 * @property {any[] | null} options
 * @property {any} value
 * @property {import("./seed_controls.js").Control | null} control
 * @property {(address: string, value: any) => void} change
 * @property {(address: string, message: string) => void} refuse
 * @property {(address: string, control: import("./seed_controls.js").Control) => void} setControl
 * @property {((parameter: Parameter) => void) | null} showNode
 */

export class FormRow {
  #options;
  #field;
  #value = /** @type {any} */ (undefined);
  #isChanged = false;
  /** What the page says is wrong with what was typed, and what the server says. */
  #refused = "";
  #fault = "";
  #note = element("p", { class: "penstock-form-note", attributes: { role: "status" } });
  #reset;

  /**
   * @param {Parameter} parameter
   * @param {RowOptions} options
   */
  constructor(parameter, options) {
    this.parameter = parameter;
    this.#options = options;
    const { id, host } = options;
    this.#note.id = `${id}-note`;
    this.#field = makeField(this.#context(), options.value);
    const resetLabel = host.t("workflow_form.reset", { label: parameter.label });
    this.#reset = button(resetLabel, () => this.reset(), { icon: icon("undo"), class: "penstock-quiet penstock-form-reset" });
    this.root = element(
      "div",
      { class: `penstock-form-row penstock-form-${layoutOf(parameter)}`, attributes: { "data-address": parameter.address, "data-type": parameter.type, "data-role": parameter.role || null } },
      this.#head(),
      this.#field.root,
      this.#note,
    );
    this.#show(options.value);
  }

  /** Whether what was typed is no value. */
  get refused() {
    return this.#refused;
  }

  /** @param {any} value that came from elsewhere */
  show(value) {
    this.#refused = "";
    this.#fault = "";
    this.#field.show(value);
    this.#show(value);
  }

  /** @param {import("./seed_controls.js").Control} control */
  showControl(control) {
    this.#field.showControl?.(control);
  }

  /** @param {string} message of the server; "" where there is none */
  showFault(message) {
    this.#fault = message;
    this.#tell();
  }

  reset() {
    this.show(this.parameter.value);
    this.#options.change(this.parameter.address, this.parameter.value);
    this.#options.refuse(this.parameter.address, "");
    this.focus();
  }

  focus() {
    this.#field.main.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** What needs to be measured can be: the row is on the page. */
  seen() {
    this.#field.main.dispatchEvent(new Event("penstock-seen"));
  }

  /** @returns {import("./fields/field.js").FieldContext} */
  #context() {
    const { host, options, id, control, change, refuse, setControl } = this.#options;
    const { address } = this.parameter;
    return {
      host,
      parameter: this.parameter,
      options,
      id,
      describedBy: this.#note.id,
      control,
      change: (value) => {
        this.#fault = "";
        this.#show(value);
        change(address, value);
      },
      refuse: (message) => {
        this.#refused = message;
        this.#tell();
        refuse(address, message);
      },
      setControl: (chosen) => setControl(address, chosen),
    };
  }

  #head() {
    const { parameter } = this;
    const { host, id, showNode } = this.#options;
    const explained = [parameter.tooltip, [parameter.node_title || parameter.class_type, parameter.address].filter(Boolean).join(" · ")].filter(Boolean).join("\n");
    const label = element("label", { text: parameter.label, attributes: { for: id, title: explained, dir: "auto" } });
    const find = showNode ? button(host.t("workflow_form.show_node", { label: parameter.label }), () => showNode(parameter), { icon: icon("locate"), class: "penstock-quiet penstock-form-find" }) : null;
    return element("div", { class: "penstock-form-label" }, label, find, this.#reset);
  }

  /** @param {any} value as it is now */
  #show(value) {
    const { parameter } = this;
    this.#value = value;
    this.#isChanged = !isSame(parameter, parameter.value, value);
    this.root.classList.toggle("penstock-form-changed", this.#isChanged);
    if (this.#isChanged) setAttribute(this.#reset, "title", this.#options.host.t("workflow_form.reset_to", { value: shortened(toText(parameter, parameter.value)) }));
    this.#tell();
  }

  /** One sentence at a time: what the user can mend stands before what the document brought along. */
  #tell() {
    const missing = this.#missing();
    const isAbsent = !!missing && this.parameter.type === "model"; // A refusal says no more, in the engine's words.
    const problem = this.#refused || (isAbsent ? missing : this.#fault) || missing;
    setText(this.#note, problem);
    setAttribute(this.#note, "title", isAbsent ? this.#fault || null : null);
    setAttribute(this.#reset, "hidden", this.#isChanged || this.#refused ? null : "");
    setAttribute(this.#note, "hidden", problem ? null : "");
    setAttribute(this.#field.main, "aria-invalid", this.#refused || this.#fault ? "true" : null);
    this.root.classList.toggle("penstock-form-wrong", !!(this.#refused || this.#fault));
    this.root.classList.toggle("penstock-form-missing", !!missing && problem === missing && !this.#fault);
  }

  /** What is not among the choices is said in few words: a form may have ten models that the server lacks. */
  #missing() {
    const { parameter } = this;
    const { options, host } = this.#options;
    const isOwn = isSame(parameter, parameter.value, this.#value);
    const isChosen = ["select", "model"].includes(parameter.type);
    const chosen = parameter.multiple && Array.isArray(this.#value) ? this.#value : [this.#value];
    const isGone = options !== null && chosen.some((one) => !options.some((option) => isSame(parameter, option, one)));
    if (isGone && parameter.type === "model" && this.#value) return host.t("workflow_form.not_on_server");
    if (isGone && isOwn && parameter.problem && MEDIA.includes(parameter.type)) return host.t("workflow_form.not_in_input");
    if (isGone && isChosen) return host.t("workflow_form.not_an_option");
    return isOwn ? parameter.problem : "";
  }
}

/** @param {string} text */
function shortened(text) {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
}
