/** The selected image, large, with its mask, and what can be done to it. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { keep, kept } from "../../library/page_storage.js";

const FOLDED_AS = "penstock.preview.folded";

/**
 * @typedef {import("../types.js").Slot} Slot
 * @typedef {import("../commands.js").PoolCommands} PoolCommands
 */

export class Preview {
  #t;
  #pool;
  #commands;
  #image = element("img", { attributes: { alt: "", decoding: "async", draggable: "false" }, on: { load: () => this.#showBroken(false), error: () => this.#showBroken(true) } });
  #mask = element("div", { class: "penstock-preview-mask", attributes: { hidden: "" } });
  #label = element("strong");
  #facts = element("span");
  #nothing;
  #broken;
  #zoom;
  #paint;
  #eye;
  #fold;
  #use = element("span", { class: "penstock-preview-use" });
  #onChange = () => this.#show();

  /**
   * @param {import("./pages.js").PoolApp} app
   * @param {import("../pool.js").Pool} pool
   * @param {() => PoolCommands | null} commands
   */
  constructor({ host, actions }, pool, commands) {
    const { t } = host;
    this.#t = t;
    this.#pool = pool;
    this.#commands = commands;
    this.#zoom = tool(t("page.zoom"), "zoom", () => void this.#commands()?.zoom(pool.state.position));
    this.#paint = tool(t("page.paint"), "brush", () => this.#withSlot((slot) => this.#commands()?.paint(slot)));
    this.#eye = tool(t("page.show_mask"), "eye", () => this.#toggleMask());
    setAttribute(this.#eye, "aria-pressed", "true");
    this.#fold = button(t("page.preview"), () => this.#foldOrOpen(), { icon: icon("forward"), class: "penstock-quiet penstock-fold" });
    this.#nothing = element("p", { class: "penstock-preview-nothing", text: t("page.nothing_selected") });
    const retry = button(t("retry"), () => this.#loadAgain(), { class: "penstock-button", icon: icon("refresh"), showLabel: true });
    this.#broken = element("div", { class: "penstock-preview-nothing", attributes: { role: "alert", hidden: "" } }, element("p", { text: t("zoom.broken") }), retry);
    const picture = element("div", { class: "penstock-preview-picture", on: { dblclick: () => void this.#commands()?.zoom(pool.state.position) } }, this.#image, this.#mask, this.#nothing, this.#broken);
    const head = element("div", { class: "penstock-preview-head" }, this.#fold, this.#label, this.#eye, this.#paint, this.#zoom);
    const copy = button(t("page.copy_id"), () => void actions.copyId(pool.id), { class: "penstock-text-button" });
    this.#use.append(t("page.use_id"), copy);
    const caption = element("figcaption", {}, this.#facts, this.#use);
    this.root = element("figure", { class: "penstock-preview", attributes: { "aria-label": t("page.preview") } }, head, picture, caption);
    this.#showFolded(kept(FOLDED_AS) === "yes");
    pool.followsSelected = true;
    pool.addEventListener("change", this.#onChange);
    this.#show();
  }

  close() {
    this.#pool.followsSelected = false;
    this.#pool.removeEventListener("change", this.#onChange);
  }

  #show() {
    const slot = this.#pool.selected;
    const t = this.#t;
    this.root.classList.toggle("penstock-nothing", !slot);
    this.#showPicture(slot);
    const { status, state } = this.#pool;
    setAttribute(this.#nothing, "hidden", !slot && status === "ready" && state.count > 0 ? null : "");
    setAttribute(this.#use, "hidden", status === "missing" ? "" : null);
    setText(this.#label, slot ? slot.label || slot.image : t("page.preview"));
    setAttribute(this.#label, "title", slot?.label || null);
    const size = slot ? t("page.size", { width: slot.width, height: slot.height }) : "";
    setText(this.#facts, slot ? [slot.label ? slot.image : "", size].filter(Boolean).join(" · ") : "");
    for (const control of [this.#zoom, this.#paint]) control.disabled = !slot;
    setAttribute(this.#eye, "hidden", slot?.mask ? null : "");
  }

  /** @param {Slot | undefined} slot */
  #showPicture(slot) {
    const { client } = this.#pool;
    const url = slot ? client.imageUrl(slot) : null;
    if (url !== this.#image.getAttribute("src")) this.#showBroken(false);
    setAttribute(this.#image, "src", url);
    setAttribute(this.#image, "alt", slot ? slot.label || slot.image : "");
    setAttribute(this.#image, "hidden", slot ? null : "");
    const mask = slot?.mask && this.#eye.getAttribute("aria-pressed") === "true" ? `url("${client.maskUrl(slot)}")` : "";
    setAttribute(this.#mask, "hidden", mask ? null : "");
    if (this.#mask.dataset.url === mask) return;
    this.#mask.dataset.url = mask;
    this.#mask.style.maskImage = mask;
  }

  /** @param {boolean} broken whether the image could not be loaded: browsers would show a torn page */
  #showBroken(broken) {
    const shown = broken && this.#image.hasAttribute("src");
    setAttribute(this.#broken, "hidden", shown ? null : "");
    this.#image.style.visibility = shown ? "hidden" : "";
  }

  #loadAgain() {
    const url = this.#image.getAttribute("src");
    if (url) this.#image.src = url;
  }

  #toggleMask() {
    setAttribute(this.#eye, "aria-pressed", String(this.#eye.getAttribute("aria-pressed") !== "true"));
    this.#show();
  }

  /** @param {(slot: Slot) => unknown} act */
  #withSlot(act) {
    const slot = this.#pool.selected;
    if (slot) void act(slot);
  }

  #foldOrOpen() {
    const folded = !this.root.classList.contains("penstock-folded");
    keep(FOLDED_AS, folded ? "yes" : "no");
    this.#showFolded(folded);
  }

  /** @param {boolean} folded only on narrow screens, where the images stand below */
  #showFolded(folded) {
    this.root.classList.toggle("penstock-folded", folded);
    setAttribute(this.#fold, "aria-expanded", String(!folded));
  }
}

/**
 * @param {string} label
 * @param {"zoom" | "brush" | "eye"} shape
 * @param {() => void} run
 */
function tool(label, shape, run) {
  return button(label, run, { icon: icon(shape), class: "penstock-quiet" });
}
