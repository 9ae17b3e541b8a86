/** One picture of an execution at a time on the whole screen: to look closely, to compare, and to choose the best. */

import { openFullDialog } from "../library/dialogs.js";
import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { chordOf } from "../library/key_chords.js";
import { openShortcuts } from "../library/shortcuts.js";
import { loadStyles } from "../library/styles.js";
import { ownUndoKeys } from "../library/undo_keys.js";
import { ordinal, textOf, titleOf } from "./execution_names.js";
import { LargeStage } from "./large_stage.js";
import { LargeTour } from "./large_tour.js";

const SMALL = 512;
const STRIP = 128;
const MOST_IN_STRIP = 60;

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 *
 * @typedef {object} LargeOptions
 * @property {OpenExecution[]} executions one, or two to compare
 * @property {number} side of the picture to begin with
 * @property {Picture} picture
 * @property {(side: number, picture: Picture) => void} pick
 * @property {(side: number, picture: Picture) => void} remove
 * @property {import("./deletion_steps.js").DeletionSteps} steps what Ctrl+Z takes back
 */

/**
 * @param {Host} host
 * @param {import("./execution_client.js").ExecutionClient} client
 * @param {LargeOptions} options
 * @returns {Promise<{side: number, name: string}>} the picture that was shown last
 */
export async function openLarge(host, client, options) {
  await loadStyles([new URL("./large.css", import.meta.url).href]);
  const view = new LargeView(host, client, options);
  const dialog = openFullDialog(host, { title: host.t("executions.large"), content: view.root, className: "penstock-large", onClose: () => view.close() });
  view.closes = dialog.close;
  dialog.root.addEventListener("keydown", (event) => view.onKey(event));
  ownUndoKeys(view.root, { undo: () => void options.steps.undo(), redo: () => void options.steps.redo() });
  view.start();
  await dialog.closed;
  return { side: view.tour.side, name: view.tour.picture.name };
}

class LargeView {
  closes = () => {};
  #host;
  #client;
  #options;
  #isWiping = false;
  #title = element("strong", { attributes: { dir: "auto" } });
  #place = element("span", { class: "penstock-large-place", attributes: { role: "status" } });
  #file = element("span", { class: "penstock-large-file" });
  #whose = element("div", { class: "penstock-large-whose", attributes: { role: "group" } });
  #strip = element("div", { class: "penstock-large-strip", attributes: { role: "group" } });
  #star;
  #wipe;
  #stage;
  #stop = new AbortController();

