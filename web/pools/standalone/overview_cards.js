/**
 * The cards of the overview, kept by pool: a change touches only the cards that it changes. Those below the first
 * screen are built in the frames that follow, some in each, so that hundreds of pools never keep the page waiting.
 */

import { element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { nextCard } from "./card_keys.js";
import { PoolCard } from "./pool_card.js";

/**
 * @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool
 * @typedef {import("./pages.js").PoolApp} PoolApp
 * @typedef {import("../drops.js").Refused} Refused
 */

const AT_ONCE = 24;
const FRAME_MS = 5;

export class OverviewCards {
  #app;
  #wanted = /** @type {NamedPool[]} */ ([]);
  #frame = 0;
  #cards = /** @type {Map<string, PoolCard>} */ (new Map());
  #shown = /** @type {PoolCard[]} those that stand where they shall, from the first on */ ([]);
  #actions;

  /** @param {PoolApp} app */
  constructor(app) {
    this.#app = app;
    this.#actions = {
      menu: (/** @type {PoolCard} */ card, /** @type {any} */ place) => this.#menu(card, place),
      add: (/** @type {PoolCard} */ { pool }, /** @type {File[]} */ files, /** @type {Refused[]} */ refused) => void app.actions.add(pool, files, refused),
      thumbnailUrl: (/** @type {string} */ id, /** @type {any} */ picture) => app.pools.client(id).thumbnailUrl(picture),
    };
    this.root = element("ul", { class: "penstock-cards", attributes: { "aria-label": app.host.t("page.pools") } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("focusin", (event) => this.#roam(this.#cardOf(event.target)));
  }

  /** @param {NamedPool[]} pools */
  show(pools) {
    const focused = this.#shown.findIndex(({ root }) => root.contains(document.activeElement));
    this.#wanted = pools;
    this.#shown = [];
    this.#takeAway(new Set(pools.map(({ id }) => id)));
    this.#placeUntil(Math.max(AT_ONCE, focused + 1));
    const lost = focused >= 0 && !this.root.contains(document.activeElement);
    if (lost) this.#shown[Math.min(focused, this.#shown.length - 1)]?.link.focus();
    this.#placeOthers();
  }

  close() {
    cancelAnimationFrame(this.#frame);
  }

  /** @param {string} poolId */
  linkOf(poolId) {
    const place = this.#wanted.findIndex(({ id }) => id === poolId);
    this.#placeUntil(place + 1);
    return this.#shown[place]?.link ?? null;
  }

  focusFirst() {
    this.#shown[0]?.link.focus();
  }

  /** @param {NamedPool} pool */
  #card(pool) {
    const known = this.#cards.get(pool.id);
    known?.show(pool);
    const card = known ?? new PoolCard(pool, this.#actions, this.#app.host.t);
    this.#cards.set(pool.id, card);
    return card;
  }

  /**
   * Cards that a search leaves out are kept for when it is cleared.
   * @param {Set<string>} wanted
   */
  #takeAway(wanted) {
    for (const [id, { root }] of this.#cards) {
      if (!wanted.has(id)) root.remove();
      if (!this.#app.listed.find(id)) this.#cards.delete(id);
    }
  }

  /** Some cards in each frame. */
  #placeOthers() {
    cancelAnimationFrame(this.#frame);
    if (this.#shown.length === this.#wanted.length) return;
    this.#frame = requestAnimationFrame(() => {
      const end = performance.now() + FRAME_MS;
      while (this.#shown.length < this.#wanted.length && performance.now() < end) this.#placeNext();
      this.#placeOthers();
    });
  }

  /** @param {number} count */
  #placeUntil(count) {
    while (this.#shown.length < Math.min(count, this.#wanted.length)) this.#placeNext();
    this.#roam(this.#shown.find(({ link }) => link.tabIndex === 0));
  }

  /** A card that stands where it shall is left alone: moving it takes the focus from it. */
  #placeNext() {
    const place = this.#shown.length;
    const card = this.#card(this.#wanted[place]);
    const there = this.root.children[place] ?? null;
    if (card.root !== there) this.root.insertBefore(card.root, there);
    this.#shown.push(card);
  }

  /** @param {PoolCard | undefined} card the one that Tab leads to */
  #roam(card) {
    const active = card ?? this.#shown[0];
    for (const { link } of this.#shown) setAttribute(link, "tabindex", link === active?.link ? 0 : -1);
  }

  /** @param {EventTarget | null} target */
  #cardOf(target) {
    return this.#shown.find(({ root }) => root.contains(/** @type {Node} */ (target)));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const card = this.#cardOf(event.target);
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCard(this.#shown, card, event);
    if (next) next.link.focus();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) this.#menu(card, { anchor: card.more });
    else if (event.key === "Delete" || event.key === "Backspace") void this.#app.actions.delete(card.pool.id, card.pool.name);
    else return;
    event.preventDefault();
  }

  /**
   * @param {PoolCard} card
   * @param {import("../../library/menu.js").Place} place
   */
  #menu({ pool, link }, place) {
    const { host, actions } = this.#app;
    const { t } = host;
    link.focus({ preventScroll: true });
    openMenu(host, place, [
      { label: t("page.open"), icon: icon("images"), keys: "Enter", run: () => actions.open(pool.id) },
      { label: t("page.duplicate"), icon: icon("duplicate"), run: () => void actions.duplicate(pool.id) },
      { label: t("page.copy_id"), icon: icon("clipboard"), run: () => void actions.copyId(pool.id) },
      null,
      { label: t("page.delete"), icon: icon("trash"), keys: "Delete", danger: true, run: () => void actions.delete(pool.id, pool.name) },
    ]);
  }
}
