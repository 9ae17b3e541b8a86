/** The varied parameters one below the other: added, removed, moved by pointer and keys, combined or side by side. */

import { element, setAttribute, setText } from "../library/elements.js";
import { drag } from "../library/dragging.js";
import { AxisCard } from "./axis_card.js";
import { ParameterPicker } from "./parameter_picker.js";
import { drawnOf } from "./plan_model.js";

/** @typedef {import("./axis_model.js").AxisState} AxisState */

export class BuilderAxes {
  #host;
  #model;
  #valueOf;
  #cards = /** @type {Map<string, AxisCard>} */ (new Map());
  #list = element("ol", { class: "penstock-axes" });
  #hint;
  #picker;
  #faults = /** @type {Map<string, string>} */ (new Map());
  #labels = /** @type {Map<string, string[]>} */ (new Map());

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   * @param {(address: string) => any} valueOf what a parameter has now
   */
  constructor(host, model, valueOf) {
    const { t } = host;
    this.#host = host;
    this.#model = model;
    this.#valueOf = valueOf;
    this.#picker = new ParameterPicker(host, model, (address) => this.#add(address));
    this.#hint = element("p", { class: "penstock-builder-hint", text: t("batches.axes_hint") });
    const heading = element("h2", { text: t("batches.vary"), attributes: { id: "penstock-builder-axes" } });
    this.root = element("section", { class: "penstock-builder-part", attributes: { "aria-labelledby": "penstock-builder-axes" } }, heading, this.#hint, this.#list, this.#picker.root);
  }

  /** The model is another one. */
  show() {
    const { axes, groups } = this.#model;
    for (const [id, card] of this.#cards) if (!axes.some((axis) => axis.id === id) || card.drawn !== drawnOf(this.#model, card.parameter.address)) this.#cards.delete(id);
    const cards = axes.map((axis) => this.#card(axis));
    place(this.#list, cards.map(({ root }) => root));
    for (const [at, axis] of axes.entries()) {
      const isGrouped = groups.some((group) => group.length > 1 && group.some(({ id }) => id === axis.id));
      cards[at].show(axis, { at, count: axes.length, isGrouped, isShorter: this.#model.isShorter(axis.id), fault: this.#faults.get(axis.id) ?? "", labels: this.#labels.get(axis.id) ?? [] });
    }
    setAttribute(this.#list, "hidden", axes.length ? null : "");
    setText(this.#hint, axes.length ? "" : this.#host.t("batches.axes_hint"));
    setAttribute(this.#hint, "hidden", axes.length ? "" : null);
    setAttribute(this.#picker.root, "hidden", this.#model.free.length ? null : "");
  }

  /** @param {Map<string, string>} faults by the id of an axis */
  setFaults(faults) {
    this.#faults = faults;
    this.show();
  }

  /** @param {Map<string, string[]>} labels by the id of an axis */
  setLabels(labels) {
    this.#labels = labels;
    this.show();
  }

  /** Leads to the first that is wrong. */
  focusFault() {
    const wrong = this.#model.axes.find(({ id }) => this.#faults.has(id));
    if (wrong) this.#cards.get(wrong.id)?.focusFault();
    return !!wrong;
  }

  /** @param {string} address */
  #add(address) {
    const axis = this.#model.add(address, this.#valueOf(address));
    if (axis) this.#cards.get(axis.id)?.focusNew();
  }

  /** @param {AxisState} axis */
  #card(axis) {
    const { id } = axis;
    const found = this.#cards.get(id);
    if (found) return found;
    const card = new AxisCard(this.#host, this.#model, axis, {
      change: (changes) => this.#model.change(id, changes),
      remove: () => this.#remove(id),
      move: (before) => {
        this.#model.move(id, before);
        this.#cards.get(id)?.focusGrip();
      },
      drag: (event) => this.#drag(event, id),
    });
    this.#cards.set(id, card);
    return card;
  }

  /** @param {string} id */
  #remove(id) {
    const at = this.#model.axes.findIndex((axis) => axis.id === id);
    this.#model.remove(id);
    const next = this.#model.axes[Math.min(at, this.#model.axes.length - 1)];
    if (next) this.#cards.get(next.id)?.focusGrip();
    else this.#picker.field.focus();
  }

  /**
   * @param {PointerEvent} event
   * @param {string} id
   */
  #drag(event, id) {
    drag(event, {
      label: this.#cards.get(id)?.name ?? "",
      ghost: "penstock-axis-ghost",
      list: this.#list,
      scroller: /** @type {HTMLElement} */ (this.#list.closest(".penstock-builder-scroller, main") ?? this.#list),
      edge: 60,
      step: 8,
      over: (index) => this.#showDrop(index),
      drop: (index) => this.#model.move(id, index),
    });
  }

  /** @param {number | null} index */
  #showDrop(index) {
    const cards = [...this.#list.children];
    for (const [at, card] of cards.entries()) {
      setAttribute(card, "data-drop", index === at ? "before" : index === cards.length && at === cards.length - 1 ? "after" : null);
    }
  }
}

/**
 * Puts elements in order; those that are where they belong are not touched, so that the focus stays.
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} children
 */
export function place(parent, children) {
  for (const child of [...parent.children]) if (!children.includes(/** @type {HTMLElement} */ (child))) child.remove();
  for (const [at, child] of children.entries()) if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
}
