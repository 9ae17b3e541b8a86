/** The cards of the overview, with their keys and their menu. */

import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { dataItems } from "../data_items.js";
import { asksForMenu, CardList } from "./card_list.js";
import { PoolCard } from "./pool_card.js";

/**
 * @typedef {import("../pool_chooser_pools.js").NamedPool} NamedPool
 * @typedef {import("./pages.js").PoolApp} PoolApp
 */

/**
 * @param {PoolApp} app
 * @returns {CardList<NamedPool, PoolCard>}
 */
export function overviewCards(app) {
  const { host, actions, listed, pools } = app;
  /** @type {import("./pool_card.js").CardActions} */
  const does = {
    menu: (card, place) => openPoolMenu(app, card, place),
    add: ({ pool }, files, refused) => void actions.add(pool, files, refused),
    thumbnailUrl: (id, picture) => pools.client(id).thumbnailUrl(picture),
  };
  return new CardList({
    label: host.t("page.pools"),
    make: (pool) => new PoolCard(pool, does, host.t),
    exists: (id) => Boolean(listed.find(id)),
    act: (card, event) => act(app, card, event),
  });
}

/**
 * @param {PoolApp} app
 * @param {PoolCard} card
 * @param {KeyboardEvent} event
 * @returns {boolean} whether the key means something
 */
function act(app, card, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (asksForMenu(event)) openPoolMenu(app, card, { anchor: card.more });
  else if (event.key === "F2") rename(app.host, card.pool.id);
  else if (event.key === "Delete" || event.key === "Backspace") void app.actions.delete(card.pool.id, card.pool.name);
  else return false;
  return true;
}

/**
 * @param {PoolApp} app
 * @param {PoolCard} card
 * @param {import("../../library/menu.js").Place} place
 */
function openPoolMenu({ host, actions }, { pool, link }, place) {
  const { t } = host;
  link.focus({ preventScroll: true });
  openMenu(host, place, [
    { label: t("page.open"), icon: icon("images"), keys: "Enter", run: () => actions.open(pool.id) },
    ...nameItems(host, pool.id),
    ...(pool.isNamed ? [] : [{ label: t("page.duplicate"), icon: icon("duplicate"), run: () => void actions.duplicate(pool.id) }]),
    { label: t("page.copy_id"), icon: icon("clipboard"), run: () => void actions.copyId(pool.id) },
    ...dataItems(host, pool.id),
    null,
    { label: t("page.delete"), icon: icon("trash"), keys: "Delete", danger: true, run: () => void actions.delete(pool.id, pool.name) },
  ]);
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {string} poolId
 */
function nameItems({ nameItems: itemsOf }, poolId) {
  const [first, ...others] = itemsOf?.(poolId) ?? [];
  return first ? [{ ...first, keys: "F2" }, ...others] : [];
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {string} poolId
 */
function rename(host, poolId) {
  const [first] = nameItems(host, poolId);
  if (first && !first.disabled) first.run();
}
