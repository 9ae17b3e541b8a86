/** The field that adds a parameter to what a batch varies: all that the form has, found by typing. */

import { element } from "../library/elements.js";
import { OptionList } from "../library/texts/option_list.js";
import { plain } from "../library/texts/table_model.js";
import { matches } from "../workflows/form_model.js";

const MOVES = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 });

export class ParameterPicker {
  #model;
  #host;
  #list;
  #choose;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   * @param {(address: string) => void} choose
   */
  constructor(host, model, choose) {
    const { t } = host;
    this.#model = model;
    this.#host = host;
    this.#choose = choose;
    this.field = element("input", {
      class: "penstock-axis-input",
      attributes: { type: "text", placeholder: t("batches.add"), "aria-label": t("batches.add") },
      on: {
        click: () => this.#suggest(),
        input: () => this.#suggest(),
        blur: () => this.#settle(),
        keydown: (event) => this.#onKey(event),
      },
    });
    this.#list = new OptionList(host, this.field, { id: `penstock-pick-${crypto.randomUUID().slice(0, 8)}`, label: t("batches.add"), choose: ({ value }) => this.#take(value) });
    this.root = element("div", { class: "penstock-axis-add" }, this.field);
  }

  #suggest() {
    const words = plain(this.field.value).split(/\s+/).filter(Boolean);
    const found = this.#model.free.filter((parameter) => matches(parameter, words, plain));
    const options = found.map(({ address, label, node_title: title, class_type: kind }) => ({ value: address, label, detail: title || kind }));
    this.#list.show(options, { active: options[0]?.value, note: options.length ? "" : this.#host.t("workflow_form.nothing_found") });
  }

  /** @param {string} address */
  #take(address) {
    this.#settle();
    this.#choose(address);
  }

  #settle() {
    this.#list.close();
    this.field.value = "";
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const by = MOVES[event.key];
    if (by) this.#list.isOpen ? this.#list.move(by) : this.#suggest();
    else if (event.key === "Enter" && this.#list.active) this.#take(this.#list.active.value);
    else if (event.key === "Enter") this.#suggest();
    else if (event.key === "Escape" && this.#list.isOpen) this.#settle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