  /**
   * @param {Host} host
   * @param {import("./execution_client.js").ExecutionClient} client
   * @param {LargeOptions} options
   */
  constructor(host, client, options) {
    const { t } = (this.#host = host);
    this.#client = client;
    this.#options = options;
    this.tour = new LargeTour(options.executions, options.side, options.picture);
    this.root = element("div", { class: "penstock-large-view" });
    this.#stage = new LargeStage(t, { keys: this.root, swiped: (step) => this.#go(() => this.tour.step(step)), retry: () => this.#stage.reload() });
    this.#star = button(t("executions.pick"), () => this.#pick(), { icon: icon("star"), showLabel: true, class: "penstock-button penstock-large-star" });
    this.#wipe = this.#tool(t("executions.wipe"), "wipe", () => this.#toggleWipe());
    const names = element("div", { class: "penstock-large-names" }, this.#title, this.#place, this.#file);
    const head = element("header", { class: "penstock-large-head" }, names, this.#whose, this.#star, ...this.#tools());
    this.root.append(head, this.#stage.root, this.#strip);
    setAttribute(this.#strip, "aria-label", t("executions.variants_of_scene"));
    setAttribute(this.#whose, "aria-label", t("executions.compared"));
    for (const execution of options.executions) execution.addEventListener("change", () => this.#onChange(), { signal: this.#stop.signal });
  }

  start() {
    this.#stage.root.focus({ preventScroll: true });
    this.#show();
  }

  close() {
    this.#stop.abort();
    this.#stage.close();
  }

  get #isTwo() {
    return this.#options.executions.length > 1;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.defaultPrevented) return;
    const { tour } = this;
    const keys = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => this.#go(() => tour.step(-1)),
      ArrowRight: () => this.#go(() => tour.step(1)),
      ArrowUp: () => this.#go(() => tour.stepScene(-1)),
      ArrowDown: () => this.#go(() => tour.stepScene(1)),
      Home: () => this.#go(() => tour.toEnd(0)),
      End: () => this.#go(() => tour.toEnd(-1)),
      P: () => this.#pick(),
      F: () => this.#stage.fit(),
      Z: () => this.closes(),
      Delete: () => this.#remove(),
      Backspace: () => this.#remove(),
      "?": () => this.#help(),
      ...(this.#isTwo ? { T: () => this.#cross(), W: () => this.#toggleWipe() } : {}),
    });
    const run = keys[chordOf(event)];
    if (!run) return;
    event.preventDefault();
    run();
  }

  /** @param {() => void} move */
  #go(move) {
    move();
    this.#show();
  }

  #onChange() {
    if (this.tour.follow()) this.#show();
    else this.closes();
  }

  #pick() {
    if (!this.#star.hidden) this.#options.pick(this.tour.side, this.tour.picture);
  }

  #remove() {
    if (!this.#star.hidden) this.#options.remove(this.tour.side, this.tour.picture);
  }

  #cross() {
    if (this.tour.cross()) this.#show();
    else this.#host.toasts.show({ message: this.#host.t("executions.no_counterpart"), about: "no counterpart" });
  }

  #toggleWipe() {
    this.#isWiping = !this.#isWiping;
    this.#show();
  }

  #help() {
    const { t } = this.#host;
    const compare = /** @type {[string, string][]} */ ([
      ["T", t("executions.keys.toggle")],
      ["W", t("executions.wipe")],
    ]);
    const keys = /** @type {[string, string][]} */ ([
      ["Left / Right", t("executions.keys.step")],
      ["Up / Down", t("executions.keys.step_scene")],
      ["Home / End", t("executions.keys.ends")],
      ["P", t("executions.keys.pick")],
      ["Delete", t("executions.keys.remove")],
      ...(this.#isTwo ? compare : []),
      ["+ / -", t("zoom.keys_zoom")],
      ["0 / F", t("zoom.fit")],
      ["1", t("zoom.actual")],
    ]);
    openShortcuts(this.#host, [{ title: t("executions.large"), keys }]);
  }

  #tools() {
    const { t } = this.#host;
    setAttribute(this.#wipe, "hidden", this.#isTwo ? null : "");
    return [
      this.#tool(t("executions.delete_picture"), "trash", () => this.#remove()),
      this.#wipe,
      this.#tool(t("zoom.previous"), "back", () => this.#go(() => this.tour.step(-1)), "penstock-large-step"),
      this.#tool(t("zoom.next"), "forward", () => this.#go(() => this.tour.step(1)), "penstock-large-step"),
      this.#tool(t("zoom.fit"), "fit", () => this.#stage.fit(), "penstock-large-step"),
      this.#tool(t("library.shortcuts"), "keyboard", () => this.#help(), "penstock-large-step"),
      this.#tool(t("close"), "close", () => this.closes()),
    ];
  }

  /**
   * @param {string} label
   * @param {Parameters<typeof icon>[0]} shape
   * @param {() => void} run
   * @param {string} [className]
   */
  #tool(label, shape, run, className = "") {
    return button(label, run, { icon: icon(shape), class: `penstock-quiet ${className}`.trim() });
  }

  #show() {
    const { t } = this.#host;
    const { tour } = this;
    const { picture, execution } = tour;
    setText(this.#title, tour.sceneName);
    setText(this.#file, picture.name);
    setAttribute(this.#file, "title", picture.name);
    setText(this.#place, t("executions.place", { order: ordinal(picture.order), variant: ordinal(picture.variant), number: tour.index + 1, count: tour.images.length }));
    const picked = execution.isPicked(picture);
    setAttribute(this.#star, "aria-pressed", String(picked));
    setAttribute(this.#star, "hidden", execution.about?.read_only ? "" : null);
    const does = t(picked ? "executions.is_picked" : "executions.pick");
    setText(/** @type {HTMLElement} */ (this.#star.querySelector("span")), does);
    // Where there is little room its words are not seen.
    setAttribute(this.#star, "aria-label", does);
    setAttribute(this.#wipe, "aria-pressed", String(this.#isWiping));
    const other = this.#isWiping ? tour.counterpart : null;
    this.#stage.show(this.#shown(tour.side, picture), other && this.#shown(1 - tour.side, other));
    this.#showWhose();
    this.#showStrip();
    this.#preload();
  }

  /**
   * @param {number} side
   * @param {Picture} picture
   */
  #shown(side, picture) {
    const { key } = this.#options.executions[side];
    return { name: picture.name, url: this.#client.imageUrl(key, picture), small: this.#client.imageUrl(key, picture, SMALL) };
  }

  /** Of two executions, which one is seen. */
  #showWhose() {
    setAttribute(this.#whose, "hidden", this.#isTwo ? null : "");
    if (!this.#isTwo) return;
    const focused = this.#whose.contains(document.activeElement);
    const buttons = this.#options.executions.map(({ key }, side) => {
      const made = button(["A", "B"][side], () => side !== this.tour.side && this.#cross(), { class: "penstock-button", title: `${titleOf(key)} (${textOf(key)})` });
      setAttribute(made, "aria-pressed", String(side === this.tour.side));
      return made;
    });
    this.#whose.replaceChildren(...buttons);
    if (focused) buttons[this.tour.side].focus();
  }

  #showStrip() {
    const { variants, picture, execution } = this.tour;
    const at = variants.findIndex(({ name }) => name === picture.name);
    const from = Math.max(0, Math.min(at - MOST_IN_STRIP / 2, variants.length - MOST_IN_STRIP));
    setAttribute(this.#strip, "hidden", variants.length > 1 ? null : "");
    const focused = this.#strip.contains(document.activeElement);
    const buttons = variants.slice(from, from + MOST_IN_STRIP).map((variant) => this.#variant(variant, variant.name === picture.name, execution));
    this.#strip.replaceChildren(...buttons);
    const shown = buttons.find((one) => one.hasAttribute("aria-current"));
    shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) shown?.focus({ preventScroll: true });
  }

  /**
   * @param {Picture} variant
   * @param {boolean} isShown
   * @param {OpenExecution} execution
   */
  #variant(variant, isShown, execution) {
    const { t } = this.#host;
    const image = element("img", { attributes: { src: this.#client.imageUrl(execution.key, variant, STRIP), alt: "", loading: "lazy", decoding: "async" } });
    const picked = execution.isPicked(variant);
    const name = [t("executions.picture_name", { scene: this.tour.sceneName, variant: ordinal(variant.variant) }), picked && t("executions.is_picked")].filter(Boolean).join(", ");
    const attributes = { type: "button", "aria-label": name, "aria-current": isShown ? "true" : null };
    return element("button", { class: picked ? "penstock-picked" : "", attributes, on: { click: () => this.#go(() => this.tour.show(variant)) } }, image, picked ? icon("star") : null);
  }

  /** What the next key is likely to show. */
  #preload() {
    const { images, index, execution } = this.tour;
    for (const near of [images[index + 1], images[index - 1]]) if (near) new Image().src = this.#client.imageUrl(execution.key, near);
  }
}
