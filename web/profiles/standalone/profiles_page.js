/** Every profile as a card with its first pictures: search, sort, create, import, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { acceptDrops } from "../../pools/drops.js";
import { skeletons } from "../../pools/standalone/overview_messages.js";
import { newProfile, offerImport } from "../profile_actions.js";
import { refusesFiles } from "./dropped_files.js";
import { opened, profileCards, refusesChange } from "./profile_cards.js";
import { ORDERS, savedOrder, saveOrder, shownProfiles } from "./profile_order.js";
import { profilesMessage, profilesNotices } from "./profiles_messages.js";
import { TrashList } from "./trash_list.js";

/**
 * @param {import("./pages.js").ProfileApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function profilesPage(app) {
  const page = new ProfilesPage(app);
  const { t } = app.host;
  const shortcuts = [
    ["N", t("profiles_page.new")],
    ["I", t("profiles_page.import")],
    ["/", t("profiles_page.search")],
    ["← → ↑ ↓", t("profiles_page.keys.cards")],
    ["Enter", t("profiles_page.keys.open")],
    ["F2", t("profiles_page.keys.rename")],
    ["Ctrl+D", t("profiles_page.keys.duplicate")],
    ["Delete", t("profiles_page.keys.delete")],
    ["Shift+F10", t("page.keys.menu")],
  ];
  return {
    root: page.root,
    title: t("profiles_page.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), n: () => void page.create(), i: () => void page.chooseZips() },
    shortcuts: () => [{ title: t("profiles_page.title"), keys: /** @type {[string, string][]} */ (shortcuts) }],
    place: () => page.lastCard(),
  };
}

class ProfilesPage {
  #app;
  #cards;
  #trash;
  #order = savedOrder();
  #notices = element("div", { class: "penstock-profiles-notices", attributes: { role: "status" } });
  #message = element("div", { class: "penstock-overview-message" });
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #search;
  #create;
  #import;
  #unwatch;
  #closed = new AbortController();

  /** @param {import("./pages.js").ProfileApp} app */
  constructor(app) {
    this.#app = app;
    const { t } = app.host;
    this.#cards = profileCards(app);
    this.#trash = new TrashList(app, (id) => this.#cards.linkOf(id)?.focus());
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("profiles_page.search"), "aria-label": t("profiles_page.search"), autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    this.#create = button(t("profiles_page.new"), () => void this.create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
    this.#import = button(t("profiles_page.import"), () => void this.chooseZips(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
    const drop = element("div", { class: "penstock-overview-drop", attributes: { "aria-hidden": "true" } }, icon("upload"), element("span", { text: t("profiles_page.drop_new") }));
    this.root = element("section", { class: "penstock-overview penstock-profiles" }, this.#bar(), this.#notices, this.#message, this.#cards.root, this.#trash.root, drop);
    acceptDrops(this.root, (files, refused) => void this.#createOf(files, refused));
    this.#unwatch = app.shown.watch();
    this.#listen();
  }

  close() {
    this.#closed.abort();
    this.#unwatch();
    this.#cards.close();
    this.#trash.close();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** The card from which the user went away. */
  lastCard() {
    return this.#cards.linkOf(this.#app.last.profile);
  }

  /** A new profile is opened: it wants images. */
  async create() {
    if (this.#create.disabled) return;
    const made = await newProfile(this.#app.host, this.#app.book);
    if (made) this.#app.open(made);
  }

  /**
   * Images that are dropped beside the cards want a name.
   * @param {File[]} files
   * @param {import("../../pools/drops.js").Refused[]} refused
   */
  async #createOf(files, refused) {
    const { host, book, open, poolActions } = this.#app;
    if (!poolActions.showRefused(files, refused) || refusesFiles(host, files) || refusesChange(this.#app)) return;
    const made = await newProfile(host, book);
    if (!made) return;
    open(made);
    await poolActions.add(made, files, []);
  }

  async chooseZips() {
    if (!this.#import.disabled) await offerImport(this.#app.host, this.#app.book, opened(this.#app));
  }

  #listen() {
    this.#app.shown.addEventListener("change", () => this.#show(), { signal: this.#closed.signal });
    this.#show();
  }

  #bar() {
    const { t } = this.#app.host;
    const sort = button(t("page.sort"), () => this.#chooseOrder(sort), { icon: icon("sort"), class: "penstock-button" });
    setAttribute(sort, "aria-haspopup", "menu");
    const search = element("label", { class: "penstock-search" }, icon("search"), this.#search);
    return element("div", { class: "penstock-overview-bar" }, element("h1", { text: t("profiles_page.title") }), this.#total, search, sort, this.#import, this.#create);
  }

  #show() {
    const { book, host, shown } = this.#app;
    const all = shown.profiles;
    const found = shownProfiles([...all], this.#search.value, this.#order);
    const some = all.length > 0;
    const loading = book.status === "loading";
    const hadFocus = this.#cards.root.contains(document.activeElement);
    setText(this.#total, some ? (found.length < all.length ? host.t("page.found", { shown: found.length, count: all.length }) : String(all.length)) : "");
    setAttribute(this.root, "aria-busy", loading ? "true" : null);
    this.root.classList.toggle("penstock-overview-empty", book.status === "ready" && !some);
    for (const one of [this.#create, this.#import]) one.disabled = book.readOnly;
    this.#cards.show(found);
    setAttribute(this.#cards.root, "hidden", found.length ? null : "");
    this.#showMessages(loading && !some, { some, found: found.length > 0 });
    if (hadFocus && !found.length) this.#message.querySelector("button")?.focus();
  }

  /**
   * @param {boolean} loading
   * @param {{some: boolean, found: boolean}} what
   */
  #showMessages(loading, what) {
    const ways = { create: () => void this.create(), choose: () => void this.chooseZips(), clear: () => this.#clearSearch() };
    replaceChanged(this.#message, loading ? [skeletons()] : profilesMessage(this.#app, what, ways));
    replaceChanged(this.#notices, profilesNotices(this.#app, () => this.#noticeRead()));
  }

  #noticeRead() {
    this.#show();
    (this.#create.disabled ? this.#search : this.#create).focus();
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
    const texts = { name: t("page.orders.name"), newest: t("profiles_page.newest"), most: t("page.orders.most") };
    const choose = (/** @type {import("./profile_order.js").Order} */ order) => {
      this.#order = order;
      saveOrder(order);
      this.#show();
    };
    openMenu(this.#app.host, { anchor }, ORDERS.map((order) => ({ label: texts[order], checked: order === this.#order, run: () => choose(order) })));
  }
}

/**
 * What says the same stays, with the focus in it, and is not read out again.
 * @param {HTMLElement} place
 * @param {Node[]} nodes
 */
function replaceChanged(place, nodes) {
  const same = nodes.length === place.childNodes.length && nodes.every((node, at) => node.isEqualNode(place.childNodes[at]));
  if (!same) place.replaceChildren(...nodes);
}
