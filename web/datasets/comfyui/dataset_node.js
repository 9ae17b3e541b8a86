/** What the nodes of data sets have in common: an element below the widgets, and the values that a run takes. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @typedef {object} Shape
 * @property {string} name of the element's widget
 * @property {number} minHeight CSS pixels
 * @property {number} width of a new node
 * @property {number} [height] more than the least that a new node has
 */

/**
 * What the nodes tell each other.
 * @typedef {object} Shared
 * @property {WeakMap<any, string>} pictures the address of the picture that a node put out last, small, by the node
 * @property {Map<string, any>} said what nodes said last, by their places: undo makes nodes anew there
 */

const MOST_SAID = 100;

export class DatasetNode {
  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {Shared} shared
   * @param {Shape} shape
   */
  constructor(page, node, shared, { name, minHeight, width, height = 0 }) {
    this.page = page;
    this.node = node;
    this.shared = shared;
    this.host = page.host;
    this.t = page.host.t;
    this.body = element("div", { class: "penstock-dataset-node-body" });
    this.root = element("div", { class: "penstock-dataset-node penstock-texts" }, this.body);
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    this.element = addElement(node, name, this.root, minHeight);
    node.setSize([Math.max(node.size[0], width), Math.max(node.size[1], node.computeSize()[1] + height)]);
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(node, method, () => page.graphProfiles.changed());
    for (const widget of node.widgets ?? []) if (widget !== this.element) after(widget, "callback", () => page.graphProfiles.changed());
    after(node, "onConfigure", () => this.#remember());
    after(node, "onExecuted", (/** @type {any} */ output) => this.#heard(output ?? {}));
  }

  /** Shows what a run would take. */
  update() {}

  get #place() {
    return `${this.node.comfyClass} ${this.node.graph?.id ?? ""} ${this.node.id}`;
  }

  /** @param {any} output */
  #heard(output) {
    const { said } = this.shared;
    said.delete(this.#place);
    said.set(this.#place, output);
    if (said.size > MOST_SAID) said.delete(/** @type {string} */ (said.keys().next().value));
    this.ran(output);
    this.page.graphProfiles.changed();
  }

  #remember() {
    const output = this.shared.said.get(this.#place);
    if (output) this.ran(output);
  }

  /** @param {any} _output what a run says, by name */
  ran(_output) {}

  /** @param {string} _type of what a run of it failed with: the name of an exception */
  failed(_type) {}

  /**
   * The widget that decides about an input.
   * @param {string} name
   * @returns {any} null where only a run can tell
   */
  widget(name) {
    return this.page.graphProfiles.widget(this.node, name);
  }

  /**
   * @param {string} name
   * @returns {string | null} null where only a run can tell
   */
  text(name) {
    const widget = this.widget(name);
    return widget ? String(widget.value ?? "").trim() : null;
  }

  /**
   * @param {string} name
   * @returns {number | null} null where only a run can tell
   */
  number(name) {
    const widget = this.widget(name);
    return widget ? Number(widget.value) || 0 : null;
  }

  /** @param {Record<string, string | number>} values by widget */
  put(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = this.widget(name) ?? widgetOf(this.node, name);
      if (widget) widget.value = value;
    }
    this.page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.page.app);
    this.page.graphProfiles.changed();
  }

  /**
   * A button that asks for a folder and writes it into the widget `folder`.
   * @param {string} input
   * @param {boolean} save whether something is to be written there
   */
  folderButton(input, save) {
    return button(this.t("datasets.node.choose_folder"), () => void this.#chooseFolder(input, save), { icon: icon("datasets"), showLabel: true, class: "penstock-button" });
  }

  /**
   * @param {string} input
   * @param {boolean} save
   */
  async #chooseFolder(input, save) {
    try {
      const chosen = await this.host.datasets?.chooseFolder({ save, value: this.text(input) ?? "" });
      if (chosen) this.put({ [input]: chosen });
    } catch (error) {
      this.host.toasts.showError(error);
    }
  }
}

/**
 * A line of text that screen readers say when it changes, hidden while it is empty.
 * @param {string} [className]
 */
export function statusLine(className = "penstock-dataset-node-note") {
  const root = element("p", { class: className, attributes: { role: "status", hidden: "", dir: "auto" } });
  const show = (/** @type {string} */ text) => {
    setText(root, text);
    setAttribute(root, "hidden", text ? null : "");
  };
  return { root, show };
}
