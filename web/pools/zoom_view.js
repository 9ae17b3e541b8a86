/** The zoom view: brings place, pictures and controls together, and follows the pool. */

import { element, setText } from "../library/elements.js";
import { PainterSettings, pageStorage } from "../library/painter/settings.js";
import { openShortcuts } from "../library/shortcuts.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { ZoomControls } from "./zoom_controls.js";
import { ZoomImages } from "./zoom_images.js";
import { onZoomKey, zoomShortcuts } from "./zoom_keys.js";
import { ZoomLabel } from "./zoom_label.js";
import { Place } from "./zoom_place.js";
import { ZoomStage } from "./zoom_stage.js";
import { ZoomStrip } from "./zoom_strip.js";

/** Slots that are read around the one shown: the strip, and what comes after it. */
const LOOK = 30;

/** What a brush begins with where nobody painted yet. */
const FIRST_BRUSH = 40;

/**
 * @typedef {object} ZoomOptions
 * @property {import("../library/host.js").Host} host
 * @property {import("./pool.js").Pool} pool
 * @property {number} position
 * @property {import("./commands.js").PoolCommands} commands
 * @property {() => void} close
 */

export class ZoomView {
  #host;
  #pool;
  #commands;
  #place;
  #images;
  /** Masks look as they do in the painter. */
  #look;
  #overlay = true;
  #ended = false;
  #live = element("div", { class: "penstock-hidden", attributes: { "aria-live": "polite" } });
  #stop = new AbortController();

