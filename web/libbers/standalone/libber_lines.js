/** The lines of the list of libraries, with their keys and menus. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { isUnsaved } from "../libber_names.js";
import { download, duplicateLibber, removeLibber, renameLibber } from "../libber_actions.js";

/**
 * @typedef {import("../types.js").ListedLibber} ListedLibber
 * @typedef {{root: HTMLElement, link: HTMLAnchorElement, show: (libber: ListedLibber) => void}} Line
 */

export class LibberLines {
  #app;
  #lines = /** @type {Map<string, Line>} */ (new Map());

  /** @param {import("./pages.js").LibberApp} app */
  constructor(app) {
    this.#app = app;
    this.root = element("ul", { class: "penstock-list", attributes: { "aria-label": app.host.t("libbers.title") } });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("focusin", ({ target }) => this.#rove(/** @type {Element} */ (target).closest("li")));
  }

  get count() {
    return this.#lines.size;
  }

  /** @param {string} name */
  linkOf(name) {
    return this.#lines.get(name)?.link ?? null;
  }

  focusFirst() {
    this.#links[0]?.focus();
  }

  /** @param {readonly ListedLibber[]} libbers */
  show(libbers) {
    const at = this.#links.indexOf(/** @type {any} */ (document.activeElement));
    const wanted = new Set(libbers.map(({ name }) => name));
    for (const [name, line] of this.#lines) if (!wanted.has(name)) (line.root.remove(), this.#lines.delete(name));
    for (const [place, libber] of libbers.entries()) this.#place(libber, place);
    setAttribute(this.root, "hidden", libbers.length ? null : "");
    // What went away with the focus gives it to the next.
    if (at >= 0 && !this.root.contains(document.activeElement)) this.#links[Math.min(at, this.#links.length - 1)]?.focus();
    if (!this.root.querySelector("a[tabindex='0']")) this.#rove(this.#links[0]?.closest("li") ?? null);
  }

  /**
   * @param {ListedLibber} libber
   * @param {number} place
   */
  #place(libber, place) {
    const line = this.#lines.get(libber.name) ?? this.#make(libber);
    this.#lines.set(libber.name, line);
    line.show(libber);
    if (this.root.children[place] !== line.root) this.root.insertBefore(line.root, this.root.children[place] ?? null);
  }

  get #links() {
    return /** @type {HTMLAnchorElement[]} */ ([...this.root.querySelectorAll("li > a")]);
  }

  /**
   * @param {ListedLibber} libber
   * @returns {Line}
   */
  #make({ name }) {
    const { host } = this.#app;
    const { t } = host;
    const [count, note] = [element("span", { class: "penstock-count" }), element("span", { class: "penstock-list-mark" })];
    const title = element("span", { class: "penstock-list-name", text: name, attributes: { title: name, dir: "auto" } });
    const notes = element("span", { class: "penstock-list-marks" }, note);
    const link = element("a", { attributes: { href: `#/libbers/${encodeURIComponent(name)}`, tabindex: -1 } }, icon("libber"), title, notes, count);
    const more = button(t("libbers.menu_of", { name }), () => this.#openMenu(name, { anchor: more }), { icon: icon("more"), class: "penstock-quiet" });
    for (const [key, value] of [["aria-haspopup", "menu"], ["tabindex", -1]]) setAttribute(more, String(key), value);
    const root = element("li", { attributes: { "data-libber": name } }, link, more);
    root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.#openMenu(name, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: more });
    });
    const show = (/** @type {ListedLibber} */ libber) => {
      setText(count, libber.revision === null ? "" : t("libbers.count", { count: libber.count }));
      setText(note, isUnsaved(libber) ? t("libbers.not_saved") : libber.revision === null ? t("libbers.unreadable") : libber.draft?.dirty ? t("libbers.unsaved") : libber.read_only ? t("libbers.read_only_short") : "");
      note.classList.toggle("penstock-list-unsaved", !!libber.draft?.dirty);
      setAttribute(note, "title", libber.problems.join("\n") || null);
    };
    return { root, link, show };
  }

  /**
   * @param {string} name
   * @param {import("../../library/menu.js").Place} place
   */
  #openMenu(name, place) {
    const { host, open, book } = this.#app;
    const { t } = host;
    this.linkOf(name)?.focus({ preventScroll: true });
    const toOpen = { label: t("page.open"), icon: icon("forward"), keys: "Enter", run: () => open(name) };
    if (!book.has(name)) return void openMenu(host, place, [toOpen]);
    openMenu(host, place, [
      toOpen,
      null,
      { label: t("libbers.rename_title"), icon: icon("rename"), keys: "F2", run: () => void this.#rename(name) },
      { label: t("libbers.duplicate"), icon: icon("duplicate"), keys: "Ctrl+D", run: () => void this.#duplicate(name) },
      { label: t("libbers.export"), icon: icon("download"), run: () => download(book.client.fileUrl(name)) },
      null,
      { label: t("libbers.delete"), icon: icon("trash"), keys: "Delete", danger: true, run: () => void this.#remove(name) },
    ]);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const name = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("li"))?.dataset.libber;
    const run = name === undefined ? undefined : this.#keysOf(name)[chordOf(event)];
    if (!run) return;
    event.preventDefault();
    run();
  }

  /**
   * @param {string} name
   * @returns {Record<string, () => unknown>}
   */
  #keysOf(name) {
    const at = this.#links.indexOf(/** @type {HTMLAnchorElement} */ (this.linkOf(name)));
    const to = (/** @type {number} */ place) => () => this.#links[Math.max(0, Math.min(place, this.#links.length - 1))]?.focus();
    const menu = () => this.#openMenu(name, { anchor: /** @type {HTMLElement} */ (this.#lines.get(name)?.root.querySelector("button")) });
    const remove = () => this.#remove(name);
    const ofFile = { F2: () => this.#rename(name), "Ctrl+D": () => this.#duplicate(name), Delete: remove, Backspace: remove };
    return {
      ...{ ArrowDown: to(at + 1), ArrowUp: to(at - 1), Home: to(0), End: to(this.#links.length - 1) },
      ...(this.#app.book.has(name) ? ofFile : {}),
      ...{ "Shift+F10": menu, ContextMenu: menu },
    };
  }

  /** @param {string} name */
  async #rename(name) {
    const now = await renameLibber(this.#app.host, this.#app.book, name);
    if (now) await this.#reveal(now);
  }

  /** @param {string} name */
  async #duplicate(name) {
    const made = await duplicateLibber(this.#app.host, this.#app.book, name);
    if (made) await this.#reveal(made.name);
  }

  /** @param {string} name */
  async #remove(name) {
    await removeLibber(this.#app.host, this.#app.book, name, (back) => void this.#reveal(back));
    await this.#app.book.refresh();
  }

  /** @param {string} name */
  async #reveal(name) {
    await this.#app.book.refresh();
    const link = this.linkOf(name);
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  }

  /** One of them is reached by Tab, and its menu after it. @param {Element | null} line */
  #rove(line) {
    for (const one of this.root.querySelectorAll("li > *")) setAttribute(one, "tabindex", one.parentElement === line ? 0 : -1);
  }
}
