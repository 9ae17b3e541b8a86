/** The frame around every page: navigation, connection, keys, and one page at a time. */

import { element, setAttribute } from "../library/elements.js";
import { openShortcuts } from "../library/shortcuts.js";
import { topDialog } from "../library/top_layer.js";
import { GlobalKeys } from "./global_keys.js";
import { failedPage, loadingPage, noPages, noSuchPage } from "./messages.js";
import { Navigation } from "./navigation.js";
import { PageHistory } from "./page_history.js";
import { entryOf, pageAt, pathOf } from "./router.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./app.js").Page} Page
 * @typedef {import("./app.js").PageSpec} PageSpec
 */

export class Shell {
  #app;
  #specs;
  #failed;
  #entries;
  #navigation;
  #page = /** @type {Page | null} */ (null);
  #title = "";
  #path = "";
  #hash = "";
  #history = new PageHistory();
  #scrolled = /** @type {Map<string, number>} by path, for coming back */ (new Map());
  #main = element("main", { attributes: { id: "content", tabindex: -1 } });

  /**
   * @param {App} app
   * @param {PageSpec[]} specs
   * @param {boolean} failed whether pages are missing because a plugin's module did not start
   */
  constructor(app, specs, failed) {
    this.#app = app;
    this.#specs = specs;
    this.#failed = failed;
    this.#entries = specs.filter((spec) => spec.icon).sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
    this.#navigation = new Navigation(app, this.#entries, () => this.#help());
  }

  open() {
    const { t } = this.#app.host;
    const skip = element("a", { class: "penstock-skip", text: t("page.skip"), attributes: { href: "#content" }, on: { click: (event) => this.#skip(event) } });
    const body = element("div", { class: "penstock-shell" }, offlineBar(this.#app.host), this.#main);
    document.body.prepend(skip, this.#navigation.root, body);
    const keys = { help: () => this.#help(), page: () => this.#page?.keys ?? {}, entries: this.#entries, go: this.#app.go };
    new GlobalKeys(keys).listen();
    // A page may learn later how it is called.
    this.#main.addEventListener("penstock-title", (event) => this.#entitle(/** @type {CustomEvent<string>} */ (event).detail));
    for (const { badge } of this.#entries) badge?.addEventListener("change", () => this.#showTitle());
    window.addEventListener("hashchange", () => this.#onAddress());
    this.#show(false);
  }

  /** Back closes what stands above the page; on other ways that goes with the page. */
  #onAddress() {
    const dialog = topDialog();
    if (dialog && this.#history.isBack) {
      this.#history.stay(this.#hash);
      return dialog.close();
    }
    for (let open = dialog; open; open = topDialog()) open.close();
    if (location.hash !== this.#hash) this.#show(true);
    return undefined;
  }

  /** @param {boolean} moved whether the user came from another page */
  #show(moved) {
    if (pathOf(location.hash) === "/" && this.#entries[0]) history.replaceState(null, "", `#${this.#entries[0].path}`);
    this.#history.arrive();
    this.#hash = location.hash;
    const path = pathOf(location.hash);
    this.#leave();
    this.#path = path;
    const page = this.#pageAt(path);
    if (!(page instanceof Promise)) return this.#enter(page, moved);
    const waiting = loadingPage(entryOf(this.#entries, path)?.title ?? "");
    this.#enter(waiting, false);
    return void page.then((loaded) => (this.#page === waiting ? this.#enter(loaded, moved) : loaded.close()));
  }

  /**
   * @param {Page} page
   * @param {boolean} moved whether the user came from another page
   */
  #enter(page, moved) {
    this.#page = page;
    this.#entitle(page.title);
    this.#navigation.mark(entryOf(this.#entries, page.under ?? this.#path), this.#path);
    this.#main.replaceChildren(page.root);
    this.#main.scrollTop = this.#scrolled.get(this.#path) ?? 0;
    if (moved) this.#focus(page);
  }

  #leave() {
    if (!this.#page) return;
    this.#scrolled.set(this.#path, this.#main.scrollTop);
    this.#page.close();
    this.#page = null;
  }

  /**
   * @param {string} path
   * @returns {Page | Promise<Page>} a promise where its modules are fetched first
   */
  #pageAt(path) {
    const { host } = this.#app;
    const found = pageAt(this.#specs, path);
    if (!found && this.#failed) return failedPage(host, { message: host.t("page.module_failed") }, () => location.reload());
    if (this.#specs.length === 0) return noPages(host);
    if (!found) return noSuchPage(host, path, this.#entries);
    const failed = (/** @type {unknown} */ error) => {
      console.warn(`Penstock: the page ${path} cannot be shown.`, error);
      return failedPage(host, error, () => this.#show(true));
    };
    try {
      const page = found.spec.open(found.values);
      return page instanceof Promise ? page.catch(failed) : page;
    } catch (error) {
      return failed(error);
    }
  }

  /** @param {string} title */
  #entitle(title) {
    this.#title = title;
    this.#showTitle();
  }

  /** What waits somewhere is told in the browser's tab too. */
  #showTitle() {
    const waiting = this.#entries.reduce((sum, { badge }) => sum + (badge?.count ?? 0), 0);
    const title = `${waiting ? `(${waiting}) ` : ""}${this.#title} · ${this.#app.host.t("page.title")}`;
    if (document.title !== title) document.title = title;
  }

  /** @param {Page} page */
  #focus(page) {
    const heading = page.root.querySelector("h1");
    if (heading) setAttribute(heading, "tabindex", -1);
    (page.place?.() ?? heading ?? this.#main).focus({ preventScroll: !page.place?.() });
  }

  /** @param {Event} event the address stays: it names the page */
  #skip(event) {
    event.preventDefault();
    this.#main.focus();
  }

  #help() {
    const { host } = this.#app;
    const { t } = host;
    const pages = this.#entries.filter(({ key }) => key).map(({ key, title }) => /** @type {[string, string]} */ ([`G ${key?.toUpperCase()}`, t("page.keys.go", { page: title ?? "" })]));
    const everywhere = /** @type {[string, string][]} */ ([...pages, ["?", t("page.keys.help")]]);
    openShortcuts(host, [...(this.#page?.shortcuts?.() ?? []), { title: t("page.keys.everywhere"), keys: everywhere }]);
  }
}

/** @param {import("../library/host.js").Host} host */
function offlineBar({ t, events }) {
  const bar = element("div", { class: "penstock-offline", text: t("page.offline"), attributes: { role: "status", hidden: "" } });
  events.listen("disconnected", () => setAttribute(bar, "hidden", null));
  events.listen("connected", () => setAttribute(bar, "hidden", ""));
  return bar;
}
