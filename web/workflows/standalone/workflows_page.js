/** Every workflow as a card: search, tags, import by button and drop, rename, delete, and those that were deleted. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { openMenu } from "../../library/menu.js";
import { topDialog } from "../../library/top_layer.js";
import { ownUndoKeys } from "../../library/undo_keys.js";
import { acceptWorkflowDrops, chooseFiles, importFiles } from "../import_files.js";
import { editTags, renameWorkflow, workflowItems } from "../workflow_actions.js";
import { deletedWorkflows } from "./deleted_workflows.js";
import { TagFilter } from "./tag_filter.js";
import { WorkflowCards } from "./workflow_cards.js";
import { workflowsMessage } from "./workflows_messages.js";

/** @typedef {import("../workflow_types.js").Entry} Entry */

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function workflowsPage(app) {
  const page = new WorkflowsPage(app);
  const { t } = app.host;
  const keys = /** @type {[string, string][]} */ ([
    ["I", t("workflows.import")],
    ["/", t("workflows.search")],
    ["← ↑ ↓ →", t("workflows.keys.cards")],
    ["Enter", t("workflows.keys.open")],
    ["F2", t("workflows.keys.rename")],
    ["T", t("workflows.keys.tags")],
    ["Delete", t("workflows.keys.delete")],
    ["Ctrl+Z", t("workflows.keys.undo")],
    ["Shift+F10", t("page.keys.menu")],
  ]);
  return {
    root: page.root,
    title: t("workflows.title"),
    close: () => page.close(),
    keys: { "/": () => page.focusSearch(), i: () => void page.choose() },
    shortcuts: () => [{ title: t("workflows.title"), keys }],
    place: () => page.cards.linkOf(app.last.workflow),
  };
}

class WorkflowsPage {
  #app;
  #search;
  #tags;
  #total = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #message = element("div");
  #closed = new AbortController();

  /** @param {import("./pages.js").WorkflowApp} app */
  constructor(app) {
    this.#app = app;
    const { host, book, last } = app;
    const { t } = host;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: t("workflows.search"), "aria-label": t("workflows.search"), autocomplete: "off", spellcheck: "false" },
      properties: { value: last.search },
      on: { input: () => this.#show(), keydown: (event) => this.#onSearchKey(event) },
    });
    const choose = button(t("workflows.import"), () => void this.choose(), { icon: icon("upload"), showLabel: true, class: "penstock-button penstock-primary" });
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, element("h1", { text: t("workflows.title") }), this.#total, search, choose);
    this.#tags = new TagFilter(host, last.tag, () => this.#show());
    const found = (/** @type {string} */ id) => this.cards.focus(id);
    this.cards = new WorkflowCards(app, {
      menu: (workflow, place) => openMenu(host, place, workflowItems(host, book, workflow, { open: () => app.open(workflow.id), shown: found })),
      keys: {
        F2: (workflow) => void renameWorkflow(host, book, workflow).then(() => found(workflow.id)),
        T: (workflow) => void editTags(host, book, workflow).then(() => found(workflow.id)),
        Delete: (workflow) => void book.remove(workflow, found),
      },
      tag: (tag) => this.#tags.choose(tag),
      above: () => this.#search.focus(),
    });
    const drop = element("div", { class: "penstock-workflow-drop", attributes: { "aria-hidden": "true" } }, element("div", {}, icon("upload"), element("span", { text: t("workflows.drop") })));
    this.root = element("section", { class: "penstock-list-page penstock-workflows-page" }, bar, this.#tags.root, this.#message, this.cards.root, deletedWorkflows(app, this.#closed.signal), drop);
    acceptWorkflowDrops(this.root, (files) => void this.#import(files));
    this.#listen();
  }

  close() {
    this.#closed.abort();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  async choose() {
    await this.#import(await chooseFiles());
  }

  #listen() {
    const { book } = this.#app;
    const { signal } = this.#closed;
    book.addEventListener("change", () => this.#show(), { signal });
    const undo = () => void (topDialog() ?? book.undoRemove().then((id) => id && this.cards.focus(id)));
    // Wherever the focus fell when the last card went.
    signal.addEventListener("abort", ownUndoKeys(document.body, { undo, redo: () => {} }));
    void book.refresh();
    this.#show();
  }

  /** @param {File[]} files */
  async #import(files) {
    const made = await importFiles(this.#app.host, files, { open: this.#app.open });
    if (made.length === 1) this.cards.focus(made[0].workflow.id);
  }

  #show() {
    const { book, host, last } = this.#app;
    this.#tags.show(book.tags);
    [last.search, last.tag] = [this.#search.value, this.#tags.tag];
    const found = matching(book.list, last.search, last.tag);
    const some = book.list.length > 0;
    const counted = found.length < book.list.length ? host.t("page.found", { shown: found.length, count: book.list.length }) : String(found.length);
    setText(this.#total, some ? counted : "");
    setAttribute(this.root, "aria-busy", book.status === "loading" ? "true" : null);
    const { focused } = this.cards;
    this.cards.show(found);
    if (focused !== null && !found.length) this.#search.focus();
    const message = workflowsMessage(this.#app, { some, found: found.length > 0 }, { choose: () => void this.choose(), clear: () => this.#clear() });
    const same = message.length === this.#message.childNodes.length && message.every((node, at) => node.isEqualNode(this.#message.childNodes[at]));
    if (!same) this.#message.replaceChildren(...message);
  }

  #clear() {
    this.#search.value = "";
    this.#tags.choose("");
    this.#search.focus();
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") this.cards.focusFirst();
    else if (event.key === "Escape" && this.#search.value) this.#clear();
    else return;
    event.preventDefault();
  }
}

/**
 * Those whose words are all found, in names, tags and descriptions.
 * @param {readonly Entry[]} list
 * @param {string} search
 * @param {string} tag
 */
export function matching(list, search, tag) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = (/** @type {Entry} */ { name, description, tags }) => [name, description, ...tags].join("\n").toLowerCase();
  const hasTag = (/** @type {Entry} */ { tags }) => !tag || tags.some((one) => one.toLowerCase() === tag.toLowerCase());
  return list.filter((one) => hasTag(one) && words.every((word) => textOf(one).includes(word)));
}
