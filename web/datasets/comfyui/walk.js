/** Queues a run for each picture that is left of a folder, exactly so many. */

import { widgetOf } from "../../library/comfyui/widgets.js";

/**
 * The widgets that say what ComfyUI does with a number after each run. Older frontends (1.50) call them by the word that
 * they begin with, and begin with another one.
 * @param {any} widget of the number
 * @returns {any[]}
 */
export function controlsOf(widget) {
  return (widget?.linkedWidgets ?? []).filter((/** @type {any} */ one) => one.name === "control_after_generate" || one.options?.values?.includes?.("randomize"));
}

/**
 * ComfyUI counts on its own after each run, before it, or not at all, as its settings say: while a walk is queued it
 * stands still, and each run gets its number here. What ComfyUI draws for other nodes (seeds) it draws as always.
 */
export class Walk {
  #app;
  #node;
  #next = /** @type {number | null} */ (null);
  #widget = /** @type {any} */ (null);

  /**
   * @param {any} app ComfyUI's `app`
   * @param {any} node
   * @param {any} hook a widget of the node that ComfyUI asks before and after each run that it queues
   */
  constructor(app, node, hook) {
    this.#app = app;
    this.#node = node;
    hook.beforeQueued = () => this.#before();
    hook.afterQueued = () => this.#after();
  }

  get isQueueing() {
    return this.#next !== null;
  }

  /**
   * @param {any} widget that decides about the index
   * @param {number} from the first picture
   * @param {number} count how many
   * @returns {Promise<number>} how many were queued: fewer where ComfyUI refused one, and said why
   */
  async queue(widget, from, count) {
    const controls = this.#controls(widget);
    [this.#widget, this.#next] = [widget, from];
    for (const control of controls) control.value = "fixed";
    try {
      await this.#app.queuePrompt(0, count);
    } finally {
      widget.value = this.#next;
      this.#next = null;
      for (const control of controls) control.value = "increment";
    }
    return widget.value - from;
  }

  #before() {
    if (this.#next !== null) this.#widget.value = this.#next;
  }

  #after() {
    if (this.#next !== null) this.#next += 1;
  }

  /** @param {any} widget */
  #controls(widget) {
    return [...new Set([...controlsOf(widget), ...controlsOf(widgetOf(this.#node, "index"))])];
  }
}