  /** @param {ZoomOptions} options */
  constructor({ host, pool, position, commands, close }) {
    this.#host = host;
    this.#pool = pool;
    this.#commands = commands.saying((text) => this.#say(text));
    this.#place = new Place(pool, position);
    this.#images = new ZoomImages(pool);
    this.#look = new PainterSettings(pageStorage(), FIRST_BRUSH);
    this.root = element("div", { class: "penstock-zoom-view", attributes: { tabindex: -1 } });
    this.actions = this.#makeActions(close);
    const label = new ZoomLabel(host.t, { save: (slot, text) => this.#commands.label(slot, text), done: () => this.stage.root.focus() });
    this.label = label;
    this.controls = new ZoomControls(host.t, this.actions, label.input);
    this.strip = new ZoomStrip(host.t, pool, (chosen) => (this.#go(chosen), this.stage.root.focus()));
    this.stage = this.#makeStage();
    const { previous, next, head, foot } = this.controls;
    const middle = element("div", { class: "penstock-zoom-middle" }, this.stage.root, previous, next);
    this.root.append(head, middle, foot, this.strip.root, this.#live);
    this.#listen();
    this.#showLook();
  }

  #showLook() {
    const { colour, opacity } = this.#look.now;
    this.root.style.setProperty("--penstock-zoom-mask", colour);
    this.root.style.setProperty("--penstock-zoom-opacity", String(opacity));
    this.controls.opacity.value = String(Math.round(opacity * 100));
  }

  /** The position shown. */
  get position() {
    return this.#place.position;
  }

  /** Shows the first image; called when the view is in the document. */
  start() {
    this.focus();
    this.#follow();
  }

  focus() {
    this.stage.root.focus({ preventScroll: true });
  }

  close() {
    this.#stop.abort();
    this.#pool.views -= 1;
    this.stage.close();
    this.#images.close();
  }

  #listen() {
    const listening = { signal: this.#stop.signal };
    this.#pool.views += 1;
    this.#pool.addEventListener("change", () => this.#follow(), listening);
    this.#look.addEventListener("change", () => this.#showLook(), listening);
    this.root.addEventListener("keydown", (event) => onZoomKey(event, this.actions), listening);
    const giveBack = ownUndoKeys(this.root, { undo: () => void this.#commands.undo(), redo: () => void this.#commands.redo() });
    this.#stop.signal.addEventListener("abort", giveBack);
    const resized = new ResizeObserver(() => this.strip.show(this.position));
    resized.observe(this.strip.root);
    this.#stop.signal.addEventListener("abort", () => resized.disconnect());
  }

  /** @param {() => void} close */
  #makeActions(close) {
    const withSlot = (/** @type {(slot: import("./types.js").Slot) => unknown} */ act) => () => {
      if (this.#place.slot) void act(this.#place.slot);
    };
    return {
      step: (/** @type {number} */ step) => this.#go(this.position + step),
      go: (/** @type {number} */ position) => this.#go(position),
      pan: (/** @type {number} */ dx, /** @type {number} */ dy) => this.stage.pan(dx, dy),
      select: withSlot((slot) => this.#commands.select(slot)),
      label: withSlot(() => this.label.edit()),
      paint: withSlot((slot) => this.#paint(slot)),
      duplicate: withSlot((slot) => this.#commands.duplicate([slot.id])),
      remove: withSlot((slot) => this.#remove(slot)),
      toggleMask: () => this.#toggleMask(),
      opacity: (/** @type {number} */ opacity) => this.#look.set({ opacity }),
      fit: () => this.stage.fit(),
      actual: () => this.stage.actual(),
      help: () => openShortcuts(this.#host, zoomShortcuts(this.#host.t)),
      close,
    };
  }

  #makeStage() {
    return new ZoomStage(this.#host.t, {
      keys: this.root,
      swiped: (step) => this.actions.step(step),
      retry: () => this.#retry(),
      settled: () => this.#images.loadAround(this.position),
      zoomed: (scale) => this.controls.zoomed(scale),
    });
  }

  /** @param {number} position */
  #go(position) {
    if (this.#place.go(position)) this.#show(true);
  }

  /** The pool is another one than a moment ago. */
  #follow() {
    if (this.#ended) return;
    if (this.#place.isEmpty) return this.#end();
    const before = this.#place.slot?.id;
    if (this.#place.follow()) this.#host.toasts.show({ message: this.#host.t("zoom.removed_elsewhere") });
    this.#show(this.#place.slot?.id !== before);
  }

  #end() {
    this.#ended = true;
    this.actions.close();
    this.#host.toasts.show({ message: this.#host.t("zoom.empty") });
  }

  /** @param {boolean} another whether it is another image than before */
  #show(another) {
    const { position, slot, count } = this.#place;
    void this.#pool.look(Math.max(0, position - LOOK), position + LOOK);
    if (slot) this.#showSlot(slot);
    else this.stage.wait();
    // What had the focus may be gone, a toast's button say: the keys would go nowhere.
    if (document.activeElement === document.body) this.focus();
    this.controls.show({ slot, position, count, selected: !!slot && slot.id === this.#pool.state.selected, overlay: this.#overlay });
    this.label.show(slot);
    this.strip.show(position);
    if (another && slot) this.#say(this.#host.t("zoom.shown", { number: position + 1, count, label: slot.label }).trim());
  }

  /** @param {import("./types.js").Slot} slot */
  #showSlot(slot) {
    const { client } = this.#pool;
    const mask = this.#overlay ? client.maskUrl(slot) : null;
    this.stage.show(slot, { thumbnail: client.thumbnailUrl(slot), full: this.#images.of(slot), mask });
  }

  #toggleMask() {
    this.#overlay = !this.#overlay;
    this.#show(false);
    this.#say(this.#host.t(this.#overlay ? "zoom.overlay_on" : "zoom.overlay_off"));
  }

  #retry() {
    const { slot } = this.#place;
    if (slot) this.#images.again(slot);
    this.#show(false);
    this.stage.root.focus();
  }

  /** @param {import("./types.js").Slot} slot */
  async #paint(slot) {
    await this.#commands.paint(slot);
    const { colour, opacity } = new PainterSettings(pageStorage(), FIRST_BRUSH).now;
    this.#look.set({ colour, opacity });
  }

  /** @param {import("./types.js").Slot} slot */
  async #remove(slot) {
    this.#place.removing();
    if (!(await this.#commands.remove([slot.id], slot.label || slot.image))) this.#place.kept(slot.id);
  }

  /** @param {string} text */
  #say(text) {
    setText(this.#live, text);
  }
}
