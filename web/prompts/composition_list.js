/** The compositions of a collection: one is chosen, and all can be made, renamed, copied and removed. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openMenu } from "../library/menu.js";

/**
 * @typedef {{name: string, count: number, missing: number}} Listed `missing`: how many of its prompts there are not
 *
 * @typedef {object} ListActions
 * @property {(name: string) => void} choose
 * @property {() => void} create
 * @property {(name: string) => void} rename
 * @property {(name: string) => void} duplicate
 * @property {(name: string) => void} remove
 */

export class CompositionList {
  #host;
  #actions;
  #listed = /** @type {readonly Listed[]} */ ([]);
  #chosen = "";
  #locked = false;
  #create;
  #drawn = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {ListActions} actions
   */
  constructor(host, actions) {
    this.#host = host;
    this.#actions = actions;
    const { t } = host;
    this.#create = button(t("prompts.new_composition"), actions.create, { icon: icon("plus"), showLabel: true, class: "penstock-quiet" });
    this.list = element("ul", { class: "penstock-compositions-names", attributes: { role: "list", "aria-label": t("prompts.compositions") } });
    const scroller = element("div", { class: "penstock-compositions-scroller", attributes: { "data-capture-wheel": "true" } }, this.list);
    this.root = element("div", { class: "penstock-compositions-side" }, scroller, this.#create);
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("focusin", ({ target }) => this.#chooseAt(target));
    this.list.addEventListener("contextmenu", (event) => this.#onContextMenu(event));
  }

  /**
   * @param {readonly Listed[]} listed
   * @param {string} chosen
   * @param {boolean} locked
   */
  show(listed, chosen, locked) {
    const drawn = JSON.stringify([listed, chosen, locked]);
    if (drawn === this.#drawn) return;
    const hadFocus = this.list.contains(document.activeElement);
    [this.#drawn, this.#listed, this.#chosen, this.#locked] = [drawn, listed, chosen, locked];
    this.#create.disabled = locked;
    setAttribute(this.list, "hidden", listed.length ? null : "");
    this.#draw();
    const row = this.#rowOf(chosen);
    row?.scrollIntoView({ block: "nearest" });
    if (hadFocus) (row ?? this.#create).focus({ preventScroll: true });
  }

  /** Of hundreds of rows only those that look different are made anew. */
  #draw() {
    const before = this.#rows;
    const known = new Map(before.map((row) => [row.dataset.drawn, row]));
    const rows = this.#listed.map((one) => known.get(this.#looks(one)) ?? this.#row(one));
    const isSameOrder = rows.length === before.length && rows.every((row, at) => row.dataset.name === before[at].dataset.name);
    if (!isSameOrder) return this.list.replaceChildren(...rows);
    return rows.forEach((row, at) => row !== before[at] && before[at].replaceWith(row));
  }

  /** @param {Listed} listed */
  #looks({ name, count, missing }) {
    return JSON.stringify([name, count, missing, name === this.#chosen]);
  }

  focus() {
    (this.#rowOf(this.#chosen) ?? this.#create).focus();
  }

  /** @param {Listed} listed */
  #row(listed) {
    const { name, count, missing } = listed;
    const { t } = this.#host;
    const chosen = name === this.#chosen;
    const more = button(t("prompts.composition_menu", { name }), () => this.#openMore(name), { icon: icon("more"), class: "penstock-quiet" });
    for (const [attribute, value] of [["tabindex", "-1"], ["aria-haspopup", "menu"]]) setAttribute(more, attribute, value);
    const facts = [t("prompts.count", { count }), missing ? t("prompts.missing_count", { count: missing }) : ""].filter(Boolean).join(", ");
    return element(
      "li",
      { class: "penstock-composition-row", attributes: { role: "listitem", "aria-current": chosen ? "true" : null, "aria-label": `${name}, ${facts}`, tabindex: chosen ? 0 : -1, "data-name": name, "data-drawn": this.#looks(listed) } },
      element("span", { class: "penstock-composition-name", text: name, attributes: { dir: "auto", title: name } }),
      missing ? icon("warning") : null,
      element("span", { class: "penstock-composition-count", text: String(count) }),
      more,
    );
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
  }

  /** @param {string} name */
  #rowOf(name) {
    return this.#rows.find((row) => row.dataset.name === name);
  }

  /** @param {EventTarget | null} target */
  #nameAt(target) {
    return /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest?.("[data-name]"))?.dataset.name ?? null;
  }

  /** @param {EventTarget | null} target */
  #chooseAt(target) {
    const name = this.#nameAt(target);
    // Its row would be drawn anew below the pointer, and the click be lost.
    const isButton = /** @type {HTMLElement} */ (target).closest("button");
    if (name !== null && name !== this.#chosen && !isButton) this.#actions.choose(name);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const name = this.#nameAt(event.target);
    if (name === null || /** @type {HTMLElement} */ (event.target).closest("button")) return;
    const at = this.#listed.findIndex((one) => one.name === name);
    const last = this.#listed.length - 1;
    const does = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => this.#rows[Math.min(at + 1, last)]?.focus(),
      ArrowUp: () => this.#rows[Math.max(at - 1, 0)]?.focus(),
      Home: () => this.#rows[0]?.focus(),
      End: () => this.#rows[last]?.focus(),
      "Shift+F10": () => this.#openMenu(name, { anchor: /** @type {HTMLElement} */ (event.target) }),
      ContextMenu: () => this.#openMenu(name, { anchor: /** @type {HTMLElement} */ (event.target) }),
      ...(this.#locked ? {} : this.#changes(name)),
    })[chordOf(event)];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  /**
   * @param {string} name
   * @returns {Record<string, () => void>}
   */
  #changes(name) {
    const { rename, duplicate, remove } = this.#actions;
    return { F2: () => rename(name), Enter: () => rename(name), "Ctrl+D": () => duplicate(name), Delete: () => remove(name) };
  }

  /** @param {MouseEvent} event */
  #onContextMenu(event) {
    const name = this.#nameAt(event.target);
    if (name === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#actions.choose(name);
    this.#openMenu(name, { x: event.clientX, y: event.clientY });
  }

  /** @param {string} name */
  #openMore(name) {
    this.#actions.choose(name);
    const anchor = this.#rowOf(name)?.querySelector("button");
    if (anchor) this.#openMenu(name, { anchor });
  }

  /**
   * @param {string} name
   * @param {import("../library/menu.js").Place} place
   */
  #openMenu(name, place) {
    const { t } = this.#host;
    const { rename, duplicate, remove } = this.#actions;
    const disabled = this.#locked;
    openMenu(this.#host, place, [
      { label: t("prompts.rename"), icon: icon("rename"), keys: "F2", disabled, run: () => rename(name) },
      { label: t("prompts.duplicate"), icon: icon("duplicate"), keys: "Ctrl+D", disabled, run: () => duplicate(name) },
      null,
      { label: t("prompts.remove"), icon: icon("trash"), keys: "Delete", danger: true, disabled, run: () => remove(name) },
    ]);
  }
}
