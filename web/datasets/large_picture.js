/** Where a picture stands on the whole screen, zoomed and panned, its mask over it. */

import { element, setAttribute, setText } from "../library/elements.js";
import { ViewportGestures } from "../library/viewport.js";

const MARGIN = 12;
const MOST_FIT = 4;
const PIXELATED_FROM = 2;
const FIRST_SIDE = 320;
const FAR_ENOUGH_PX = 56;

export class LargePicture {
  #t;
  #sized;
  #picture = element("div", { class: "penstock-dataset-large-picture" });
  #mask = element("div", { class: "penstock-dataset-large-mask", attributes: { hidden: "" } });
  #problem = element("p", { class: "penstock-dataset-large-problem", attributes: { role: "alert", hidden: "" } });
  #gestures;
  #size = { width: 1, height: 1 };
  #maskUrl = "";
  #wantsMask = false;
  #swipe = /** @type {{id: number, x: number} | null} */ (null);

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {{keys: HTMLElement, swiped: (step: 1 | -1) => void, sized: (width: number, height: number) => void}} options `sized`: the picture has arrived
   */
  constructor(t, { keys, swiped, sized }) {
    this.#t = t;
    this.#sized = sized;
    const attributes = { tabindex: 0, role: "group", "aria-label": t("datasets.large.title") };
    this.root = element("div", { class: "penstock-dataset-large-stage", attributes }, this.#picture, this.#problem);
    this.#gestures = new ViewportGestures(this.root, {
      image: this.#size,
      keys,
      margin: MARGIN,
      mostFit: MOST_FIT,
      changed: (view) => this.#place(view),
      took: () => (this.#swipe = null),
      dragPans: ({ pointerType }) => pointerType !== "touch",
    });
    this.root.addEventListener("pointerdown", ({ pointerId, clientX, pointerType }) => (this.#swipe = pointerType === "touch" ? { id: pointerId, x: clientX } : null));
    this.root.addEventListener("pointerup", ({ pointerId, clientX }) => {
      const moved = this.#swipe?.id === pointerId ? clientX - this.#swipe.x : 0;
      this.#swipe = null;
      if (Math.abs(moved) > FAR_ENOUGH_PX) swiped(moved > 0 ? -1 : 1);
    });
  }

  get hasMask() {
    return !this.#mask.hidden;
  }

  /** @param {import("./shown_picture.js").ShownPicture} picture */
  show(picture) {
    const full = element("img", { attributes: { src: picture.url, alt: picture.title, decoding: "async", draggable: "false" } });
    const before = element("img", { attributes: { src: picture.small(FIRST_SIDE), alt: "", draggable: "false" } });
    before.addEventListener("error", () => (before.hidden = true));
    before.addEventListener("load", () => before.isConnected && !full.complete && this.#shape(before));
    this.#picture.replaceChildren(before, full, this.#mask);
    this.#maskUrl = picture.maskUrl ?? "";
    this.#showMask();
    setAttribute(this.#problem, "hidden", "");
    void this.#load(before, full, picture);
  }

  toggleMask() {
    this.#wantsMask = !this.#wantsMask;
    this.#showMask();
  }

  fit() {
    this.#gestures.fit();
  }

  close() {
    this.#gestures.close();
  }

  #showMask() {
    const shown = this.#wantsMask && this.#maskUrl !== "";
    setAttribute(this.#mask, "hidden", shown ? null : "");
    // Luminance: white is painted.
    this.#mask.style.maskImage = shown ? `url("${this.#maskUrl}")` : "";
  }

  /**
   * @param {HTMLImageElement} before
   * @param {HTMLImageElement} full
   * @param {import("./shown_picture.js").ShownPicture} picture
   */
  async #load(before, full, picture) {
    const shown = await full.decode().then(() => true, () => full.complete && full.naturalWidth > 0);
    if (!full.isConnected) return;
    if (shown) {
      this.#shape(full);
      this.#sized(full.naturalWidth, full.naturalHeight);
    }
    full.hidden = !shown;
    // What is transparent in the picture would show the small one.
    before.hidden = shown;
    setText(this.#problem, shown ? "" : this.#t("datasets.large.not_loaded"));
    setAttribute(this.#problem, "hidden", shown ? "" : null);
    if (shown) return;
    const why = picture.problem || (await whyNot(picture.small(FIRST_SIDE)));
    if (full.isConnected && why) setText(this.#problem, `${this.#t("datasets.large.not_loaded")} ${why}`);
  }

  /** @param {HTMLImageElement} image */
  #shape({ naturalWidth: width, naturalHeight: height }) {
    if (!width || (width === this.#size.width && height === this.#size.height)) return;
    this.#size = { width, height };
    this.#gestures.show(this.#size);
  }

  /** @param {import("../library/viewport.js").View} view */
  #place({ scale, x, y }) {
    const { width, height } = this.#size;
    Object.assign(this.#picture.style, { left: `${x}px`, top: `${y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    this.#picture.classList.toggle("penstock-dataset-pixelated", scale > PIXELATED_FROM);
  }
}

/**
 * The server's words: it opens the picture to make it small.
 * @param {string} url
 * @returns {Promise<string>} empty where it has none
 */
async function whyNot(url) {
  const answer = await fetch(url).catch(() => null);
  const said = answer && !answer.ok ? await answer.json().catch(() => null) : null;
  return said?.error?.message ?? "";
}
