/** The scenes of a story as cards in their order: chosen, opened, moved by dragging and by key. Hundreds stay quick. */

import { drag } from "../library/dragging.js";
import { element, setAttribute } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { placeCard, storyCard } from "./story_card.js";

/**
 * @typedef {import("./story_card.js").CardLooks} CardLooks
 *
 * @typedef {object} CardActions
 * @property {(id: string, isVisible: boolean) => CardLooks} looksOf what is not seen need not be read
 * @property {(id: string) => void} chosen
 * @property {(id: string, byKey: boolean) => void} open its details
 * @property {(id: string, to: number) => void} move `to` counts without it
 * @property {(id: string) => void} remove
 * @property {(id: string) => void} duplicate
 * @property {(id: string, place: import("../library/menu.js").Place) => void} openMenu
 * @property {() => void} left the last one went that had the focus
 */

export class BoardCards {
  #t;
  #actions;
  #cards = /** @type {Map<string, {card: HTMLElement, drawn: string}>} */ (new Map());
  #ids = /** @type {readonly string[]} */ ([]);
  #active = "";
  #locked = false;
  #visible = /** @type {Set<string>} */ (new Set());
  #watch;

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {CardActions} actions
   */
  constructor(t, actions) {
    this.#t = t;
    this.#actions = actions;
    this.list = element("ol", { class: "penstock-board-cards", attributes: { role: "list", "aria-label": t("stories.scenes") } });
    this.root = element("div", { class: "penstock-board-cards-scroller", attributes: { "data-capture-wheel": "true" } }, this.list);
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("focusin", ({ target }) => this.#activate(this.#idAt(target)));
    this.list.addEventListener("click", (event) => this.#onClick(event));
    this.list.addEventListener("pointerdown", (event) => this.#onPointer(event));
    this.list.addEventListener("contextmenu", (event) => this.#onContextMenu(event));
    this.#watch = new IntersectionObserver((seen) => this.#saw(seen), { root: this.root, rootMargin: "300px" });
  }

  /** The id of the card that is chosen, "" without one. */
  get active() {
    return this.#active;
  }

  /**
   * @param {readonly string[]} ids in their order
   * @param {boolean} locked nothing can be changed
   */
  show(ids, locked) {
    const [before, at] = [this.#ids, this.#ids.indexOf(this.#active)];
    [this.#ids, this.#locked] = [ids, locked];
    const hadFocus = this.list.contains(document.activeElement);
    const there = new Set(ids);
    for (const id of before) if (!there.has(id)) this.#forget(id);
    if (!there.has(this.#active)) this.#active = ids[Math.max(0, Math.min(at, ids.length - 1))] ?? "";
    const cards = ids.map((id, place) => this.#drawn(id, place));
    const isSame = cards.length === this.list.children.length && cards.every((card, place) => card === this.list.children[place]);
    if (!isSame) this.list.replaceChildren(...cards);
    this.#mark();
    if (hadFocus && !this.list.contains(document.activeElement)) this.#active ? this.focus() : this.#actions.left();
  }

  /** Draws what looks different now. */
  refresh() {
    this.show(this.#ids, this.#locked);
  }

  /** Moves the focus to the chosen card. */
  focus() {
    this.#cardOf(this.#active)?.focus();
  }

  /**
   * Chooses a card and brings it into view.
   * @param {string} id
   * @param {boolean} [focus]
   */
  reveal(id, focus = true) {
    const card = this.#cardOf(id);
    if (!card) return;
    this.#activate(id);
    card.scrollIntoView({ block: "nearest" });
    if (focus) card.focus({ preventScroll: true });
  }

  close() {
    this.#watch.disconnect();
  }

  /**
   * @param {string} id
   * @param {number} place
   */
  #drawn(id, place) {
    const looks = this.#actions.looksOf(id, this.#visible.has(id));
    const drawn = JSON.stringify(looks);
    const known = this.#cards.get(id);
    const card = known?.drawn === drawn ? known.card : storyCard(this.#t, looks, { openMenu: (one, anchor) => this.#openMenu(one, { anchor }) });
    if (card !== known?.card) {
      if (known) this.#replace(known.card, card);
      this.#cards.set(id, { card, drawn });
      this.#watch.observe(card);
    }
    placeCard(card, place, looks);
    return card;
  }

  /**
   * @param {HTMLElement} old
   * @param {HTMLElement} card
   */
  #replace(old, card) {
    const hadFocus = old.contains(document.activeElement);
    this.#watch.unobserve(old);
    if (old.isConnected) old.replaceWith(card);
    if (hadFocus) card.focus({ preventScroll: true });
  }

  /** @param {string} id */
  #forget(id) {
    const card = this.#cardOf(id);
    if (card) this.#watch.unobserve(card);
    this.#cards.delete(id);
    this.#visible.delete(id);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #saw(seen) {
    let isNew = false;
    for (const { target, isIntersecting } of seen) {
      const id = /** @type {HTMLElement} */ (target).dataset.id ?? "";
      isNew ||= isIntersecting && !this.#visible.has(id);
      if (isIntersecting) this.#visible.add(id);
      else if (this.#cardOf(id) === target) this.#visible.delete(id);
    }
    if (isNew) this.refresh();
  }

  #mark() {
    for (const [id, { card }] of this.#cards) {
      setAttribute(card, "tabindex", id === this.#active ? 0 : -1);
      setAttribute(card, "aria-current", id === this.#active ? "true" : null);
    }
  }

  /** @param {string} id */
  #cardOf(id) {
    return this.#cards.get(id)?.card;
  }

  /** @param {EventTarget | null} target */
  #idAt(target) {
    return /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("[data-id]"))?.dataset.id ?? "";
  }

  /** @param {string} id */
  #activate(id) {
    if (!id || id === this.#active) return;
    this.#active = id;
    this.#mark();
    this.#actions.chosen(id);
  }

  /** How many cards stand beside each other. */
  get #columns() {
    const tops = [...this.list.children].slice(0, 24).map((card) => /** @type {HTMLElement} */ (card).offsetTop);
    return Math.max(1, tops.filter((top) => top === tops[0]).length);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const id = this.#idAt(event.target);
    const at = this.#ids.indexOf(id);
    const chord = chordOf(event);
    if (at < 0 || /** @type {HTMLElement} */ (event.target).closest("button")) return;
    const anchor = /** @type {HTMLElement} */ (event.target);
    const does = /** @type {Record<string, (() => void) | undefined>} */ ({
      Enter: () => this.#actions.open(id, true),
      Space: () => this.#actions.open(id, true),
      "Shift+F10": () => this.#openMenu(id, { anchor }),
      ContextMenu: () => this.#openMenu(id, { anchor }),
      ...(this.#locked ? {} : { Delete: () => this.#actions.remove(id), Backspace: () => this.#actions.remove(id), "Ctrl+D": () => this.#actions.duplicate(id) }),
    })[chord];
    const step = does ? null : this.#step(chord.replace("Alt+", ""), at);
    if (!does && step === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (does) does();
    else if (!chord.startsWith("Alt+")) this.#cardOf(this.#ids[/** @type {number} */ (step)])?.focus();
    else if (!this.#locked && step !== at) this.#actions.move(id, /** @type {number} */ (step));
  }

  /**
   * @param {string} key
   * @param {number} at
   * @returns {number | null} the place that the key leads to
   */
  #step(key, at) {
    const last = this.#ids.length - 1;
    const columns = this.#columns;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -Infinity, End: Infinity, PageUp: -4 * columns, PageDown: 4 * columns }[key];
    if (by === undefined) return null;
    const to = at + by;
    // From a row that is not full there is no card straight below: the last one is.
    return (to < 0 && by === -columns && columns > 1) ? at : Math.max(0, Math.min(last, to));
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const id = this.#idAt(event.target);
    if (!id || /** @type {HTMLElement} */ (event.target).closest("button")) return;
    this.#cardOf(id)?.focus({ preventScroll: true });
    this.#actions.open(id, false);
  }

  /** @param {PointerEvent} down */
  #onPointer(down) {
    const target = /** @type {HTMLElement} */ (down.target);
    const id = this.#idAt(target);
    // A finger scrolls the cards, except on the grip.
    const grabs = down.pointerType === "mouse" || target.closest(".penstock-board-card-grip");
    if (!id || this.#locked || !grabs || target.closest("button")) return;
    const at = this.#ids.indexOf(id);
    const label = this.#cardOf(id)?.querySelector(".penstock-board-card-name")?.textContent ?? "";
    drag(down, {
      label: `${at + 1}. ${label}`,
      ghost: "penstock-board-card-ghost",
      list: this.list,
      scroller: this.root,
      edge: 36,
      step: 10,
      over: (index) => this.#showPlace(index),
      begin: () => this.#cardOf(id)?.classList.add("penstock-board-card-dragged"),
      end: () => this.#cardOf(id)?.classList.remove("penstock-board-card-dragged"),
      drop: (index) => this.#drop(id, index),
    });
  }

  /**
   * @param {string} id
   * @param {number} index before which card, as they were when it was dropped
   */
  #drop(id, index) {
    const at = this.#ids.indexOf(id);
    const to = index > at ? index - 1 : index;
    if (at >= 0 && to !== at) this.#actions.move(id, to);
  }

  /** @param {number | null} index */
  #showPlace(index) {
    const cards = [...this.list.children];
    for (const [at, card] of cards.entries()) {
      card.classList.toggle("penstock-board-card-before", at === index);
      card.classList.toggle("penstock-board-card-after", at === cards.length - 1 && index === cards.length);
    }
  }

  /** @param {MouseEvent} event */
  #onContextMenu(event) {
    const id = this.#idAt(event.target);
    if (!id) return;
    event.preventDefault();
    event.stopPropagation();
    this.#openMenu(id, { x: event.clientX, y: event.clientY });
  }

  /**
   * @param {string} id
   * @param {import("../library/menu.js").Place} place
   */
  #openMenu(id, place) {
    this.#activate(id);
    this.#actions.openMenu(id, place);
  }
}
