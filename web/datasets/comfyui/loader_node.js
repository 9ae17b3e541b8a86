/** One node Folder Image Loader: which picture comes next, what follows, and a run for each that is left. */

import { widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { DatasetNode, statusLine } from "./dataset_node.js";
import { FolderWindow } from "./folder_window.js";
import { LoaderStrip } from "./loader_strip.js";
import { controlsOf, Walk } from "./walk.js";

const SHAPE = { name: "penstock_folder", minHeight: 210, width: 360 };
const SIDE = 512;
const SMALL = 160;
const END = "EndOfFolder";
/** What a run takes where no folder is said. */
const INPUT = "input";

/**
 * Where the walk is: `index` comes next, or was the last (`isLast`) where only a run can tell.
 * @typedef {{folder: string, depth: number, index: number, isLast: boolean}} Where
 */

export class LoaderNode extends DatasetNode {
  #window;
  #walk;
  #strip;
  #choose;
  #run;
  #image = element("img", { attributes: { alt: "", draggable: "false", decoding: "async" } });
  #picture = element("div", { class: "penstock-dataset-next-picture" });
  #place = element("strong", { class: "penstock-dataset-next-place", attributes: { role: "status", dir: "auto" } });
  #caption = element("p", { class: "penstock-dataset-next-caption", attributes: { dir: "auto", tabindex: "0", "data-capture-wheel": "true" } });
  #marks = element("p", { class: "penstock-dataset-next-marks" });
  #note = statusLine();
  #restart;
  #last = /** @type {{folder: string, index: number, count: number, name: string} | null} */ (null);
  #isEnded = false;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./dataset_node.js").Shared} shared
   */
  constructor(page, node, shared) {
    super(page, node, shared, SHAPE);
    this.#window = new FolderWindow(page.host, () => this.#show());
    for (const control of controlsOf(widgetOf(node, "index"))) control.value = "increment";
    this.#walk = new Walk(page.app, node, this.element);
    this.#strip = new LoaderStrip(page.host, this.#window.client, (index) => this.put({ index }));
    this.#run = button("", () => void this.#runAll(), { icon: icon("run"), showLabel: true, class: "penstock-button penstock-primary" });
    this.#restart = button(this.t("datasets.node.start_again"), () => this.put({ index: 0 }), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    const words = element("div", { class: "penstock-dataset-next-words" }, this.#place, this.#marks, this.#caption, this.#note.root, this.#restart);
    this.#picture.append(this.#image, icon("check"));
    this.#choose = this.folderButton("folder", false);
    const head = element("div", { class: "penstock-dataset-node-head" }, this.#choose, this.#run);
    this.body.append(head, element("div", { class: "penstock-dataset-next" }, this.#picture, words), this.#strip.root);
    this.#image.addEventListener("error", () => setAttribute(this.#picture, "data-broken", ""));
    this.#image.addEventListener("load", () => setAttribute(this.#picture, "data-broken", null));
    const { onRemoved } = node;
    node.onRemoved = () => (this.#window.close(), onRemoved?.call(node));
  }

  /** Shows what a run would take. */
  update() {
    const where = this.#where;
    this.#choose.disabled = !this.widget("folder");
    this.#window.look(where);
    this.#show();
  }

  /** @param {any} output */
  ran({ folder, index, count, name }) {
    if (!count) return;
    this.#last = { folder: String(folder?.[0] ?? ""), index: Number(index?.[0]), count: Number(count[0]), name: String(name?.[0] ?? "") };
    this.#isEnded = false;
    this.shared.pictures.set(this.node, this.#window.client.pictureUrl(this.#last.folder, this.#last, SMALL));
    if (this.#window.seen.listing && this.#window.seen.listing.count !== this.#last.count) this.#window.again();
  }

  /** @returns {Where | null} null where only a run can tell, and there was none */
  get #where() {
    const [folder, index, depth] = [this.text("folder"), this.number("index"), this.number("depth") ?? 0];
    if (folder !== null && index !== null) return { folder: folder || INPUT, depth, index, isLast: false };
    const last = this.#last;
    return last && { folder: (folder ?? last.folder) || INPUT, depth, index: index ?? last.index, isLast: true };
  }

  #show() {
    const { status, listing } = this.#window.seen;
    const where = this.#where;
    const isPast = !!listing && !!where && listing.count > 0 && (this.#isEnded || where.index >= listing.count);
    const next = listing && where && !isPast ? (listing.images[where.index - listing.start] ?? null) : null;
    this.#showPicture(listing, next, isPast);
    setText(this.#place, this.#placeText(where, isPast));
    setText(this.#caption, next?.caption ?? "");
    setAttribute(this.#caption, "hidden", next?.caption ? null : "");
    this.#showMarks(next);
    this.#note.show(this.#noteText(where, isPast));
    setAttribute(this.#restart, "hidden", isPast && this.widget("index") ? null : "");
    this.#strip.show(status === "ready" ? listing : null, isPast ? -1 : (where?.index ?? -1), !!this.widget("index"));
    this.#showRun(where, listing?.count ?? 0, isPast);
  }

  /**
   * @param {import("../types.js").Listing | null} listing
   * @param {import("../types.js").FolderPicture | null} next
   * @param {boolean} isPast
   */
  #showPicture(listing, next, isPast) {
    const src = listing && next ? this.#window.client.pictureUrl(listing.folder, next, SIDE) : null;
    setAttribute(this.#picture, "data-end", isPast ? "" : null);
    setAttribute(this.#picture, "hidden", src || isPast ? null : "");
    setAttribute(this.#image, "hidden", src ? null : "");
    setAttribute(this.#image, "alt", next?.name ?? "");
    if (src) setAttribute(this.#image, "src", src);
  }

  /** @param {import("../types.js").FolderPicture | null} next */
  #showMarks(next) {
    const words = next ? [next.caption === null ? this.t("datasets.node.no_caption") : "", next.mask ? this.t("datasets.node.has_mask") : "", next.problem ?? ""] : [];
    const text = words.filter(Boolean).join(" · ");
    setText(this.#marks, text);
    setAttribute(this.#marks, "hidden", text ? null : "");
  }

  /**
   * @param {Where | null} where
   * @param {boolean} isPast
   */
  #placeText(where, isPast) {
    const { status, listing, problem } = this.#window.seen;
    if (!where) return this.t("datasets.node.run_only");
    if (status === "failed") return problem;
    if (!listing) return this.t("datasets.node.reading");
    if (!listing.count) return this.t("datasets.node.empty", { folder: listing.folder });
    if (isPast) return this.t("datasets.node.all_used", { count: listing.count, folder: listing.folder });
    const name = listing.images[where.index - listing.start]?.name ?? (this.#last?.index === where.index ? this.#last.name : "");
    return this.t("datasets.node.place", { place: where.index + 1, count: listing.count, name });
  }

  /**
   * @param {Where | null} where
   * @param {boolean} isPast
   */
  #noteText(where, isPast) {
    const { status, listing, hint } = this.#window.seen;
    const last = this.#last;
    if (!where) return "";
    if (status === "failed") return hint;
    if (!listing) return "";
    if (!listing.count) return this.t("datasets.node.empty_hint");
    if (where.isLast) return this.t("datasets.node.last_run");
    const isBehind = last && last.folder === listing.folder && last.index < where.index - 1;
    if (isBehind) return this.t("datasets.node.run_is_at", { place: last.index + 1, name: last.name });
    if (isPast) return this.t("datasets.node.end_hint");
    return this.text("folder") === "" ? this.t("datasets.node.no_folder") : "";
  }

  /**
   * @param {Where | null} where
   * @param {number} count
   * @param {boolean} isPast
   */
  #showRun(where, count, isPast) {
    const canRun = !!this.widget("index") && !!where && count > 0;
    const left = where && !isPast ? count - where.index : count;
    setText(/** @type {Element} */ (this.#run.lastElementChild), this.t(left < count ? "datasets.node.run_rest" : "datasets.node.run_all", { count: left }));
    setAttribute(this.#run, "title", this.t("datasets.node.run_hint"));
    setAttribute(this.#run, "hidden", canRun ? null : "");
    this.#run.disabled = this.#walk.isQueueing;
  }

  /** Queues what is left; behind the last picture everything. */
  async #runAll() {
    const [widget, where, { listing }] = [this.widget("index"), this.#where, this.#window.seen];
    if (!widget || !where || !listing || this.#walk.isQueueing || this.page.app.processingQueue) return;
    const from = where.index < listing.count && !this.#isEnded ? where.index : 0;
    this.#isEnded = false;
    this.#run.disabled = true;
    try {
      const queued = await this.#walk.queue(widget, from, listing.count - from);
      if (queued) this.host.toasts.show({ message: this.t("datasets.node.queued", { count: queued }), severity: "success" });
    } catch (error) {
      this.host.toasts.showError(error);
    } finally {
      this.put({});
    }
  }

  /**
   * Behind the last picture; where a link brings the index nothing else tells.
   * @param {string} type
   */
  failed(type) {
    if (type.split(".").at(-1) === END) this.#isEnded = this.number("index") === null;
  }
}
