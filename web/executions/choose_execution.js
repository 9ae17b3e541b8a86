/** Asks for one of the executions, say to compare another one with it. */

import { openDialog } from "../library/dialogs.js";
import { element, setAttribute, setText } from "../library/elements.js";
import { progressText, sameKey, textOf, titleOf } from "./execution_names.js";

const COVER = 128;
const MOST_SHOWN = 200;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("./types.js").Listed} Listed
 */

/**
 * @param {Host} host
 * @param {import("./execution_book.js").ExecutionBook} book
 * @param {{title: string, beside: ExecutionKey[]}} options `beside` are not offered, others of their story come first
 * @returns {Promise<ExecutionKey | null>} null where none was chosen
 */
export async function chooseExecution(host, book, { title, beside }) {
  book.watch();
  let chosen = /** @type {ExecutionKey | null} */ (null);
  const choose = (/** @type {Listed} */ one) => {
    chosen = { story: one.story, job: one.job, exec_id: one.exec_id };
    dialog.close();
  };
  const list = new Choices(host, book, beside, choose);
  const dialog = openDialog(host, { title, content: list.root, wide: true, onClose: () => list.close() });
  await dialog.closed;
  return chosen;
}

class Choices {
  #host;
  #book;
  #beside;
  #choose;
  #search;
  #list = element("ul", { class: "penstock-execution-choices" });
  #note = element("p", { class: "penstock-execution-note", attributes: { role: "status" } });
  #stop = new AbortController();

  /**
   * @param {Host} host
   * @param {import("./execution_book.js").ExecutionBook} book
   * @param {ExecutionKey[]} beside
   * @param {(one: Listed) => void} choose
   */
  constructor(host, book, beside, choose) {
    this.#host = host;
    this.#book = book;
    this.#beside = beside;
    this.#choose = choose;
    const label = host.t("executions.search");
    this.#search = element("input", { attributes: { type: "search", "aria-label": label, placeholder: label, autofocus: "" }, on: { input: () => this.#show(), keydown: (event) => this.#onKey(event) } });
    this.root = element("div", { class: "penstock-execution-chooser" }, element("div", { class: "penstock-field" }, this.#search), this.#list, this.#note);
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    book.addEventListener("change", () => this.#show(), { signal: this.#stop.signal });
    this.#show();
  }

  close() {
    this.#stop.abort();
  }

  #show() {
    const { t } = this.#host;
    const text = this.#search.value.trim().toLowerCase();
    const others = this.#book.list.filter((one) => !this.#beside.some((shown) => sameKey(one, shown)) && textOf(one).toLowerCase().includes(text));
    const own = (/** @type {Listed} */ one) => Number(one.story === this.#beside[0].story);
    others.sort((one, other) => own(other) - own(one) || other.started - one.started);
    this.#list.replaceChildren(...others.slice(0, MOST_SHOWN).map((one) => element("li", {}, this.#line(one))));
    setText(this.#note, others.length ? "" : this.#book.status === "loading" ? t("executions.loading") : t("executions.no_other"));
    setAttribute(this.#note, "hidden", others.length ? "" : null);
  }

  /** @param {Listed} one */
  #line(one) {
    const { t } = this.#host;
    const { client } = this.#book;
    const src = one.cover ? client.imageUrl(one, { name: one.cover }, COVER) : client.sourceUrl(one, COVER);
    const words = element("span", {}, element("strong", { text: titleOf(one) }), element("small", { text: [one.story, t("executions.job", { job: one.job }), progressText(t, one)].join(" · ") }));
    return element("button", { attributes: { type: "button", title: textOf(one) }, on: { click: () => this.#choose(one) } }, element("img", { attributes: { src, alt: "", loading: "lazy" } }), words);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const all = /** @type {HTMLElement[]} */ ([this.#search, ...this.#list.querySelectorAll("button")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    all[Math.max(0, Math.min(at + step, all.length - 1))]?.focus();
  }
}
