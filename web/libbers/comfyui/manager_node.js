/** One node Libber Manager: the library that its widget names, to edit. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { LibberEditor } from "../libber_editor.js";

const HIDDEN = ["libber_name", "libber_dir", "delimiter", "max_depth"];
const MIN_HEIGHT = 260;
const FIRST_SIZE = [460, 420];

export class ManagerNode {
  #page;
  #node;
  #changed;

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
    const { ownPage } = page;
    const open = ownPage ? (/** @type {string} */ name) => void window.open(`${ownPage}#/libbers/${encodeURIComponent(name)}`) : undefined;
    this.editor = LibberEditor.create(page.host, "", { picks: true, open });
    addElement(node, "penstock_libber_editor", this.editor, MIN_HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** Shows the library that a run would take. */
  update() {
    this.editor.libber = String(this.#widget?.value ?? "").trim();
  }

  /**
   * A library was renamed.
   * @param {string} before
   * @param {string} now
   */
  follow(before, now) {
    if (this.editor.libber.toLowerCase() === before.toLowerCase()) this.#choose(now);
  }

  menu() {
    return [];
  }

  get #widget() {
    return this.#page.graphProfiles.widget(this.#node, "libber_name");
  }

  /** @param {string} name */
  #choose(name) {
    const widget = this.#widget;
    if (!widget || widget.value === name) return;
    widget.value = name;
    this.#changed();
    this.#page.app.canvas?.setDirty?.(true, true);
    rememberChange(this.#page.app);
  }

  #listen() {
    const node = this.#node;
    this.editor.addEventListener("penstock-libber", (event) => this.#choose(/** @type {CustomEvent} */ (event).detail.name));
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded", "onRemoved"]) after(node, method, this.#changed);
    const widget = widgetOf(node, "libber_name");
    if (widget) after(widget, "callback", this.#changed);
  }
}
