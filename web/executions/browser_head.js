/** What stands above a contact sheet: the source, how far the run is, its newest picture, and what can be done with it. */

import { openDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { ordinal, textOf } from "./execution_names.js";
import { ProgressLine } from "./progress_line.js";

const SMALL = 128;
const LARGE = 1024;

/**
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 *
 * @typedef {object} HeadActions
 * @property {() => void} compare
 * @property {((anchor: HTMLElement) => void) | null} more null: the menu is elsewhere
 * @property {() => void} openNewest
 */

export class BrowserHead {
  #host;
  #client;
  #execution = /** @type {OpenExecution | null} */ (null);
  #source;
  #newest;
  #newestImage = element("img", { attributes: { alt: "", decoding: "async" } });
  #newestText = element("span");
  #progress;
  #note = element("span", { class: "penstock-execution-note" });
  #problems = element("ul", { class: "penstock-execution-problems", attributes: { role: "status", hidden: "" } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./execution_client.js").ExecutionClient} client
   * @param {HeadActions} actions
   * @param {...Node} tools of the sheet
   */
  constructor(host, client, { compare, more, openNewest }, ...tools) {
    const { t } = (this.#host = host);
    this.#client = client;
    this.#progress = new ProgressLine(t);
    const image = element("img", { attributes: { alt: "", decoding: "async" }, on: { error: () => this.#source.classList.add("penstock-broken") } });
    this.#source = element("button", { class: "penstock-execution-source", attributes: { type: "button", "aria-label": t("executions.source"), title: t("executions.source") }, on: { click: () => this.#openSource() } }, image);
    this.#newest = element("button", { class: "penstock-execution-newest", attributes: { type: "button", hidden: "" }, on: { click: openNewest } }, this.#newestImage, this.#newestText);
    const compareButton = button(t("executions.compare"), compare, { icon: icon("compare"), showLabel: true, class: "penstock-button penstock-execution-compare" });
    // Where there is little room its words are not seen.
    setAttribute(compareButton, "aria-label", t("executions.compare"));
    setAttribute(compareButton, "title", t("executions.compare"));
    const moreButton = more && moreActions(t, more);
    const state = element("div", { class: "penstock-execution-state" }, this.#progress.root, this.#note);
    const bar = element("div", { class: "penstock-execution-bar" }, this.#source, state, this.#newest, ...tools, compareButton, moreButton);
    this.root = element("header", { class: "penstock-execution-head" }, bar, this.#problems);
  }

  /** @param {OpenExecution} execution */
  show(execution) {
    this.#execution = execution;
    const { about, newest, key } = execution;
    setAttribute(this.root, "hidden", about ? null : "");
    if (!about) return;
    const { t } = this.#host;
    this.#progress.show(about);
    setText(this.#note, [t("executions.scenes", { count: about.scene_count }), t("executions.job", { job: key.job }), key.exec_id, about.read_only && t("executions.read_only")].filter(Boolean).join(" · "));
    setAttribute(this.#note, "title", textOf(key));
    setAttribute(/** @type {HTMLImageElement} */ (this.#source.firstElementChild), "src", this.#client.sourceUrl(key, SMALL));
    const shown = about.finished === null ? newest : null;
    setAttribute(this.#newest, "hidden", shown ? null : "");
    if (shown) {
      const name = t("executions.newest", { scene: about.scenes.find(({ order }) => order === shown.order)?.name ?? shown.scene, variant: ordinal(shown.variant) });
      setAttribute(this.#newestImage, "src", this.#client.imageUrl(key, shown, SMALL));
      setText(this.#newestText, name);
      setAttribute(this.#newest, "title", name);
    }
    setAttribute(this.#problems, "hidden", about.problems.length ? null : "");
    if (this.#problems.dataset.shown === JSON.stringify(about.problems)) return;
    this.#problems.dataset.shown = JSON.stringify(about.problems);
    this.#problems.replaceChildren(...about.problems.map((problem) => element("li", {}, icon("warning"), element("span", { text: problem }))));
  }

  #openSource() {
    if (!this.#execution) return;
    const { t } = this.#host;
    const { key, about } = this.#execution;
    const image = element("img", { class: "penstock-execution-source-large", attributes: { src: this.#client.sourceUrl(key, LARGE), alt: t("executions.source") } });
    const hash = element("p", { class: "penstock-execution-hash", text: t("executions.input_hash", { hash: about?.input_hash ?? "" }) });
    openDialog(this.#host, { title: t("executions.source"), content: element("div", {}, image, hash), wide: true });
  }
}

/**
 * The button of the menu of an execution.
 * @param {import("../library/strings.js").Translate} t
 * @param {(anchor: HTMLElement) => void} open
 */
export function moreActions(t, open) {
  const made = button(t("executions.more"), () => open(made), { icon: icon("more"), class: "penstock-quiet" });
  setAttribute(made, "aria-haspopup", "menu");
  return made;
}
