/** Every pool as a card with its first pictures; pools are created and deleted here. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { POOL_EVENTS } from "../pools/pools.js";

const PICTURES = 4;
const REST_MS = 150;

/**
 * @param {import("./app.js").App} app
 * @returns {import("./app.js").Page}
 */
export function poolList(app) {
  const { t, events } = app.host;
  const cards = element("div", { class: "penstock-cards" });
  const create = button(t("page.new_pool"), () => void createPool(app), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
  const root = element(
    "section",
    { class: "penstock-list" },
    element("div", { class: "penstock-title" }, element("h1", { text: t("page.pools") }), create),
    cards,
    element("p", { class: "penstock-footnote", text: t("page.use") }),
  );
  const list = new Cards(app, cards);
  const stops = [...POOL_EVENTS, "reconnected"].map((name) => events.listen(name, () => list.refreshSoon()));
  void list.refresh();
  return { root, title: t("page.pools"), close: () => stops.forEach((stop) => stop()) };
}

/** The cards, one for each pool, kept by pool id and filled again only where the pool's revision moved. */
class Cards {
  #app;
  #area;
  #timer = 0;
  #cards = /** @type {Map<string, {root: HTMLElement, revision: number}>} */ (new Map());

  /**
   * @param {import("./app.js").App} app
   * @param {HTMLElement} area
   */
  constructor(app, area) {
    this.#app = app;
    this.#area = area;
  }

  refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), REST_MS);
  }

  async refresh() {
    const { host } = this.#app;
    try {
      const { pools } = await host.requests.get("/penstock/pools");
      this.#show(pools);
    } catch (error) {
      host.toasts.showError(error);
    }
  }

  /** @param {import("../pools/types.js").PoolState[]} pools */
  #show(pools) {
    const { t } = this.#app.host;
    const before = this.#cards;
    this.#cards = new Map(pools.map((pool) => [pool.id, this.#card(pool, before.get(pool.id))]));
    const empty = element("div", { class: "penstock-message" }, icon("images"), element("strong", { text: t("page.no_pools") }), element("p", { text: t("page.no_pools_hint") }));
    this.#area.replaceChildren(...(pools.length ? [...this.#cards.values()].map(({ root }) => root) : [empty]));
  }

  /**
   * @param {import("../pools/types.js").PoolState} pool
   * @param {{root: HTMLElement, revision: number} | undefined} before
   */
  #card(pool, before) {
    if (before?.revision === pool.revision) return before;
    return { root: card(this.#app, pool), revision: pool.revision };
  }
}

/**
 * @param {import("./app.js").App} app
 * @param {import("../pools/types.js").PoolState} pool
 */
function card(app, pool) {
  const { t } = app.host;
  const pictures = element("div", { class: "penstock-card-pictures", attributes: { "data-count": Math.min(pool.count, PICTURES) } });
  const link = element(
    "a",
    { class: "penstock-card-link", attributes: { href: `#/pools/${encodeURIComponent(pool.id)}`, "aria-label": t("page.open_pool", { pool: pool.id }) } },
    pictures,
    element("span", { class: "penstock-card-name", text: pool.id, attributes: { title: pool.id } }),
    element("span", { class: "penstock-count", text: t("pools.count", { count: pool.count }) }),
  );
  const remove = button(t("page.delete_pool", { pool: pool.id }), () => void deletePool(app, pool.id), { icon: icon("trash"), class: "penstock-quiet" });
  if (pool.count) void fillPictures(app, pool.id, pictures);
  else pictures.append(icon("images"));
  return element("article", { class: "penstock-card" }, link, remove);
}

/**
 * @param {import("./app.js").App} app
 * @param {string} poolId
 * @param {HTMLElement} area
 */
async function fillPictures(app, poolId, area) {
  const client = app.pools.client(poolId);
  try {
    const { slots } = await client.page(0, PICTURES);
    const pictures = slots.map((slot) => element("img", { attributes: { src: client.thumbnailUrl(slot), alt: "", loading: "lazy", decoding: "async" } }));
    area.replaceChildren(...pictures);
  } catch (/** @type {any} */ error) {
    area.replaceChildren(icon("warning"));
    setAttribute(area, "title", error.message);
  }
}

/** @param {import("./app.js").App} app */
async function createPool({ host }) {
  try {
    const answer = await host.requests.send("POST", "/penstock/pools", {});
    location.hash = `#/pools/${encodeURIComponent(answer.id)}`;
  } catch (error) {
    host.toasts.showError(error);
  }
}

/**
 * @param {import("./app.js").App} app
 * @param {string} poolId
 */
async function deletePool({ host }, poolId) {
  try {
    const { trash } = await host.requests.send("DELETE", `/penstock/pools/${encodeURIComponent(poolId)}`);
    const undo = { label: host.t("undo"), run: () => void undelete(host, trash) };
    host.toasts.show({ message: host.t("page.pool_deleted", { pool: poolId }), action: undo });
  } catch (error) {
    host.toasts.showError(error);
  }
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {string} trashId
 */
async function undelete(host, trashId) {
  try {
    await host.requests.send("POST", `/penstock/trash/${encodeURIComponent(trashId)}/restore`);
  } catch (error) {
    host.toasts.showError(error);
  }
}
