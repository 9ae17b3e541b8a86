/** The cards of the overview, kept by pool: a change touches only the cards that it changes. */

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

export class OverviewCards {
  #app;
  #cards = /** @type {Map<string, PoolCard>} */ (new Map());
  #shown = /** @type {PoolCard[]} */ ([]);
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
    this.#shown = pools.map((pool) => this.#card(pool));
    const wanted = new Set(this.#shown);
    for (const [id, card] of this.#cards) if (!wanted.has(card)) this.#forget(id, card);
    this.#arrange();
    this.#roam(this.#shown.find(({ link }) => link.tabIndex === 0));
    const lost = focused >= 0 && !this.root.contains(document.activeElement);
    if (lost) this.#shown[Math.min(focused, this.#shown.length - 1)]?.link.focus();
  }

  /** @param {string} poolId */
  linkOf(poolId) {
    return this.#shown.find(({ pool }) => pool.id === poolId)?.link ?? null;
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
   * @param {string} id
   * @param {PoolCard} card
   */
  #forget(id, card) {
    this.#cards.delete(id);
    card.root.remove();
  }

  /** Cards that stand where they shall are left alone: moving one takes the focus from it. */
  #arrange() {
    let place = this.root.firstElementChild;
    for (const { root } of this.#shown) {
      if (root === place) place = place.nextElementSibling;
      else this.root.insertBefore(root, place);
    }
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
