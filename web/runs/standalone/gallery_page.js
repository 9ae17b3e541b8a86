/** The page of all pictures that runs made. */

import { element, setAttribute, setText } from "../../library/elements.js";
import { RunGallery } from "../gallery.js";
import { RunList } from "../run_list.js";
import { GalleryChoices } from "./gallery_choices.js";
import { listMessage, nothing } from "./list_messages.js";
import { RunFilters } from "./run_filters.js";

/**
 * @param {import("./pages.js").RunApp} app
 * @param {URLSearchParams} asked
 * @returns {import("../../standalone/app.js").Page}
 */
export function galleryPage(app, asked) {
  const page = new GalleryPage(app, asked);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["/", t("runs.search_pictures")],
    ["Left Right Up Down", t("runs.keys.move")],
    ["Enter", t("runs.keys.zoom")],
    ["Space", t("runs.keys.choose")],
    ["C", t("runs.compare")],
  ]);
  return { root: page.root, title: t("runs.gallery"), close: () => page.close(), keys: { "/": () => page.filters.focus() }, shortcuts: () => [{ title: t("runs.gallery"), keys }], place: () => page.lastTile() };
}

class GalleryPage {
  #app;
  #list;
  #gallery;
  #choices;
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div", { class: "penstock-run-message" });
  #said = "";

  /**
   * @param {import("./pages.js").RunApp} app
   * @param {URLSearchParams} asked
   */
  constructor(app, asked) {
    this.#app = app;
    const { host, book } = app;
    const { t } = host;
    this.#list = new RunList(host);
    this.#choices = new GalleryChoices(host, (changes) => this.filters.narrow(changes));
    this.filters = new RunFilters(host, { choices: this.#choices.parts, path: "/gallery", label: t("runs.search_pictures"), asked, statuses: [], changed: () => void this.#find(), down: () => this.#gallery.focus(0) });
    this.#gallery = new RunGallery({ host, list: this.#list, up: () => this.filters.focus(), opened: (key) => (app.last.picture = key) });
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("runs.gallery") }), this.#count, this.filters.root);
    this.root = element("section", { class: "penstock-list-page penstock-gallery-page" }, bar, this.#message, this.#gallery.root);
    this.#list.addEventListener("change", () => this.#show());
    book.look();
    void this.#find();
    void this.#choices.read();
    this.#show();
  }

  close() {
    this.#list.close();
    this.#gallery.close();
    this.#app.book.leave();
  }

  lastTile() {
    return this.#gallery.tile(this.#app.last.picture);
  }

  #find() {
    this.#choices.show(this.filters.filter);
    return this.#list.find({ ...this.filters.filter, outputs: true });
  }

  #show() {
    const { host } = this.#app;
    const { t } = host;
    this.#gallery.show();
    const { length } = this.#gallery.pictures;
    setText(this.#count, length ? (this.#list.isWhole ? String(length) : t("runs.so_many_and_more", { count: length })) : "");
    setAttribute(this.root, "aria-busy", this.#list.status === "loading" ? "true" : null);
    const empty = () => nothing("gallery", t("runs.no_pictures"), t("runs.no_pictures_hint"), element("a", { class: "penstock-button", text: t("runs.to_workflows"), attributes: { href: "#/workflows" } }));
    const message = listMessage(host, this.#list, { isNarrow: this.filters.isNarrow, empty, clear: () => this.filters.clear() });
    if (message.what === this.#said) return;
    this.#said = message.what;
    this.#message.replaceChildren(...message.nodes());
  }
}
