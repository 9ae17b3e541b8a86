/** What a node shows of its execution: how far it is, and of each scene the picture that counts. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { ExecutionBook } from "../execution_book.js";
import { ordinal, sameKey, titleOf } from "../execution_names.js";
import { ProgressLine } from "../progress_line.js";
import { bandsOf } from "../sheet_bands.js";

const SMALL = 128;
const MOST_SHOWN = 120;

/**
 * @typedef {import("../types.js").ExecutionKey} ExecutionKey
 * @typedef {import("../types.js").Picture} Picture
 */

export class ExecutionStrip {
  #page;
  #book;
  #execution = /** @type {import("../open_execution.js").OpenExecution | null} */ (null);
  #title = element("span", { class: "penstock-execution-strip-title" });
  #thumbs = element("div", { class: "penstock-execution-thumbs", attributes: { role: "group", "data-capture-wheel": "" } });
  #note = element("p", { class: "penstock-execution-strip-note" });
  #open;
  #progress;
  #said = "";
  #looks = false;
  #onChange = () => this.#show();

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    this.#page = page;
    const { t } = page.host;
    this.#book = ExecutionBook.of(page.host);
    this.#progress = new ProgressLine(t);
    this.#open = button(t("execution_node.open"), () => void this.#openBrowser(), { icon: icon("executions"), class: "penstock-quiet" });
    setAttribute(this.#thumbs, "aria-label", t("executions.sheet"));
    const head = element("div", { class: "penstock-execution-strip-head" }, element("div", {}, this.#title, this.#progress.root), this.#open);
    this.root = element("div", { class: "penstock-execution-strip" }, head, this.#thumbs, this.#note);
    this.show(null);
  }

  /**
   * @param {ExecutionKey | null} key
   * @param {string} [note] what to say where there is none
   */
  show(key, note = "") {
    if (note !== this.#said || !key) setText(this.#note, note);
    this.#said = note;
    if (sameKey(key, this.#execution?.key)) return this.#show();
    this.close();
    this.#execution = key && this.#book.execution(key);
    if (this.#execution) {
      this.#looks = true;
      this.#execution.addEventListener("change", this.#onChange);
      this.#execution.look();
    }
    this.#show();
  }

  /** Follows it no more. */
  close() {
    if (!this.#execution || !this.#looks) return;
    this.#looks = false;
    this.#execution.removeEventListener("change", this.#onChange);
    this.#execution.leave();
    this.#execution = null;
  }

  async #openBrowser() {
    const { openBrowser } = await import("./execution_dialog.js");
    if (this.#execution) await openBrowser(this.#page, this.#execution.key);
  }

  #show() {
    const execution = this.#execution;
    const about = execution?.about ?? null;
    setAttribute(/** @type {Element} */ (this.root.firstElementChild), "hidden", execution ? null : "");
    setAttribute(this.#progress.root, "hidden", about ? null : "");
    setAttribute(this.#thumbs, "hidden", about && execution?.images.length ? null : "");
    setAttribute(this.#open, "hidden", about ? null : "");
    const words = execution ? (execution.status === "missing" ? this.#page.host.t("executions.missing") : "") : this.#said;
    setText(this.#note, words);
    setAttribute(this.#note, "hidden", words ? null : "");
    if (!execution) return;
    setText(this.#title, titleOf(about ?? execution.key));
    setAttribute(this.#title, "title", execution.key.exec_id);
    if (!about) return;
    this.#progress.show(about);
    this.#showThumbs(execution);
  }

  /** @param {import("../open_execution.js").OpenExecution} execution */
  #showThumbs(execution) {
    const shown = bandsOf([execution]).flatMap(({ name, sides: [places] }) => {
      const there = /** @type {Picture[]} */ (places.filter(Boolean));
      const best = there.find((one) => execution.isPicked(one)) ?? there.find((one) => one.name === execution.newest?.name) ?? there[0];
      return best ? [{ scene: name, picture: best, count: there.length }] : [];
    });
    const at = shown.findIndex(({ picture }) => picture.name === execution.newest?.name);
    const from = Math.max(0, Math.min(at - MOST_SHOWN / 2, shown.length - MOST_SHOWN));
    const drawn = JSON.stringify([execution.key, from, shown.slice(from, from + MOST_SHOWN), execution.newest?.name, execution.about?.picks]);
    if (drawn === this.#thumbs.dataset.drawn) return;
    this.#thumbs.dataset.drawn = drawn;
    const focused = [...this.#thumbs.children].indexOf(/** @type {Element} */ (document.activeElement));
    this.#thumbs.replaceChildren(...shown.slice(from, from + MOST_SHOWN).map((one) => this.#thumb(execution, one)));
    if (focused >= 0) /** @type {HTMLElement | undefined} */ (this.#thumbs.children[focused])?.focus();
  }

  /**
   * @param {import("../open_execution.js").OpenExecution} execution
   * @param {{scene: string, picture: Picture, count: number}} shown
   */
  #thumb(execution, { scene, picture, count }) {
    const { t } = this.#page.host;
    const src = this.#book.client.imageUrl(execution.key, picture, SMALL);
    const name = t("executions.picture_name", { scene, variant: ordinal(picture.variant) });
    const picked = execution.isPicked(picture);
    const state = [picked && "penstock-picked", picture.name === execution.newest?.name && "penstock-newest"].filter(Boolean).join(" ");
    return element(
      "button",
      { class: state, attributes: { type: "button", title: `${name} (${count})\n${picture.name}`, "aria-label": [name, picked && t("executions.is_picked")].filter(Boolean).join(", ") }, on: { click: () => void this.#enlarge(picture) } },
      element("img", { attributes: { src, alt: "", loading: "lazy", decoding: "async", draggable: "false" } }),
      picked ? icon("star") : null,
    );
  }

  /** @param {Picture} picture */
  async #enlarge(picture) {
    const execution = this.#execution;
    if (!execution) return;
    const [{ openLarge }, { DeletionSteps }, { deleteFiles }] = await Promise.all([import("../large_view.js"), import("../deletion_steps.js"), import("../execution_actions.js")]);
    const { host } = this.#page;
    const steps = new DeletionSteps();
    await openLarge(host, this.#book.client, {
      executions: [execution],
      side: 0,
      picture,
      pick: (_side, one) => void execution.pick(one.order, execution.isPicked(one) ? null : one.name),
      remove: (_side, one) => void steps.run(() => deleteFiles(host, this.#book, execution.key, [one.name])),
      steps,
    });
  }
}
