/** The workflows that are kept, in the tab: search, import, open one on the canvas, and what can be done to each. */

import { button, element, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { chooseFiles, importFiles } from "../import_files.js";
import { workflowItems } from "../workflow_actions.js";
import { WorkflowBook } from "../workflow_book.js";
import { openOnCanvas } from "./open_on_canvas.js";

/** @typedef {import("../workflow_types.js").Entry} Entry */

export class KeptLibrary {
  #page;
  #kept;
  #opened;
  #book;
  #search;
  #list = element("ul", { class: "penstock-workflow-list" });
  #note = element("div", { class: "penstock-workflow-blank", attributes: { role: "status" } });

  /**
   * @param {import("./workflow_tab.js").Page} page
   * @param {import("./kept_workflow.js").KeptWorkflow} kept
   * @param {() => void} opened one was opened on the canvas
   */
  constructor(page, kept, opened) {
    const { t } = page.host;
    this.#page = page;
    this.#kept = kept;
    this.#opened = opened;
    this.#book = WorkflowBook.of(page.host);
    this.#search = element("input", { attributes: { type: "search", placeholder: t("workflow_tab.search"), "aria-label": t("workflow_tab.search") }, on: { input: () => this.#show() } });
    const bring = button(t("workflow_tab.import"), () => void this.#import(), { icon: icon("upload"), showLabel: true, class: "penstock-button" });
    const tools = element("div", { class: "penstock-workflow-tools" }, this.#search, bring);
    this.root = element("div", { class: "penstock-workflow-library" }, tools, element("div", { class: "penstock-workflow-scroll" }, this.#note, this.#list));
    this.#book.addEventListener("change", () => this.#show());
    kept.addEventListener("change", () => this.#show());
    this.#show();
  }

  refresh() {
    void this.#book.refresh();
  }

  /** @param {string} id of a kept workflow */
  async open(id) {
    try {
      const detail = await this.#book.client.get(id);
      await openOnCanvas(this.#page, detail);
      this.#kept.remember(id);
      this.#opened();
    } catch (error) {
      this.#page.host.toasts.showError(error);
    }
  }

  async #import() {
    await importFiles(this.#page.host, await chooseFiles(), { open: (id) => void this.open(id) });
  }

  #show() {
    const wanted = this.#search.value.trim().toLowerCase();
    const found = this.#book.list.filter(({ name, tags }) => [name, ...tags].some((text) => text.toLowerCase().includes(wanted)));
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-workflow]"));
    this.#list.replaceChildren(...found.map((entry) => this.#row(entry)));
    this.#say(found.length, wanted);
    if (focused && !focused.isConnected) /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-workflow="${CSS.escape(focused.dataset.workflow ?? "")}"] button`))?.focus({ preventScroll: true });
  }

  /**
   * @param {number} found
   * @param {string} wanted
   */
  #say(found, wanted) {
    const { t } = this.#page.host;
    const { status, error, list } = this.#book;
    this.#note.hidden = found > 0;
    if (status === "loading") return setText(this.#note, t("workflow_tab.loading"));
    if (status === "failed" && !list.length) return this.#note.replaceChildren(element("strong", { text: error.message }), button(t("retry"), () => this.refresh(), { class: "penstock-button" }));
    if (wanted) return setText(this.#note, t("workflow_tab.none_found"));
    return this.#note.replaceChildren(icon("workflows"), element("strong", { text: t("workflow_tab.none") }), element("p", { text: t("workflow_tab.none_hint") }));
  }

  /** @param {Entry} entry */
  #row(entry) {
    const { t } = this.#page.host;
    const picture = element("img", { attributes: { src: this.#book.client.pictureUrl(entry), alt: "", loading: "lazy", width: 40, height: 40 } });
    picture.addEventListener("error", () => picture.replaceWith(icon("workflows")));
    const facts = [t("workflow_tab.nodes", { count: entry.nodes }), ...entry.tags].join(" · ");
    const words = element("span", { class: "penstock-workflow-words" }, element("strong", { text: entry.name, attributes: { dir: "auto" } }), element("small", { text: facts, attributes: { dir: "auto" } }));
    const label = t("workflow_tab.open_on_canvas", { name: entry.name });
    const open = element("button", { class: "penstock-workflow-open-it", attributes: { type: "button", "aria-label": label, title: label }, on: { click: () => void this.open(entry.id) } }, element("span", { class: "penstock-workflow-picture" }, picture), words);
    const more = button(t("workflow_tab.more_about", { name: entry.name }), () => this.#menu(more, entry), { icon: icon("more"), class: "penstock-quiet" });
    more.setAttribute("aria-haspopup", "menu");
    const isOpen = this.#kept.one?.id === entry.id;
    return element("li", { attributes: { "data-workflow": entry.id, "data-open": isOpen ? "" : null } }, open, more);
  }

  /**
   * @param {HTMLElement} anchor
   * @param {Entry} entry
   */
  #menu(anchor, entry) {
    const { host, ownPage } = this.#page;
    const { t } = host;
    const page = { label: t("workflow_tab.open_page"), icon: icon("forward"), run: () => void window.open(`${ownPage}workflows/${encodeURIComponent(entry.id)}`) };
    openMenu(host, { anchor }, [
      { label: t("workflow_tab.open_on_canvas", { name: entry.name }), icon: icon("graph"), run: () => void this.open(entry.id) },
      ...(ownPage ? [page] : []),
      null,
      ...workflowItems(host, this.#book, entry),
    ]);
  }
}
