/**
 * Cards that stand in a grid, kept by id: a change touches only the cards that it changes. Those below the first screen
 * are placed after it is painted, some before each frame, so that hundreds of cards never keep the page waiting.
 */

import { element, setAttribute } from "../../library/elements.js";
import { nextCard } from "./card_keys.js";

/** Each costs a style and a layout where it is near the screen. */
const AT_ONCE = 24;
const BATCH_MS = 5;

/**
 * @template {{id: string}} Item
 * @template {import("./card_keys.js").Card & {show: (item: Item) => void}} Card
 */
export class CardList {
  #options;
  #wanted = /** @type {Item[]} */ ([]);
  #frame = 0;
  #timer = 0;
  #tabbed = /** @type {Card | undefined} the one that Tab leads to */ (undefined);
  #cards = /** @type {Map<string, Card>} */ (new Map());
  #shown = /** @type {Card[]} those that stand where they shall, from the first on */ ([]);

  /**
   * @param {object} options
   * @param {string} options.label
   * @param {(item: Item) => Card} options.make
   * @param {(id: string) => boolean} options.exists cards that are only not shown are kept for when they are again
   * @param {(card: Card, event: KeyboardEvent) => boolean} options.act what keys do on a card; false: nothing
   */
  constructor(options) {
    this.#options = options;
    this.root = element("ul", { class: "penstock-cards", attributes: { "aria-label": options.label } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("focusin", (event) => this.#roam(this.#cardOf(event.target)));
  }

  /** @param {Item[]} items */
  show(items) {
    const before = this.#shown.findIndex(({ root }) => root.contains(document.activeElement));
    const focused = before < 0 ? undefined : this.#shown[before];
    const after = items.findIndex(({ id }) => this.#cards.get(id) === focused);
    this.#wanted = items;
    this.#shown = [];
    this.#takeAway(new Set(items.map(({ id }) => id)));
    this.#placeUntil(Math.max(AT_ONCE, before + 1, after + 1));
    // A card that moved has the focus again, one that went gives it to the next.
    const lost = focused && !this.root.contains(document.activeElement);
    if (lost) this.#shown[after < 0 ? Math.min(before, this.#shown.length - 1) : after]?.link.focus();
    this.#placeOthers();
  }

  close() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  /** @param {string} wanted */
  linkOf(wanted) {
    const place = this.#wanted.findIndex(({ id }) => id === wanted);
    this.#placeUntil(place + 1);
    return this.#shown[place]?.link ?? null;
  }

  focusFirst() {
    this.#shown[0]?.link.focus();
  }

  /** @param {Item} item */
  #card(item) {
    const known = this.#cards.get(item.id);
    known?.show(item);
    const card = known ?? this.#options.make(item);
    this.#cards.set(item.id, card);
    return card;
  }

  /** @param {Set<string>} wanted */
  #takeAway(wanted) {
    for (const [id, { root }] of this.#cards) {
      if (!wanted.has(id)) root.remove();
      if (!this.#options.exists(id)) this.#cards.delete(id);
    }
  }

  /** What stands already is painted first, in a task of its own. */
  #placeOthers() {
    this.close();
    if (this.#shown.length === this.#wanted.length) return;
    this.#frame = requestAnimationFrame(() => {
      this.#timer = setTimeout(() => this.#placeBatch());
    });
  }

  #placeBatch() {
    const most = Math.min(this.#shown.length + AT_ONCE, this.#wanted.length);
    const end = performance.now() + BATCH_MS;
    while (this.#shown.length < most && performance.now() < end) this.#placeNext();
    this.#placeOthers();
  }

  /** @param {number} count */
  #placeUntil(count) {
    while (this.#shown.length < Math.min(count, this.#wanted.length)) this.#placeNext();
    this.#roam(this.#tabbed?.root.parentNode === this.root ? this.#tabbed : this.#shown[0]);
  }

  /** A card that stands where it shall is left alone: moving it takes the focus from it. */
  #placeNext() {
    const place = this.#shown.length;
    const card = this.#card(this.#wanted[place]);
    const there = this.root.children[place] ?? null;
    if (card.root !== there) this.root.insertBefore(card.root, there);
    this.#shown.push(card);
  }

  /** @param {Card | undefined} card that Tab is to lead to */
  #roam(card) {
    const next = card ?? this.#shown[0];
    if (next === this.#tabbed) return;
    if (this.#tabbed) setAttribute(this.#tabbed.link, "tabindex", -1);
    if (next) setAttribute(next.link, "tabindex", 0);
    this.#tabbed = next;
  }

  /** @param {EventTarget | null} target */
  #cardOf(target) {
    return this.#shown.find(({ root }) => root.contains(/** @type {Node} */ (target)));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const card = this.#cardOf(event.target);
    if (!card) return;
    const held = event.ctrlKey || event.metaKey || event.altKey;
    const next = held ? null : nextCard(this.#shown, card, event);
    if (!next && !this.#options.act(card, event)) return;
    next?.link.focus();
    event.preventDefault();
  }
}

/**
 * The keys that open the menu of what has the focus.
 * @param {KeyboardEvent} event
 */
export function asksForMenu({ key, shiftKey }) {
  return key === "ContextMenu" || (key === "F10" && shiftKey);
}
