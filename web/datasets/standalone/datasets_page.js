/** The page of folders: places at the side, then the pictures of a folder, what it consists of, or replaced folders. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { allowFolder, forbidFolder } from "../allow_folder.js";
import { folderPath, lastPart, placeOf, REPLACED_PATH } from "../folder_names.js";
import { FolderPlaces } from "../folder_places.js";
import { FolderTrail } from "../folder_trail.js";
import { failure, FolderView } from "../folder_view.js";
import { StatisticsView } from "../statistics_view.js";
import { DeletedDatasets } from "./deleted_datasets.js";

const STATISTICS = "statistics";
const REPLACED = "replaced";
const FIRST = "input";
const ALL = -1;

/**
 * @param {import("./pages.js").DatasetApp} app
 * @param {URLSearchParams} asked `folder`, `view`, and `depth` of the address
 * @returns {import("../../standalone/app.js").Page}
 */
export function datasetsPage(app, asked) {
  const page = new DatasetsPage(app, asked);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["/", t("datasets.search")],
    ["Left Right Up Down", t("datasets.keys.move")],
    ["Enter", t("datasets.keys.open")],
    ["U", t("datasets.folder.up")],
    ["B", t("datasets.views.pictures")],
    ["S", t("datasets.views.statistics")],
  ]);
  return {
    root: page.root,
    title: page.title,
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), u: () => page.up(), b: () => page.view(""), s: () => page.view(STATISTICS), ArrowDown: () => page.focusPictures() },
    shortcuts: () => [{ title: t("datasets.title"), keys }],
  };
}

class DatasetsPage {
  #app;
  #folder;
  #depth;
  #isStatistics;
  #isReplaced;
  #places;
  #known = /** @type {import("../types.js").Place[]} */ ([]);
  #trail;
  #view;
  #deleted;
  #parent = /** @type {string | null} */ (null);
  #search;
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #note = element("p", { class: "penstock-dataset-hint", attributes: { hidden: "" } });
  #main = element("div", { class: "penstock-dataset-main" });
  #stop = new AbortController();

