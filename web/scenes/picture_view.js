/** One picture of a scene, as large as the screen: zoomed and moved, the others by the arrow keys. */

import { openFullDialog } from "../library/dialogs.js";
import { button, element, linkStyles, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { ViewportGestures } from "../library/viewport.js";

const PIXELATED_FROM = 2;
const MARGIN = 8;
const MOST_FIT = 4;
const FAR_ENOUGH_PX = 56;

/**
 * @typedef {{name: string, label: string, canGo: boolean}} Shown `canGo`: it can be removed
 *
 * @typedef {object} ViewOptions
 * @property {Pick<import("./scene_files.js").SceneFiles, "url">} files
 * @property {Shown[]} pictures
 * @property {string} at the one that is shown first
 * @property {(name: string) => void} remove
 * @property {(last: string) => void} closed with the picture that was shown last
 */

/**
 * @param {import("../library/host.js").Host} host
 * @param {ViewOptions} options
 */
export function openPictureView(host, options) {
  linkStyles(new URL("./picture_view.css", import.meta.url).href);
  const view = new PictureView(host, options);
  view.open();
}

class PictureView {
  #host;
  #options;
  #at;
  #title = element("strong", { attributes: { role: "status" } });
  #facts = element("span", { class: "penstock-scene-view-facts" });
  #image = element("img", { attributes: { alt: "", draggable: "false" } });
  #stage;
  #remove;
  /** @type {ViewportGestures} */
  #gestures;
  #size = { width: 1, height: 1 };
  #touch = /** @type {{x: number, y: number} | null} */ (null);
  #dialog = /** @type {import("../library/dialogs.js").Dialog | null} */ (null);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {ViewOptions} options
   */
  constructor(host, options) {
    const { t } = host;
    this.#host = host;
    this.#options = options;
    this.#at = Math.max(0, options.pictures.findIndex(({ name }) => name === options.at));
    this.#stage = element("div", { class: "penstock-scene-view-stage", attributes: { tabindex: 0, role: "group", "aria-label": t("scenes.view_stage"), autofocus: "" } }, this.#image);
    const quiet = (/** @type {string} */ label, /** @type {"back" | "forward" | "trash" | "close"} */ shape, /** @type {() => void} */ run) => button(label, run, { icon: icon(shape), class: "penstock-quiet" });
    this.#remove = quiet(t("scenes.remove"), "trash", () => this.#removeShown());
    const steps = [quiet(t("scenes.before"), "back", () => this.#step(-1)), quiet(t("scenes.next"), "forward", () => this.#step(1))];
    const head = element("div", { class: "penstock-scene-view-head" }, this.#title, this.#facts, ...(options.pictures.length > 1 ? steps : []), this.#remove, quiet(t("close"), "close", () => this.#dialog?.close()));
    this.root = element("div", { class: "penstock-scene-view penstock-texts" }, head, this.#stage);
    this.#gestures = new ViewportGestures(this.#stage, { image: this.#size, keys: this.root, margin: MARGIN, mostFit: MOST_FIT, dragPans: (event) => event.pointerType !== "touch" || !this.#isWhole, changed: (view) => this.#place(view) });
    this.#image.addEventListener("load", () => this.#loaded());
    this.#image.addEventListener("error", () => setText(this.#facts, t("scenes.unreadable")));
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#stage.addEventListener("dblclick", () => (this.#isWhole ? this.#gestures.actual() : this.#gestures.fit()));
    this.#stage.addEventListener("pointerdown", ({ pointerType, isPrimary, clientX: x, clientY: y }) => (this.#touch = pointerType === "touch" && isPrimary && this.#isWhole ? { x, y } : null));
    this.#stage.addEventListener("pointerup", (event) => this.#swiped(event));
  }

  open() {
    const { title } = this;
    this.#dialog = openFullDialog(this.#host, {
      title,
      content: this.root,
      onClose: () => {
        this.#gestures.close();
        this.#options.closed(this.#shown.name);
      },
    });
    this.#show();
  }

  get title() {
    return this.#shown.label;
  }

  get #shown() {
    return this.#options.pictures[this.#at];
  }

  get #isWhole() {
    const { scale } = this.#gestures.view;
    const { width, height } = this.#gestures.areaSize;
    return this.#size.width * scale <= width + 1 && this.#size.height * scale <= height + 1;
  }

  #show() {
    const { files, pictures } = this.#options;
    const { name, label, canGo } = this.#shown;
    setText(this.#title, pictures.length > 1 ? `${label} (${this.#at + 1}/${pictures.length})` : label);
    setText(this.#facts, "");
    setAttribute(this.#image, "alt", label);
    this.#image.src = files.url(name);
    setAttribute(this.#remove, "hidden", canGo ? null : "");
  }

  #loaded() {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    setText(this.#facts, `${width} × ${height}`);
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#gestures.show(this.#size);
  }

  /** @param {import("../library/viewport.js").View} view */
  #place({ scale, x, y }) {
    Object.assign(this.#image.style, { left: `${x}px`, top: `${y}px`, width: `${this.#size.width * scale}px`, height: `${this.#size.height * scale}px` });
    this.#image.classList.toggle("penstock-scene-view-pixels", scale > PIXELATED_FROM);
  }

  /** @param {number} by */
  #step(by) {
    const { length } = this.#options.pictures;
    this.#at = (this.#at + by + length) % length;
    this.#show();
  }

  #removeShown() {
    const { name, canGo } = this.#shown;
    if (!canGo) return;
    this.#options.remove(name);
    this.#dialog?.close();
  }

  /** @param {PointerEvent} event */
  #swiped({ clientX, clientY }) {
    const begun = this.#touch;
    this.#touch = null;
    const dx = clientX - (begun?.x ?? clientX);
    if (Math.abs(dx) >= FAR_ENOUGH_PX && Math.abs(dx) > Math.abs(clientY - (begun?.y ?? 0))) this.#step(dx < 0 ? 1 : -1);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const does = /** @type {Record<string, () => void>} */ ({ ArrowRight: () => this.#step(1), ArrowLeft: () => this.#step(-1), Delete: () => this.#removeShown() })[chordOf(event)];
    if (!does || event.defaultPrevented) return;
    event.preventDefault();
    does();
  }
}
