/** One picture at a time on the whole screen, with its caption and its mask. */

import { openFullDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openShortcuts } from "../library/shortcuts.js";
import { loadStyles } from "../library/styles.js";
import { LargePicture } from "./large_picture.js";
import { fitText } from "./dataset_words.js";

/**
 * @typedef {import("./shown_picture.js").ShownPicture} ShownPicture
 *
 * @typedef {object} LargeOptions
 * @property {() => readonly ShownPicture[]} pictures
 * @property {number} index of the one to begin with
 * @property {number} [count] of all, where not all are known yet
 * @property {() => Promise<void>} [more] reads more of them
 */

/**
 * @param {import("../library/host.js").Host} host
 * @param {LargeOptions} options
 * @returns {Promise<number>} the place of the picture that was shown last
 */
export async function openPicture(host, options) {
  await loadStyles([new URL("./picture_large.css", import.meta.url).href]);
  const view = new PictureLarge(host, options);
  const dialog = openFullDialog(host, { title: host.t("datasets.large.title"), content: view.root, className: "penstock-dataset-large", onClose: () => view.close() });
  view.closes = dialog.close;
  dialog.root.addEventListener("keydown", (event) => view.onKey(event));
  view.start();
  await dialog.closed;
  return view.index;
}

class PictureLarge {
  closes = () => {};
  #host;
  #options;
  #stage;
  #mask;
  #title = element("strong", { attributes: { dir: "auto" } });
  #place = element("span", { class: "penstock-dataset-large-place", attributes: { role: "status" } });
  #facts = element("p", { class: "penstock-dataset-large-facts" });
  #caption = element("p", { class: "penstock-dataset-large-caption", attributes: { dir: "auto", tabindex: 0 } });

  /**
   * @param {import("../library/host.js").Host} host
   * @param {LargeOptions} options
   */
  constructor(host, options) {
    const { t } = (this.#host = host);
    this.#options = options;
    this.index = options.index;
    this.root = element("div", { class: "penstock-dataset-large-view" });
    this.#stage = new LargePicture(t, { keys: this.root, swiped: (step) => void this.#step(step), sized: (width, height) => this.#tellFacts(width, height) });
    this.#mask = button(t("datasets.large.mask"), () => this.#toggleMask(), { icon: icon("mask"), showLabel: true, class: "penstock-button" });
    // Where there is little room its words are not seen.
    setAttribute(this.#mask, "aria-label", t("datasets.large.mask"));
    const names = element("div", { class: "penstock-dataset-large-names" }, this.#title, this.#place);
    const tools = [
      button(t("zoom.previous"), () => void this.#step(-1), { icon: icon("back"), class: "penstock-quiet" }),
      button(t("zoom.next"), () => void this.#step(1), { icon: icon("forward"), class: "penstock-quiet" }),
      button(t("zoom.fit"), () => this.#stage.fit(), { icon: icon("fit"), class: "penstock-quiet penstock-dataset-large-wide" }),
      button(t("library.shortcuts"), () => this.#help(), { icon: icon("keyboard"), class: "penstock-quiet penstock-dataset-large-wide" }),
      button(t("close"), () => this.closes(), { icon: icon("close"), class: "penstock-quiet" }),
    ];
    const foot = element("footer", { class: "penstock-dataset-large-foot" }, this.#facts, this.#caption);
    this.root.append(element("header", { class: "penstock-dataset-large-head" }, names, this.#mask, ...tools), this.#stage.root, foot);
  }

  start() {
    this.#stage.root.focus({ preventScroll: true });
    this.#show();
  }

  close() {
    this.#stage.close();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.defaultPrevented) return;
    const keys = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => void this.#step(-1),
      ArrowRight: () => void this.#step(1),
      Home: () => this.#to(0),
      End: () => this.#to(this.#options.pictures().length - 1),
      M: () => this.#toggleMask(),
      F: () => this.#stage.fit(),
      Z: () => this.closes(),
      "?": () => this.#help(),
    });
    const run = keys[chordOf(event)];
    if (!run) return;
    event.preventDefault();
    run();
  }

  /** @param {1 | -1} step */
  async #step(step) {
    const { pictures, more, count = 0 } = this.#options;
    const at = this.index;
    if (at + step >= pictures().length && pictures().length < count) await more?.();
    if (at === this.index) this.#to(at + step);
  }

  /** @param {number} index */
  #to(index) {
    if (!this.#options.pictures()[index]) return;
    this.index = index;
    this.#show();
  }

  #toggleMask() {
    if (!this.#mask.hidden) this.#stage.toggleMask();
    setAttribute(this.#mask, "aria-pressed", String(this.#stage.hasMask));
  }

  #show() {
    const { t } = this.#host;
    const pictures = this.#options.pictures();
    const picture = pictures[this.index];
    setText(this.#title, picture.title);
    setText(this.#place, t("datasets.large.place", { number: this.index + 1, count: Math.max(this.#options.count ?? 0, pictures.length) }));
    setAttribute(this.#mask, "hidden", picture.maskUrl ? null : "");
    this.#stage.show(picture);
    setAttribute(this.#mask, "aria-pressed", String(this.#stage.hasMask));
    this.#tellFacts(picture.width, picture.height);
    const missing = picture.caption === null ? t("datasets.no_caption") : picture.caption === "" ? t("datasets.empty_caption") : "";
    setText(this.#caption, picture.caption || picture.problem || missing);
    for (const near of [pictures[this.index + 1], pictures[this.index - 1]]) if (near) new Image().src = near.url;
  }

  /**
   * @param {number | undefined} width pixels
   * @param {number | undefined} height
   */
  #tellFacts(width, height) {
    const { fit } = this.#options.pictures()[this.index];
    const size = width && height ? `${width} × ${height}` : "";
    setText(this.#facts, [size, fit ? `→ ${fitText(this.#host.t, fit)}` : ""].filter(Boolean).join(" "));
  }

  #help() {
    const { t } = this.#host;
    const keys = /** @type {[string, string][]} */ ([
      ["Left / Right", t("datasets.large.keys_step")],
      ["Home / End", t("datasets.large.keys_ends")],
      ["M", t("datasets.large.mask")],
      ["+ / -", t("zoom.keys_zoom")],
      ["0 / F", t("zoom.fit")],
      ["1", t("zoom.actual")],
      ["Esc", t("close")],
    ]);
    openShortcuts(this.#host, [{ title: t("datasets.large.title"), keys }]);
  }
}
