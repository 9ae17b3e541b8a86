/** A dialog to choose one of the pools, or a new one. */

import { openDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { loadStyles } from "../library/styles.js";
import { moveFocus } from "./layout.js";
import { newPoolCard, poolCard } from "./pool_chooser_cards.js";
import { byName, matches, named, readPools } from "./pool_chooser_pools.js";

const AROUND = "120px";

/** @typedef {{id: string | null}} Choice an id of null is a new pool */

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./pools.js").Pools} pools
 * @param {{exclude?: string, title?: string, fresh?: boolean}} [options] `exclude` is a pool that is not offered; `fresh` whether
 *   a new one is
 * @returns {Promise<Choice | null>} null: nothing was chosen
 */
export async function choosePool(host, pools, { exclude = "", title = host.t("chooser.title"), fresh = true } = {}) {
  const styled = loadStyles([new URL("./pool_chooser.css", import.meta.url).href]);
  let choice = /** @type {Choice | null} */ (null);
  const chooser = new PoolChooser(host, pools, { exclude, fresh }, (chosen) => {
    choice = chosen;
    dialog.close();
  });
  const dialog = openDialog(host, { title, content: chooser.root, className: "penstock-chooser", wide: true });
  chooser.search.focus();
  void styled.then(() => chooser.read()); // without styles all cards seem to be on the screen, and all pictures would be read
  await dialog.closed;
  chooser.close();
  return choice;
}

/** Search field and cards. Arrow keys move between the cards, typing goes to the search field. */
class PoolChooser {
  #host;
  #pools;
  #offered;
  #choose;
  #read = /** @type {import("./pool_chooser_pools.js").ListedPool[]} */ ([]);
  #names = "";
  #onNames = () => this.#rename();
  /** @type {(import("./pool_chooser_cards.js").PoolCard & {root: HTMLElement, pool: import("./pool_chooser_pools.js").NamedPool | null})[]} */
  #entries = [];
  /** Browsers load "lazy" pictures that are thousands of pixels away. */
  #sight;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./pools.js").Pools} pools
   * @param {{exclude: string, fresh: boolean}} offered
   * @param {(choice: Choice) => void} choose
   */
  constructor(host, pools, offered, choose) {
    this.#host = host;
    this.#pools = pools;
    this.#offered = offered;
    this.#choose = choose;
    const { t } = host;
    this.search = this.#makeSearch();
    this.list = element("ul", { class: "penstock-chooser-cards", attributes: { role: "list", "aria-label": t("chooser.pools") } });
    this.message = element("div", { class: "penstock-chooser-message" });
    this.status = element("p", { class: "penstock-hidden", attributes: { role: "status" } });
    this.root = element("div", { class: "penstock-chooser-body" }, this.search, this.list, this.message, this.status);
    this.#sight = new IntersectionObserver((seen) => this.#onSight(seen), { root: this.list, rootMargin: AROUND });
    this.list.addEventListener("keydown", (event) => this.#onCardKey(event));
    host.profiles?.addEventListener("change", this.#onNames);
  }

  close() {
    this.#sight.disconnect();
    this.#host.profiles?.removeEventListener("change", this.#onNames);
  }

  /** Reads the pools and shows them; what went wrong stands below the search field. */
  async read() {
    const { t } = this.#host;
    this.#say(element("span", { class: "penstock-spinner" }), element("span", { text: t("chooser.loading") }));
    try {
      const pools = await readPools(this.#host.requests);
      this.#read = pools.filter(({ id }) => id !== this.#offered.exclude);
      this.#fill(this.#named());
    } catch (/** @type {any} */ error) {
      const retry = button(t("retry"), () => void this.read(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
      this.#say(icon("warning"), element("span", { text: `${error.message} ${error.hint ?? ""}`.trim(), attributes: { role: "alert" } }), retry);
    }
  }

  /** As the pools are called now, in the order of their names. */
  #named() {
    return this.#read.map((pool) => named(pool, this.#host.profiles)).sort(byName);
  }

  /** Names are read on their own, and may change while somebody chooses. */
  #rename() {
    const pools = this.#named();
    if (!this.#read.length || namesOf(pools) === this.#names) return;
    const focused = this.#entries.find(({ card }) => card === document.activeElement)?.pool?.id;
    this.#fill(pools);
    this.#entries.find(({ pool }) => pool && pool.id === focused)?.card.focus();
  }

  /** @param {import("./pool_chooser_pools.js").NamedPool[]} pools */
  #fill(pools) {
    const { t } = this.#host;
    this.#names = namesOf(pools);
    const cards = pools.map((pool) => ({ pool, ...poolCard(pool, this.#pools.client(pool.id), t, () => this.#choose({ id: pool.id })) }));
    const fresh = this.#offered.fresh ? [{ pool: null, ...newPoolCard(t, () => this.#choose({ id: null })) }] : [];
    this.#entries = [...fresh, ...cards].map((entry) => ({ ...entry, root: element("li", {}, entry.card) }));
    this.list.replaceChildren(...this.#entries.map(({ root }) => root));
    this.#filter();
    this.#sight.disconnect();
    for (const { root } of this.#entries) this.#sight.observe(root);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #onSight(seen) {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      this.#entries.find(({ root }) => root === target)?.showPictures();
      this.#sight.unobserve(target);
    }
  }

  #filter() {
    const text = this.search.value.trim();
    for (const { root, pool } of this.#entries) setAttribute(root, "hidden", pool && !matches(pool, text) ? "" : null);
    const found = this.#shown().filter(({ pool }) => pool).length;
    const { t } = this.#host;
    setText(this.status, t("chooser.found", { count: found }));
    this.#say(text && !found ? t("chooser.none", { text }) : "");
  }

  /** @param {...(Node | string)} parts nothing hides the message */
  #say(...parts) {
    setAttribute(this.message, "hidden", parts.some(Boolean) ? null : "");
    this.message.replaceChildren(...parts);
  }

  #shown() {
    return this.#entries.filter(({ root }) => !root.hidden);
  }

  #makeSearch() {
    const label = this.#host.t("chooser.search");
    return element("input", {
      class: "penstock-chooser-search",
      attributes: { type: "search", "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false" },
      on: { input: () => this.#filter(), keydown: (event) => this.#onSearchKey(event) },
    });
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.isComposing || !["ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    const shown = this.#shown();
    const match = this.search.value.trim() ? shown.find(({ pool }) => pool) : null;
    if (event.key === "Enter" && match) match.card.click();
    else (match ?? shown[0])?.card.focus();
  }

  /** @param {KeyboardEvent} event */
  #onCardKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cards = this.#shown().map(({ card }) => card);
    const position = cards.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const next = moveFocus(event.key, position, columnsOf(cards), cards.length);
    if (next !== null) {
      event.preventDefault();
      if (event.key === "ArrowUp" && next === position) this.search.focus();
      else cards[next].focus();
    } else if (event.key === "Backspace" || (event.key.length === 1 && event.key !== " ")) this.search.focus();
  }
}

/** @param {import("./pool_chooser_pools.js").NamedPool[]} pools */
function namesOf(pools) {
  return JSON.stringify(pools.map(({ id, name }) => [id, name]));
}

/** @param {HTMLElement[]} cards as they stand in rows */
function columnsOf(cards) {
  const top = cards[0]?.getBoundingClientRect().top;
  const columns = cards.findIndex((card) => card.getBoundingClientRect().top !== top);
  return columns < 0 ? cards.length : columns;
}
