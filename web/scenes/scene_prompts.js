/** The prompts of a scene: a short table of names and texts over the draft of its collection. */

import { askText } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { makeTextTable } from "../library/texts/table.js";

const PROMPT = "prompt:";
const LONGEST_NAME = 200;

/**
 * @typedef {import("../library/texts/types.js").Row} Row
 * @typedef {import("../library/texts/types.js").Column} Column
 * @typedef {import("../library/texts/types.js").DraftEdit} DraftEdit
 */

export class ScenePrompts {
  #host;
  #drafts;
  #table = makeTextTable();
  #message = element("div", { class: "penstock-scene-prompts-message", attributes: { hidden: "" } });
  #count = element("span", { class: "penstock-count" });
  #isShown = false;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./scene_drafts.js").SceneDrafts} drafts
   * @param {string} page the address of all that can be done to the prompts; empty where there is none
   */
  constructor(host, drafts, page) {
    const { t } = host;
    this.#host = host;
    this.#drafts = drafts;
    const link = page ? element("a", { class: "penstock-scene-prompts-link", attributes: { href: page, target: page.startsWith("#") ? null : "_blank" } }, element("span", { text: t("scenes.prompts.page") }), icon("forward")) : null;
    const head = element("div", { class: "penstock-scene-part-head" }, element("h2", { text: t("scenes.prompts.title") }), this.#count, link);
    this.root = element("section", { class: "penstock-scene-prompts", attributes: { role: "group", "aria-label": t("scenes.prompts.title") } }, head, this.#table, this.#message);
  }

  update() {
    const { prompts } = this.#drafts;
    const { status } = prompts;
    if (status === "ready" && !this.#isShown) this.#showTable();
    setAttribute(this.#table, "hidden", status === "ready" ? null : "");
    setAttribute(this.#message, "hidden", status === "ready" || status === "loading" ? "" : null);
    setText(this.#count, status === "ready" ? String(this.#names().length) : "");
    if (status === "missing" || status === "failed") this.#say(status);
  }

  focusSearch() {
    this.#table.focusSearch();
  }

  beginAdd() {
    if (this.#drafts.prompts.status === "ready") this.#table.beginAdd();
    else void this.#addFirst();
  }

  /** What was typed into a cell is taken. @returns {boolean} false where something is wrong with it */
  commit() {
    return this.#table.commit();
  }

  #showTable() {
    this.#isShown = true;
    const { t } = this.#host;
    this.#table.show({
      host: this.#host,
      document: this.#drafts.prompts,
      label: t("scenes.prompts.title"),
      columns: this.#columns(),
      isRow: (key) => key.startsWith(PROMPT),
      add: (name) => this.#added(name),
      addLabel: t("scenes.prompts.add"),
      empty: { title: t("scenes.prompts.none"), hint: t("scenes.prompts.none_hint") },
    });
  }

  /** @returns {Column[]} */
  #columns() {
    const { t } = this.#host;
    return [
      { id: "name", label: t("scenes.prompts.name"), kind: "text", width: "minmax(96px, 1fr)", value: ({ key }) => key.slice(PROMPT.length), edit: (row, typed) => this.#renamed(row, typed) },
      { id: "value", label: t("scenes.prompts.value"), kind: "long", width: "minmax(150px, 3fr)", placeholder: t("scenes.prompts.empty"), value: ({ value }) => textOf(value?.value), edit: ({ key, value }, typed) => [{ key, value: { ...value, value: typed } }] },
      { id: "libber", label: t("scenes.prompts.libber"), kind: "readonly", width: "minmax(64px, 0.6fr)", narrow: false, value: ({ value }) => (value?.processing_type === "libber" ? textOf(value.libber_name) : "") },
    ];
  }

  #names() {
    return this.#drafts.prompts.order.filter((key) => key.startsWith(PROMPT)).map((key) => key.slice(PROMPT.length));
  }

  /** @param {string} name */
  #fault(name) {
    const { t } = this.#host;
    if (!name) return t("scenes.prompts.name_empty");
    if ([...name].length > LONGEST_NAME) return t("scenes.prompts.name_long");
    return this.#names().includes(name) ? t("scenes.prompts.name_taken") : "";
  }

  /**
   * @param {string} typed
   * @returns {DraftEdit[] | string}
   */
  #added(typed) {
    const name = typed.trim();
    return this.#fault(name) || [{ key: PROMPT + name, value: { value: "" } }];
  }

  /**
   * @param {Row} row
   * @param {string} typed
   * @returns {DraftEdit[] | string | null}
   */
  #renamed({ key, value }, typed) {
    const name = typed.trim();
    if (PROMPT + name === key) return null;
    return this.#fault(name) || [{ key: PROMPT + name, value, instead_of: key }];
  }

  /** @param {"missing" | "failed"} status */
  #say(status) {
    if (this.#message.dataset.status === status) return;
    this.#message.dataset.status = status;
    const { t } = this.#host;
    const { error } = this.#drafts.prompts;
    const words = status === "missing" ? [t("scenes.prompts.none"), t("scenes.prompts.none_hint")] : [error?.message ?? "", error?.hint ?? ""];
    const add = button(t("scenes.prompts.add"), () => void this.#addFirst(), { icon: icon("plus"), showLabel: true, class: "penstock-button" });
    const retry = button(t("retry"), () => void this.#drafts.prompts.open(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    this.#message.replaceChildren(element("strong", { text: words[0] }), element("p", { text: words[1] }), status === "missing" ? add : retry);
  }

  /** The scene has no collection yet: it gets one with this prompt. */
  async #addFirst() {
    const { t } = this.#host;
    const check = async (/** @type {string} */ typed) => {
      const fault = this.#fault(typed.trim());
      if (fault || !(await this.#drafts.beginPrompts())) return fault;
      void this.#drafts.prompts.edit(/** @type {DraftEdit[]} */ (this.#added(typed)));
      return "";
    };
    await askText(this.#host, { title: t("scenes.prompts.add"), label: t("scenes.prompts.name"), value: t("scenes.prompts.first"), confirm: t("scenes.create"), check });
  }
}

/** @param {unknown} value */
const textOf = (value) => (typeof value === "string" ? value : "");
