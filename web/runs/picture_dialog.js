/** One picture on the whole screen with the values that made it; the arrows lead to the others. */

import { openFullDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { kept, keep } from "../library/page_storage.js";
import { PictureStage } from "./picture_stage.js";
import { namesOf, valueRows } from "./run_values.js";
import { timeText } from "./run_words.js";

const PANEL = "penstock.runs.picture_values";

/**
 * @typedef {{run: import("./types.js").Run, output: import("./types.js").RunOutput}} Picture
 *
 * @typedef {object} PictureList
 * @property {Picture[]} pictures may grow while it is open
 * @property {number} at
 * @property {() => Promise<void>} [more] reads more of them, for the last one
 * @property {(at: number) => void} [seen] another one is shown
 */

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./run_client.js").RunClient} client
 * @param {PictureList} list
 */
export function openPictures(host, client, list) {
  return new PictureDialog(host, client, list);
}

class PictureDialog {
  #host;
  #client;
  #list;
  #at;
  #stage;
  #name = element("strong", { attributes: { dir: "auto" } });
  #facts = element("small");
  #values = element("dl", { class: "penstock-run-values" });
  #panel;
  #toggle;
  #open;
  #download;
  #before;
  #after;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./run_client.js").RunClient} client
   * @param {PictureList} list
   */
  constructor(host, client, list) {
    const { t } = host;
    this.#host = host;
    this.#client = client;
    this.#list = list;
    this.#at = list.at;
    const root = element("div", { class: "penstock-run-large penstock-texts" });
    this.#stage = new PictureStage(t, { label: t("runs.picture"), keys: root });
    this.#panel = element("aside", { class: "penstock-run-large-values", attributes: { "aria-label": t("runs.values") } }, this.#values);
    this.#toggle = button(t("runs.values"), () => this.#toggleValues(), { icon: icon("sliders"), class: "penstock-quiet" });
    this.#open = element("a", { class: "penstock-text-button", text: t("runs.show_run") });
    this.#download = element("a", { class: "penstock-quiet", attributes: { title: t("runs.download"), "aria-label": t("runs.download"), download: "" } }, icon("download"));
    this.#before = button(t("runs.previous"), () => void this.#go(-1), { icon: icon("back"), class: "penstock-quiet" });
    this.#after = button(t("runs.following"), () => void this.#go(1), { icon: icon("forward"), class: "penstock-quiet" });
    const close = button(t("close"), () => dialog.close(), { icon: icon("close"), class: "penstock-quiet" });
    const words = element("span", { class: "penstock-run-large-words" }, this.#name, this.#facts);
    const bar = element("header", {}, this.#before, this.#after, words, this.#open, this.#toggle, this.#download, close);
    root.append(bar, element("div", { class: "penstock-run-large-body" }, this.#stage.root, this.#panel));
    root.addEventListener("keydown", (event) => this.#onKey(event));
    const dialog = openFullDialog(host, { title: t("runs.picture"), content: root, onClose: () => this.#stage.close() });
    this.#open.addEventListener("click", (event) => this.#toRun(event, dialog));
    this.#showPanel(kept(PANEL) === "yes");
    this.#stage.root.focus();
    this.#show();
  }

  /** @param {1 | -1} step */
  async #go(step) {
    const { pictures, more, seen } = this.#list;
    if (step > 0 && this.#at >= pictures.length - 2) await more?.();
    const at = Math.min(pictures.length - 1, Math.max(0, this.#at + step));
    if (at === this.#at) return;
    this.#at = at;
    seen?.(at);
    this.#show();
  }

  #show() {
    const { t } = this.#host;
    const { run, output } = this.#list.pictures[this.#at];
    this.#stage.show(this.#client.outputUrl(output), output.name);
    setText(this.#name, run.title || t("runs.unnamed"));
    const size = output.width ? `${output.width} × ${output.height}` : "";
    setText(this.#facts, [output.name, size, timeText(run.created)].filter(Boolean).join(" · "));
    setAttribute(this.#open, "href", `#/runs/${encodeURIComponent(run.id)}`);
    setAttribute(this.#download, "href", this.#client.outputUrl(output, { download: true }));
    this.#before.disabled = this.#at === 0;
    this.#after.disabled = this.#at === this.#list.pictures.length - 1 && !this.#list.more;
    void this.#showValues(run);
  }

  /** @param {import("./types.js").Run} run */
  async #showValues(run) {
    const entries = Object.entries(run.parameters_used ?? run.values);
    this.#values.replaceChildren(...valueRows(entries, new Map()));
    const names = await namesOf(this.#host, run);
    if (this.#list.pictures[this.#at].run.id === run.id && names.size) this.#values.replaceChildren(...valueRows(entries, names));
  }

  #toggleValues() {
    const shown = this.#panel.hidden;
    keep(PANEL, shown ? "yes" : "no");
    this.#showPanel(shown);
  }

  /** @param {boolean} shown */
  #showPanel(shown) {
    this.#panel.hidden = !shown;
    setAttribute(this.#toggle, "aria-pressed", String(shown));
  }

  /**
   * @param {MouseEvent} event
   * @param {import("../library/dialogs.js").Dialog} dialog
   */
  #toRun(event, dialog) {
    event.preventDefault();
    dialog.close();
    this.#host.runs?.open(this.#list.pictures[this.#at].run.id);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => unknown>} */
    const does = { ArrowLeft: () => this.#go(-1), ArrowRight: () => this.#go(1), v: () => this.#toggleValues() };
    if (!Object.hasOwn(does, event.key)) return;
    event.preventDefault();
    does[event.key]();
  }
}
