/** The cards of workflows: drawn where they changed, moved between by the arrow keys. */

import { element, setAttribute } from "../../library/elements.js";
import { chordOf } from "../../library/key_chords.js";
import { WorkflowCard } from "./workflow_card.js";

/**
 * @typedef {import("../workflow_types.js").Entry} Entry
 *
 * @typedef {object} CardsOptions
 * @property {(workflow: Entry, place: import("../../library/menu.js").Place) => void} menu
 * @property {Record<string, (workflow: Entry) => void>} keys what keys do to a workflow
 * @property {(tag: string) => void} tag the user chose a tag
 * @property {() => void} above the user goes up from the first row
 */

export class WorkflowCards {
  #app;
  #options;
  #cards = /** @type {Map<string, WorkflowCard>} */ (new Map());
  /** What gets the focus as soon as it is there. */
  #awaited = "";

  /**
   * @param {import("./pages.js").WorkflowApp} app
   * @param {CardsOptions} options
   */
  constructor(app, options) {
    this.#app = app;
    this.#options = options;
    this.root = element("ul", { class: "penstock-workflow-cards", attributes: { "aria-label": app.host.t("workflows.title") } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** The id of the workflow whose card has the focus, null for none. */
  get focused() {
    const card = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest(".penstock-workflow-cards > [data-workflow]"));
    return card?.dataset.workflow ?? null;
  }

  /** @param {readonly Entry[]} workflows */
  show(workflows) {
    const { focused } = this;
    const at = focused === null ? -1 : [...this.#cards.keys()].indexOf(focused);
    const before = this.#cards;
    this.#cards = new Map(workflows.map((one) => [one.id, before.get(one.id) ?? new WorkflowCard(this.#app, one, this.#options)]));
    for (const one of workflows) this.#cards.get(one.id)?.show(one);
    const roots = [...this.#cards.values()].map(({ root }) => root);
    const isSame = roots.length === this.root.childElementCount && roots.every((root, index) => root === this.root.children[index]);
    if (!isSame) this.root.replaceChildren(...roots);
    setAttribute(this.root, "hidden", workflows.length ? null : "");
    if (focused !== null && this.focused === null) (this.linkOf(focused) ?? this.#links[Math.min(Math.max(at, 0), workflows.length - 1)])?.focus({ preventScroll: true });
    if (this.#awaited && this.#cards.has(this.#awaited)) this.focus(this.#awaited);
  }

  /**
   * @param {string} id
   * @returns {HTMLElement | null}
   */
  linkOf(id) {
    return this.#cards.get(id)?.link ?? null;
  }

  focusFirst() {
    this.#links[0]?.focus();
  }

  /** @param {string} id of a workflow that is there, or soon will be */
  focus(id) {
    const link = this.linkOf(id);
    this.#awaited = link ? "" : id;
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  }

  get #links() {
    return [...this.#cards.values()].map(({ link }) => link);
  }

  /** How many stand side by side. */
  get #columns() {
    const roots = [...this.#cards.values()].map(({ root }) => root.offsetTop);
    const other = roots.findIndex((top) => top !== roots[0]);
    return other < 0 ? roots.length : other;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const links = this.#links;
    const at = links.findIndex((link) => link === target);
    if (at < 0) return;
    const { workflow } = [...this.#cards.values()][at];
    const to = (/** @type {number} */ place) => () => (place < 0 ? this.#options.above() : links[Math.min(place, links.length - 1)].focus());
    const menu = () => this.#options.menu(workflow, { anchor: target });
    const moves = /** @type {Record<string, () => void>} */ ({
      ArrowRight: to(at + 1),
      ArrowLeft: to(Math.max(at - 1, 0)),
      ArrowDown: to(at + this.#columns),
      ArrowUp: to(at - this.#columns),
      Home: to(0),
      End: to(links.length - 1),
      ContextMenu: menu,
      "Shift+F10": menu,
    });
    const chord = chordOf(event);
    const act = this.#options.keys[chord];
    if (!moves[chord] && !act) return;
    event.preventDefault();
    event.stopPropagation();
    moves[chord] ? moves[chord]() : act(workflow);
  }
}
