/** The prompts that a composition is made of, in their order: moved by dragging and by key, removed, marked where missing. */

import { drag } from "../library/dragging.js";
import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";

/**
 * @typedef {object} StepsActions
 * @property {(from: number, to: number) => void} move
 * @property {(at: number) => void} remove
 * @property {(name: string, at: number) => void} insert
 * @property {(name: string) => string | null} textOf of a prompt; null where there is no such
 * @property {(name: string) => void} open shows the prompt itself
 * @property {() => void} left the last one went that had the focus
 */

export class CompositionSteps {
  #t;
  #actions;
  #names = /** @type {readonly string[]} */ ([]);
  #active = 0;
  #locked = false;
  #drawn = "";

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {StepsActions} actions
   */
  constructor(t, actions) {
    this.#t = t;
    this.#actions = actions;
    this.list = element("ol", { class: "penstock-steps-list", attributes: { role: "list", "aria-label": t("prompts.steps") } });
    this.root = element("div", { class: "penstock-steps", attributes: { "data-capture-wheel": "true" } }, this.list);
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("focusin", ({ target }) => this.#activate(this.#indexOf(target), false));
    this.list.addEventListener("pointerdown", (event) => this.#onPointer(event));
    this.list.addEventListener("dblclick", ({ target }) => this.#open(this.#indexOf(target)));
  }

  /**
   * @param {readonly string[]} names
   * @param {boolean} locked nothing can be changed
   */
  show(names, locked) {
    const drawn = JSON.stringify([locked, names.map((name) => [name, this.#actions.textOf(name)])]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    [this.#names, this.#locked] = [names, locked];
    const hadFocus = this.list.contains(document.activeElement);
    this.#active = Math.max(0, Math.min(this.#active, names.length - 1));
    this.list.replaceChildren(...names.map((name, at) => this.#row(name, at)));
    setAttribute(this.root, "data-empty", names.length ? null : this.#t("prompts.steps_empty"));
    if (hadFocus && !names.length) this.#actions.left();
    else if (hadFocus) this.#rows[this.#active]?.focus({ preventScroll: true });
  }

  /**
   * Drags a prompt from elsewhere into the list.
   * @param {PointerEvent} down
   * @param {string} name
   */
  dragIn(down, name) {
    if (!this.#locked) drag(down, this.#dragging(name, (at) => this.#actions.insert(name, at)));
  }

  /** @param {number} at */
  focus(at) {
    this.#activate(Math.max(0, Math.min(at, this.#names.length - 1)), true);
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
  }

  /**
   * @param {string} name
   * @param {number} at
   */
  #row(name, at) {
    const text = this.#actions.textOf(name);
    const missing = text === null;
    const remove = button(this.#t("prompts.step_remove", { name }), () => this.#remove(at), { icon: icon("close"), class: "penstock-quiet" });
    setAttribute(remove, "tabindex", -1);
    remove.disabled = this.#locked;
    const label = `${at + 1}. ${name}${missing ? `, ${this.#t("prompts.no_such_prompt")}` : ""}`;
    const row = element(
      "li",
      { class: "penstock-step", attributes: { role: "listitem", "aria-label": label, tabindex: at === this.#active ? 0 : -1, "data-missing": missing ? "" : null } },
      element("span", { class: "penstock-step-grip", attributes: { "aria-hidden": "true" } }, icon("grip")),
      element("span", { class: "penstock-step-name", text: name, attributes: { dir: "auto" } }),
      element("span", { class: "penstock-step-text", text: missing ? this.#t("prompts.no_such_prompt") : (text ?? "").replace(/\s+/g, " ").slice(0, 200), attributes: { dir: "auto" } }),
      remove,
    );
    return row;
  }

  /** @param {number} at */
  #open(at) {
    if (at >= 0 && this.#actions.textOf(this.#names[at]) !== null) this.#actions.open(this.#names[at]);
  }

  /** @param {number} at */
  #remove(at) {
    this.list.contains(document.activeElement) && this.#activate(at, true);
    this.#actions.remove(at);
  }

  /** @param {EventTarget | null} target */
  #indexOf(target) {
    return this.#rows.findIndex((row) => row.contains(/** @type {Node} */ (target)));
  }

  /**
   * @param {number} at
   * @param {boolean} focus
   */
  #activate(at, focus) {
    if (at < 0) return;
    this.#active = at;
    for (const [index, row] of this.#rows.entries()) setAttribute(row, "tabindex", index === at ? 0 : -1);
    if (focus) this.#rows[at]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.#indexOf(event.target);
    const last = this.#names.length - 1;
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => this.#activate(Math.min(at + 1, last), true),
      ArrowUp: () => this.#activate(Math.max(at - 1, 0), true),
      Home: () => this.#activate(0, true),
      End: () => this.#activate(last, true),
      Enter: () => this.#open(at),
      ...(this.#locked ? {} : this.#changes(at, last)),
    })[chordOf(event)];
    if (at < 0 || !does || /** @type {HTMLElement} */ (event.target).closest("button")) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  /**
   * @param {number} at
   * @param {number} last
   * @returns {Record<string, () => void>}
   */
  #changes(at, last) {
    return {
      "Alt+ArrowDown": () => this.#move(at, Math.min(at + 1, last)),
      "Alt+ArrowUp": () => this.#move(at, Math.max(at - 1, 0)),
      Delete: () => this.#remove(at),
      Backspace: () => this.#remove(at),
    };
  }

  /**
   * @param {number} from
   * @param {number} to its index when it is there
   */
  #move(from, to) {
    if (from === to) return;
    this.#active = to;
    this.#actions.move(from, to);
  }

  /** @param {PointerEvent} down */
  #onPointer(down) {
    const at = this.#indexOf(down.target);
    const target = /** @type {HTMLElement} */ (down.target);
    // A finger scrolls the list, except on the grip.
    const grabs = down.pointerType === "mouse" || target.closest(".penstock-step-grip");
    if (this.#locked || at < 0 || !grabs || target.closest("button")) return;
    drag(down, this.#dragging(this.#names[at], (index) => this.#move(at, index > at ? index - 1 : index)));
  }

  /**
   * @param {string} label
   * @param {(index: number) => void} drop
   * @returns {import("../library/dragging.js").DragOptions}
   */
  #dragging(label, drop) {
    return { label, ghost: "penstock-row-ghost", list: this.list, scroller: this.root, edge: 28, step: 8, over: (index) => this.#showPlace(index), drop };
  }

  /** @param {number | null} index */
  #showPlace(index) {
    const rows = this.#rows;
    this.root.classList.toggle("penstock-steps-over", index !== null);
    for (const [at, row] of rows.entries()) {
      row.classList.toggle("penstock-step-before", at === index);
      row.classList.toggle("penstock-step-after", at === rows.length - 1 && index === rows.length);
    }
  }
}
