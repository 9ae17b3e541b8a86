/** One varied parameter in the builder: how it stands to the one above, what it runs through, and what is wrong with it. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { isUnfinished, kindsOf } from "./axis_model.js";
import { makeEditor } from "./axis_editors.js";
import { drawnOf } from "./plan_model.js";

/**
 * @typedef {import("./axis_model.js").AxisState} AxisState
 *
 * What a card shows beside its axis.
 * @typedef {object} CardState
 * @property {number} at its place among all
 * @property {number} count how many there are
 * @property {boolean} isShorter whether others that stand beside it have more values
 * @property {boolean} isGrouped whether others stand beside it
 * @property {string} fault a sentence, "" where nothing is wrong
 * @property {string[]} labels the values as the server shows them, none where it has not been asked yet
 *
 * @typedef {object} CardDeeds
 * @property {(changes: Partial<AxisState>) => void} change
 * @property {() => void} remove
 * @property {(before: number) => void} move
 * @property {(event: PointerEvent) => void} drag
 */

export class AxisCard {
  #host;
  #model;
  #deeds;
  #axis;
  #state = /** @type {CardState} */ ({ at: 0, count: 1, isShorter: false, isGrouped: false, fault: "", labels: [] });
  /** Whether somebody was at its values: what is not there yet is no fault before. */
  #isTouched = false;
  #editor;
  #kinds;
  #joint;
  #grip;
  #tabs = /** @type {HTMLButtonElement[]} */ ([]);
  #values = element("p", { class: "penstock-axis-values", attributes: { dir: "auto" } });
  #fault;
  #cycle;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   * @param {AxisState} axis
   * @param {CardDeeds} deeds
   */
  constructor(host, model, axis, deeds) {
    const { t } = host;
    this.#host = host;
    this.#model = model;
    this.#axis = axis;
    this.#deeds = deeds;
    this.#fault = element("p", { class: "penstock-axis-fault", attributes: { role: "alert", id: `penstock-${axis.id}-fault` } });
    this.parameter = /** @type {import("../workflows/types.js").Parameter} */ (model.find(axis.keys[0]));
    this.drawn = drawnOf(model, this.parameter.address);
    this.#kinds = kindsOf(this.parameter, model.options(this.parameter));
    this.#editor = this.#begin();
    this.#joint = button("", () => deeds.change({ joined: !this.#axis.joined }), { class: "penstock-axis-joint" });
    this.#grip = button(t("batches.move", { name: this.name }), () => this.#openMenu(), { icon: icon("grip"), class: "penstock-quiet penstock-axis-grip", title: t("batches.move_hint") });
    this.#grip.addEventListener("pointerdown", (event) => deeds.drag(event));
    setAttribute(this.#grip, "aria-haspopup", "menu");
    const repeat = element("input", { attributes: { type: "checkbox" }, on: { change: (event) => deeds.change({ cycle: event.target.checked }) } });
    this.#cycle = element("label", { class: "penstock-axis-check" }, repeat, t("batches.cycle"));
    const remove = button(t("batches.remove", { name: this.name }), () => deeds.remove(), { icon: icon("close"), class: "penstock-quiet" });
    const head = element("div", { class: "penstock-axis-head" }, this.#grip, this.#title(), this.#kindTabs(), remove);
    const card = element("div", { class: "penstock-axis-card", attributes: { role: "group", "aria-label": this.name } }, head, this.#editor.root, this.#cycle, this.#values, this.#fault);
    this.root = element("li", { class: "penstock-axis", attributes: { "data-axis": axis.id, "data-address": axis.keys[0] } }, this.#joint, card);
  }

  get name() {
    return this.parameter.label;
  }

  /**
   * @param {AxisState} axis
   * @param {CardState} state
   */
  show(axis, state) {
    const other = axis.kind !== this.#axis.kind;
    this.#axis = axis;
    this.#state = state;
    if (other) this.#changeEditor();
    this.#editor.show(axis);
    for (const tab of this.#tabs) setAttribute(tab, "aria-pressed", String(tab.dataset.kind === axis.kind));
    this.#showJoint();
    setAttribute(this.#cycle, "hidden", state.isGrouped && (state.isShorter || axis.cycle) ? null : "");
    /** @type {HTMLInputElement} */ (this.#cycle.firstElementChild).checked = axis.cycle;
    const fault = this.#isTouched || !isUnfinished(axis) ? state.fault : "";
    setText(this.#fault, fault);
    setAttribute(this.#fault, "hidden", fault ? null : "");
    setAttribute(this.#editor.main, "aria-invalid", fault ? "true" : null);
    const told = state.fault ? "" : this.#told(axis, state);
    setText(this.#values, told);
    setAttribute(this.#values, "hidden", told ? null : "");
  }

  /** What is there now is replaced by what is typed. */
  focusNew() {
    this.focus();
    const { main } = this.#editor;
    if (main instanceof HTMLTextAreaElement) main.select();
  }

  /** Says what is wrong, too. */
  focusFault() {
    this.#touch();
    this.focus();
  }

  focus() {
    const { main } = this.#editor;
    main.focus({ preventScroll: true });
    // One goes on where the list ends.
    if (main instanceof HTMLTextAreaElement) main.setSelectionRange(main.value.length, main.value.length);
    this.root.scrollIntoView({ block: "nearest" });
  }

  /**
   * The numbers of a range; what a list has more than once.
   * @param {AxisState} axis
   * @param {CardState} state
   */
  #told({ kind }, { labels, isGrouped }) {
    if (kind === "range") return listed(labels);
    if (kind !== "list" || isGrouped) return "";
    const value = labels.find((label, at) => labels.indexOf(label) !== at);
    return value === undefined ? "" : this.#host.t("batches.times_there", { value, count: labels.filter((label) => label === value).length });
  }

  #touch() {
    if (this.#isTouched) return;
    this.#isTouched = true;
    this.show(this.#axis, this.#state);
  }

  /** @returns {import("./axis_editors.js").Editor} that notes when somebody was at it */
  #begin() {
    const editor = this.#makeEditor();
    const touch = () => void (this.#editor === editor && this.#touch());
    editor.root.addEventListener("change", touch);
    editor.root.addEventListener("focusout", (event) => void (event.relatedTarget instanceof Node && !editor.root.contains(event.relatedTarget) && touch()));
    return editor;
  }

  focusGrip() {
    this.#grip.focus({ preventScroll: true });
  }

  #makeEditor() {
    const labels = { describedBy: this.#fault.id, name: this.name };
    return makeEditor(this.#host, { axis: this.#axis, parameter: this.parameter, options: this.#model.options(this.parameter), change: this.#deeds.change, ...labels });
  }

  #changeEditor() {
    const hadFocus = this.#editor.root.contains(document.activeElement);
    const before = this.#editor.root;
    this.#isTouched = false;
    this.#editor = this.#begin();
    before.replaceWith(this.#editor.root);
    if (hadFocus) this.focus();
  }

  #title() {
    const { label, node_title: title, class_type: kind, address } = this.parameter;
    return element("span", { class: "penstock-axis-title", attributes: { title: `${title || kind} · ${address}` } }, element("strong", { text: label, attributes: { dir: "auto" } }), element("small", { text: title || kind, attributes: { dir: "auto" } }));
  }

  #kindTabs() {
    const { t } = this.#host;
    if (this.#kinds.length < 2) return null;
    const words = { list: t("batches.kind_list"), options: t("batches.kind_options"), range: t("batches.kind_range"), search: t("batches.kind_search") };
    this.#tabs = this.#kinds.map((kind) => {
      const tab = button(words[kind], () => {
        this.#deeds.change({ kind });
        this.#editor.next?.focus();
      });
      tab.dataset.kind = kind;
      return tab;
    });
    return element("span", { class: "penstock-segments", attributes: { role: "group", "aria-label": t("batches.kind_of", { name: this.name }) } }, ...this.#tabs);
  }

  #showJoint() {
    const { t } = this.#host;
    const { joined } = this.#axis;
    const isFirst = this.#state.at === 0;
    setAttribute(this.#joint, "hidden", isFirst ? "" : null);
    setAttribute(this.root, "data-joined", joined ? "" : null);
    const mark = joined ? "=" : "×";
    const words = joined ? t("batches.side_by_side") : t("batches.combined");
    if (this.#joint.dataset.mark === mark) return;
    this.#joint.dataset.mark = mark;
    this.#joint.replaceChildren(element("b", { text: mark, attributes: { "aria-hidden": "true" } }), element("span", { text: words }));
    setAttribute(this.#joint, "title", joined ? t("batches.to_combined") : t("batches.to_side_by_side"));
  }

  #openMenu() {
    const { t } = this.#host;
    const { at, count } = this.#state;
    const { joined } = this.#axis;
    const items = [
      { label: t("batches.move_up"), icon: icon("start"), disabled: at === 0, run: () => this.#deeds.move(at - 1) },
      { label: t("batches.move_down"), icon: icon("end"), disabled: at === count - 1, run: () => this.#deeds.move(at + 2) },
      null,
      { label: t("batches.join"), checked: joined, disabled: at === 0, run: () => this.#deeds.change({ joined: true }) },
      { label: t("batches.cross"), checked: !joined, disabled: at === 0, run: () => this.#deeds.change({ joined: false }) },
      null,
      { label: t("batches.remove", { name: this.name }), icon: icon("trash"), run: () => this.#deeds.remove() },
    ];
    openMenu(this.#host, { anchor: this.#grip }, items);
  }
}

const MOST_LISTED = 12;

/** @param {string[]} labels */
function listed(labels) {
  return labels.length <= MOST_LISTED ? labels.join(", ") : `${labels.slice(0, MOST_LISTED - 2).join(", ")} … ${labels.at(-1)}`;
}
