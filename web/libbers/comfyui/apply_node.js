/** One node Libber Apply: its text and its libraries stay in its widgets, and are shown and edited by the element. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { LibberApply } from "../apply.js";

const HIDDEN = ["libber_name", "text", "more_libbers"];
const MIN_HEIGHT = 310;
const FIRST_SIZE = [400, 540];
/** After so long a pause ComfyUI remembers what was typed: a page that is loaded again has it. */
const PAUSE_MS = 600;

export class ApplyNode {
  #page;
  #node;
  #changed;
  #lastRun = "";
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {() => void} changed called when nodes may show something else than before
   */
  constructor(page, node, changed) {
    this.#page = page;
    this.#node = node;
    this.#changed = changed;
    for (const name of HIDDEN) hideWidget(widgetOf(node, name));
    this.#giveSocket();
    this.apply = LibberApply.create(page.host);
    addElement(node, "penstock_libber_apply", this.apply, MIN_HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** Shows what a run would get. */
  update() {
    const [name, text, seed, more] = ["libber_name", "text", "seed", "more_libbers"].map((one) => this.#widget(one));
    const libbers = namesIn(name, more);
    const applied = {
      text: String(text?.value ?? ""),
      libbers,
      seed: String(seed?.value ?? 0),
      textLinked: !text,
      libbersLinked: !name || !more,
      seedLinked: !seed,
      lastRun: this.#lastRun,
    };
    if (JSON.stringify(applied) !== JSON.stringify(this.apply.applied)) this.apply.applied = applied;
  }

  /**
   * A library was renamed.
   * @param {string} before
   * @param {string} now
   */
  follow(before, now) {
    const { libbers } = this.apply.applied;
    if (!libbers.some((name) => isSame(name, before))) return;
    this.#writeLibbers(libbers.map((name) => (isSame(name, before) ? now : name)));
    this.#changed();
    rememberChange(this.#page.app);
  }

  menu() {
    return [];
  }

  /** The widget that decides in a run; null where only a run can tell. @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name);
  }

  /** A text may come through a link: a hidden widget has no socket, an input without a widget has one. */
  #giveSocket() {
    const input = this.#node.inputs?.find((/** @type {any} */ one) => one.name === "text");
    if (input?.widget) delete input.widget;
  }

  /** @param {number} pause */
  #rememberAfter(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#page.app.canvas?.setDirty?.(true, true);
      rememberChange(this.#page.app);
    }, pause);
  }

  /** @param {readonly string[]} libbers */
  #writeLibbers([first = "", ...more]) {
    const [name, rest] = [this.#widget("libber_name"), this.#widget("more_libbers")];
    if (name) name.value = first;
    if (rest) rest.value = more.join("\n");
  }

  #listen() {
    const node = this.#node;
    this.apply.addEventListener("penstock-apply", (event) => {
      const { text, libbers } = /** @type {CustomEvent} */ (event).detail;
      const widget = this.#widget("text");
      if (text !== undefined && widget) widget.value = text;
      this.#rememberAfter(PAUSE_MS);
      if (libbers) this.#writeLibbers(libbers);
    });
    this.apply.addEventListener("penstock-done", () => this.#rememberAfter(0));
    after(node, "onConfigure", () => this.#giveSocket());
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(node, method, this.#changed);
    for (const name of [...HIDDEN, "seed"]) {
      const widget = widgetOf(node, name);
      if (widget) after(widget, "callback", this.#changed);
    }
    after(node, "onExecuted", (/** @type {any} */ output) => {
      this.#lastRun = String(output?.text?.[1] ?? "");
      this.#changed();
    });
  }
}

/**
 * @param {any} name
 * @param {any} more one a line
 * @returns {string[]}
 */
function namesIn(name, more) {
  const names = [String(name?.value ?? ""), ...String(more?.value ?? "").split("\n")];
  return names.map((one) => one.trim()).filter(Boolean);
}

/**
 * @param {string} one
 * @param {string} other
 */
const isSame = (one, other) => one.toLowerCase() === other.toLowerCase();
