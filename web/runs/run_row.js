/** A run in a line of a list. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { RunBar } from "./run_bar.js";
import { serverTitle } from "./run_start.js";
import { shortValues } from "./run_values.js";
import { lineText, percentOf, statusText } from "./run_words.js";
import { hasEnded } from "./types.js";

const SMALL = 96;

/**
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("../library/host.js").Host} Host
 *
 * @typedef {object} RowOptions
 * @property {(run: Run) => string} href where it leads; empty for a button
 * @property {(run: Run) => void} open
 * @property {import("./run_deeds.js").RunDeeds} deeds
 * @property {(run: Run) => void} [compare] chooses it to be compared
 * @property {(run: Run) => string} [when] said at the end of the line
 */

export class RunRow {
  #host;
  #book;
  #options;
  #name = element("strong", { attributes: { dir: "auto" } });
  #dot = element("span", { class: "penstock-run-dot", attributes: { role: "img" } });
  #line = element("small");
  #percent = element("span", { class: "penstock-run-percent" });
  #picture = element("img", { attributes: { alt: "", loading: "lazy", decoding: "async", hidden: "" } });
  #bar;
  #link;
  #cancel;
  #more;
  #run = /** @type {Run} */ (/** @type {unknown} */ (null));

  /**
   * @param {Host} host
   * @param {import("./run_book.js").RunBook} book
   * @param {RowOptions} options
   */
  constructor(host, book, options) {
    const { t } = host;
    this.#host = host;
    this.#book = book;
    this.#options = options;
    this.#bar = new RunBar(t("runs.progress"));
    const words = element("span", { class: "penstock-run-row-words" }, element("span", { class: "penstock-run-row-top" }, this.#name, this.#percent), this.#bar.root, this.#line);
    this.#link = element("a", { class: "penstock-run-row-link", attributes: { "data-focus": "", tabindex: 0 }, on: { click: (event) => this.#open(event) } }, this.#dot, this.#picture, words);
    this.#cancel = button(t("runs.cancel"), () => void options.deeds.cancel(this.#run), { icon: icon("stop"), class: "penstock-quiet" });
    const more = button(t("runs.more"), () => openMenu(host, { anchor: more }, this.#items()), { icon: icon("more"), class: "penstock-quiet" });
    more.setAttribute("aria-haspopup", "menu");
    more.setAttribute("data-with-focus", "");
    this.#more = more;
    this.root = element("li", { class: "penstock-run-row" }, this.#link, this.#cancel, more);
    this.root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      openMenu(host, { x: event.clientX, y: event.clientY }, this.#items());
    });
  }

  #items() {
    const { deeds, compare } = this.#options;
    const run = this.#run;
    return deeds.items(run, compare ? { compare: () => compare(run) } : {});
  }

  /** @param {Run} run */
  show(run) {
    const { t } = this.#host;
    const progress = this.#book.progressOf(run.id);
    const { client } = this.#book;
    this.#run = run;
    this.root.dataset.run = run.id;
    this.root.dataset.status = run.status;
    setAttribute(this.#link, "href", this.#options.href(run) || "#");
    setText(this.#name, run.title || t("runs.unnamed"));
    this.#dot.dataset.status = run.status;
    setAttribute(this.#dot, "aria-label", statusText(t, run));
    setAttribute(this.#dot, "title", statusText(t, run));
    setText(this.#percent, run.status === "running" ? `${percentOf(progress)} %` : (this.#options.when?.(run) ?? ""));
    const line = lineText(t, run, progress, (server) => serverTitle(this.#book, server));
    const cell = run.batch ? t("runs.cell", { place: run.place + 1 }) : "";
    setAttribute(this.#more, "aria-label", t("runs.actions_of", { name: [run.title || t("runs.unnamed"), cell].filter(Boolean).join(", ") }));
    const said = [line, cell, run.status === "running" ? "" : shortValues(run)].filter(Boolean).join(" · ");
    setText(this.#line, said);
    setAttribute(this.#line, "title", said);
    setAttribute(this.#bar.root, "hidden", run.status === "running" ? null : "");
    this.#bar.show(run, progress);
    setAttribute(this.#cancel, "hidden", hasEnded(run) ? "" : null);
    const shown = run.outputs.find(({ thumbnail, temporary }) => thumbnail && !temporary) ?? run.outputs.find(({ thumbnail }) => thumbnail);
    const small = shown ? client.thumbnailUrl(shown, SMALL) : progress?.preview && !hasEnded(run) ? client.previewUrl(run.id, progress.preview) : "";
    setAttribute(this.#picture, "hidden", small ? null : "");
    if (small) setAttribute(this.#picture, "src", small);
  }

  /** @param {MouseEvent} event */
  #open(event) {
    if (this.#options.href(this.#run) && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    this.#options.open(this.#run);
  }
}

/**
 * What a key does with a run of a list.
 * @param {import("./run_deeds.js").RunDeeds} deeds
 * @param {Run} run
 * @param {KeyboardEvent} event
 * @param {{removed?: () => void, compare?: (run: Run) => void}} [after]
 * @returns {boolean} whether it was for it
 */
export function onRunKey(deeds, run, { key }, { removed, compare } = {}) {
  const ended = hasEnded(run);
  /** @type {Record<string, (() => unknown) | false>} */
  const does = {
    x: !ended && (() => deeds.cancel(run)),
    r: ended && run.status !== "completed" && (() => deeds.retry(run)),
    a: () => deeds.again(run),
    c: compare !== undefined && (() => compare(run)),
    Delete: ended && (async () => (await deeds.remove(run)) && removed?.()),
  };
  const deed = Object.hasOwn(does, key) && does[key];
  if (!deed) return false;
  void deed();
  return true;
}