  /**
   * @param {import("./pages.js").DatasetApp} app
   * @param {URLSearchParams} asked
   */
  constructor(app, asked) {
    this.#app = app;
    const { host, client } = app;
    this.#folder = asked.get("folder") || FIRST;
    this.#depth = asked.get("depth") === String(ALL) ? ALL : 0;
    this.#isStatistics = asked.get("view") === STATISTICS;
    this.#isReplaced = asked.get("view") === REPLACED;
    const open = (/** @type {string} */ address) => app.go(this.#pathOf(address));
    this.#places = new FolderPlaces(host, { open, allow: () => void this.#allow(), menu: (place, anchor) => this.#menu(place, anchor), replaced: () => app.go(REPLACED_PATH) });
    this.#trail = new FolderTrail(host.t, open);
    this.#view = this.#isStatistics
      ? new StatisticsView(host, client, { folder: this.#folder, depth: this.#depth }, { failed: (error) => this.#waysOut(error) })
      : new FolderView(host, client, { open, read: (listing) => this.#onRead(listing), failed: (error) => this.#fail(error) });
    this.#deleted = new DeletedDatasets(app, (count) => this.#places.showReplaced(count, this.#isReplaced));
    this.#search = this.#makeSearch();
    this.#main.append(...(this.#isReplaced ? [this.#deleted.root] : [this.#note, this.#view.root]));
    const body = element("div", { class: "penstock-dataset-columns-page" }, this.#places.root, this.#main);
    this.root = element("section", { class: "penstock-list-page penstock-dataset-page" }, this.#isReplaced ? this.#barOfReplaced() : this.#bar(), body);
    app.places.addEventListener("change", () => void this.#readPlaces(), { signal: this.#stop.signal });
    void this.#begin();
  }

  get title() {
    const { t } = this.#app.host;
    if (this.#isReplaced) return t("datasets.trash.title");
    return this.#folder === FIRST ? t("datasets.title") : lastPart(this.#folder);
  }

  close() {
    this.#stop.abort();
    this.#view.close();
    this.#deleted.close();
  }

  focusSearch() {
    if (this.#isStatistics || this.#isReplaced) return;
    this.#search.focus();
    this.#search.select();
  }

  focusPictures() {
    if (this.#view instanceof FolderView) this.#view.focus();
  }

  up() {
    if (this.#parent) this.#app.go(this.#pathOf(this.#parent));
  }

  /** @param {string} view */
  view(view) {
    this.#app.go(this.#pathOf(this.#folder, view));
  }

  /**
   * @param {string} folder
   * @param {string} [view]
   */
  #pathOf(folder, view = this.#isStatistics ? STATISTICS : "", depth = this.#depth) {
    return folderPath(folder, view) + (depth ? `&depth=${depth}` : "");
  }

  #bar() {
    const { t } = this.#app.host;
    const tab = (/** @type {string} */ label, /** @type {string} */ view, /** @type {SVGElement} */ shape) => {
      const current = (view === STATISTICS) === this.#isStatistics;
      return element("a", { class: "penstock-button", attributes: { href: `#${this.#pathOf(this.#folder, view)}`, "aria-current": current ? "page" : null } }, shape, element("span", { text: label }));
    };
    const tabs = element("nav", { class: "penstock-dataset-tabs", attributes: { "aria-label": t("datasets.views.title") } }, tab(t("datasets.views.pictures"), "", icon("gallery")), tab(t("datasets.views.statistics"), STATISTICS, icon("statistics")));
    const deep = element("input", { attributes: { type: "checkbox" }, properties: { checked: this.#depth !== 0 }, on: { change: () => this.#app.go(this.#pathOf(this.#folder, undefined, deep.checked ? ALL : 0)) } });
    const below = element("label", { class: "penstock-dataset-check" }, deep, element("span", { text: t("datasets.with_folders") }));
    const search = element("label", { class: "penstock-list-search penstock-dataset-search" }, icon("search"), this.#search);
    const title = element("h1", { class: "penstock-hidden", text: this.title });
    const tools = element("div", { class: "penstock-dataset-tools" }, tabs, below, this.#isStatistics ? null : search);
    return element("div", { class: "penstock-list-bar penstock-dataset-bar" }, title, this.#trail.root, this.#count, tools);
  }

  #barOfReplaced() {
    return element("div", { class: "penstock-list-bar penstock-dataset-bar" }, element("h1", { text: this.title }));
  }

  #makeSearch() {
    const label = this.#app.host.t("datasets.search");
    const search = element("input", { attributes: { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false" } });
    const filter = () => this.#view instanceof FolderView && this.#view.search(search.value.trim());
    search.addEventListener("input", filter);
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") this.focusPictures();
      else if (event.key === "Escape" && search.value) search.value = "";
      else return;
      event.preventDefault();
      filter();
    });
    return search;
  }

  async #begin() {
    this.#trail.show([], this.#folder);
    await this.#readPlaces();
    if (this.#isReplaced) return undefined;
    if (this.#view instanceof FolderView) return void this.#view.open(this.#folder, this.#depth);
    void this.#view.count();
    // The way up is known from the listing alone.
    const listing = await this.#app.client.listing(this.#folder, { limit: 1 }).catch(() => null);
    if (listing) this.#onRead(listing);
    return undefined;
  }

  async #readPlaces() {
    const { host, client } = this.#app;
    try {
      this.#known = (await client.places()).folders;
    } catch (error) {
      host.toasts.showError(error);
    }
    this.#places.show(this.#known, this.#isReplaced ? "" : this.#folder);
    this.#trail.show(this.#known, this.#folder);
  }

  /** @param {import("../types.js").Listing} listing */
  #onRead({ folder, parent, count, skipped }) {
    const { t } = this.#app.host;
    this.#folder = folder;
    this.#parent = parent;
    this.#places.show(this.#known, folder);
    this.#trail.show(this.#known, folder);
    if (!this.#isStatistics) setText(this.#count, count ? t("datasets.images", { count }) : "");
    const away = typeof skipped === "number" ? skipped : skipped.length;
    setAttribute(this.#note, "hidden", away ? null : "");
    setText(this.#note, away ? t("datasets.skipped", { count: away }) : "");
    if (typeof skipped !== "number") setAttribute(this.#note, "title", skipped.join("\n"));
  }

  /** @param {any} error */
  #fail(error) {
    const again = () => {
      message.replaceWith(this.#view.root);
      if (this.#view instanceof FolderView) void this.#view.open(this.#folder, this.#depth);
    };
    const message = failure(this.#app.host.t, error, again, ...this.#waysOut(error));
    this.#view.root.replaceWith(message);
  }

  /**
   * Where to go from a folder that cannot be shown.
   * @param {any} error
   */
  #waysOut(error) {
    const { t } = this.#app.host;
    const allow = button(t("datasets.places.allow"), () => void this.#allow(), { icon: icon("plus"), showLabel: true, class: "penstock-button" });
    const first = element("a", { class: "penstock-button", text: t("datasets.places.input"), attributes: { href: `#${folderPath(FIRST)}` } });
    return [first, ...(error.status === 404 ? [] : [allow])];
  }

  async #allow() {
    const place = await allowFolder(this.#app.host);
    if (place) this.#app.go(folderPath(place.address));
  }

  /**
   * @param {import("../types.js").Place} place
   * @param {HTMLElement} anchor
   */
  #menu(place, anchor) {
    const { host, go, places } = this.#app;
    // It may be brought back when another page is shown.
    const changed = () => void places.dispatchEvent(new Event("change"));
    const isOurs = placeOf(this.#known, this.#folder)?.place.address === place.address;
    const run = () => void forbidFolder(host, place, changed).then(() => isOurs && go(folderPath(FIRST)));
    openMenu(host, { anchor }, [{ label: host.t("datasets.places.forbid"), icon: icon("close"), run }]);
  }
}
