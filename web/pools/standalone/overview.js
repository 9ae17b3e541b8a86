/** Every pool as a card with its first pictures: search, sort, create, and drop images. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { acceptDrops } from "../drops.js";
import { overviewCards } from "./overview_cards.js";
import { overviewMessage, skeletons } from "./overview_messages.js";
import { ORDERS, saveOrder, savedOrder, shownPools } from "./overview_order.js";

/**
 * @param {import("./pages.js").PoolApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function overviewPage(app) {
  const overview = new Overview(app);
  const { t } = app.host;
  const shortcuts = [
    ["N", t("page.new_pool")],
    ["/", t("page.search")],
    ["← → ↑ ↓", t("page.keys.cards")],
    ["Enter", t("page.keys.open")],
    ...(app.host.nameItems ? [["F2", t("page.keys.rename")]] : []),
    ["Delete", t("page.keys.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ];
  return {
    root: overview.root,
    title: t("page.pools"),
    close: () => overview.close(),
    keys: { "/": () => overview.focusSearch(), n: () => void app.actions.askAndCreate() },
    shortcuts: () => [{ title: t("page.pools"), keys: /** @type {[string, string][]} */ (shortcuts) }],
    place: () => overview.lastCard(),
  };
}

class Overview {
  #app;
  #cards;
  #order = savedOrder();
  #message = element("div", { class: "penstock-overview-message" });
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #search;
  #unwatch;
  #onChange = () => this.#show();

  /** @param {import("./pages.js").PoolApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#cards = overviewCards(app);
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("page.search"), "aria-label": t("page.search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    const drop = element("div", { class: "penstock-overview-drop", attributes: { "aria-hidden": "true" } }, icon("upload"), element("span", { text: t("page.drop_new") }));
    this.root = element("section", { class: "penstock-overview" }, this.#bar(), this.#message, this.#cards.root, drop);
    acceptDrops(this.root, (files, refused) => void app.actions.createOf(files, refused));
    app.listed.addEventListener("change", this.#onChange);
    app.host.profiles?.addEventListener("change", this.#onChange);
    this.#unwatch = app.listed.watch();
    this.#show();
  }

  close() {
    this.#unwatch();
    this.#cards.close();
    this.#app.listed.removeEventListener("change", this.#onChange);
    this.#app.host.profiles?.removeEventListener("change", this.#onChange);
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** The card from which the user went away. */
  lastCard() {
    return this.#cards.linkOf(this.#app.last.pool);
  }

  #bar() {
    const { t } = this.#app.host;
    const create = button(t("page.new_pool"), () => void this.#app.actions.askAndCreate(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    const sort = button(t("page.sort"), () => this.#chooseOrder(sort), { icon: icon("sort"), class: "penstock-button" });
    setAttribute(sort, "aria-haspopup", "menu");
    const search = element("label", { class: "penstock-search" }, icon("search"), this.#search);
    return element("div", { class: "penstock-overview-bar" }, element("h1", { text: t("page.pools") }), this.#total, search, sort, create);
  }

  #show() {
    const { listed, host } = this.#app;
    const pools = listed.named;
    const shown = shownPools(pools, this.#search.value, this.#order);
    const some = pools.length > 0;
    setText(this.#total, some ? (shown.length < pools.length ? host.t("page.found", { shown: shown.length, count: pools.length }) : String(pools.length)) : "");
    setAttribute(this.root, "aria-busy", listed.status === "loading" ? "true" : null);
    this.root.classList.toggle("penstock-overview-empty", listed.status === "ready" && !some);
    this.#cards.show(shown);
    setAttribute(this.#cards.root, "hidden", shown.length ? null : "");
    const message = listed.status === "loading" && !some ? [skeletons()] : overviewMessage(this.#app, { some, found: shown.length > 0, clear: () => this.#clearSearch() });
    // What says the same stays: the focus may be on its button.
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  #clearSearch() {
    this.#search.value = "";
    this.#show();
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.#cards.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clearSearch();
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement} anchor */
  #chooseOrder(anchor) {
    const { t } = this.#app.host;
    const texts = { name: t("page.orders.name"), most: t("page.orders.most"), fewest: t("page.orders.fewest") };
    const choose = (/** @type {import("./overview_order.js").Order} */ order) => {
      this.#order = order;
      saveOrder(order);
      this.#show();
    };
    openMenu(this.#app.host, { anchor }, ORDERS.map((order) => ({ label: texts[order], checked: order === this.#order, run: () => choose(order) })));
  }
}
