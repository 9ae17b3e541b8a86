/** The routes of one Image Gate: how many show, what they are called, and where people change that. */

import { isLinked } from "../../library/comfyui/graph.js";
import { rememberChange } from "../../library/comfyui/history.js";
import { widgetOf } from "../../library/comfyui/widgets.js";
import { askText } from "../../library/dialogs.js";
import { MOST_ROUTES, readNames, shownNames, withName, writeNames } from "./route_names.js";
import { RouteOutputs } from "./route_outputs.js";

export class GateRoutes {
  #page;
  #node;
  #changed;
  #outputs;
  #labelled = "";

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {() => void} changed
   */
  constructor(page, node, changed) {
    this.#page = page;
    this.#node = node;
    this.#changed = changed;
    this.#outputs = new RouteOutputs(node);
    this.#outputs.show(this.#count);
    this.#listen();
  }

  /** The names of the visible routes, as people see them. */
  get shown() {
    return shownNames(this.#names, this.#count);
  }

  /** Brings outputs and names in line with the widgets; not while ComfyUI reads a workflow. */
  update() {
    if (!this.#node.graph || this.#page.app.configuringGraph) return;
    this.#takeOver();
    this.#outputs.show(this.#isLinked ? MOST_ROUTES : this.#count);
    this.#outputs.name(this.#names);
    this.#labelled = JSON.stringify(this.#outputs.names());
  }

  /** @returns {object[]} */
  menu() {
    const { t } = this.#page.host;
    const options = this.shown.map((name, at) => ({ content: t("gate_node.rename_one", { route: at + 1, name }), callback: () => void this.rename(at + 1) }));
    return [{ content: t("gate_node.rename"), has_submenu: true, submenu: { options } }];
  }

  /**
   * Asks for another name.
   * @param {number} route from 1
   */
  async rename(route) {
    const { host, app } = this.#page;
    const { t } = host;
    const value = this.#names[route - 1] ?? "";
    const title = t("gate_node.rename_title", { route });
    const name = await askText(host, { title, label: t("gate_node.route_name", { route }), value, hint: t("gate_node.rename_hint", { route }), confirm: t("gate_node.save") });
    if (name === null) return;
    this.#write(withName(this.#names, route, name));
    this.#changed();
    rememberChange(app);
  }

  get #count() {
    return Number(widgetOf(this.#node, "routes")?.value ?? 1);
  }

  /** Whether a run may bring any number of routes. */
  get #isLinked() {
    return isLinked(this.#node, "routes");
  }

  get #names() {
    return readNames(widgetOf(this.#node, "route_names")?.value);
  }

  /** @param {string[]} names */
  #write(names) {
    const widget = widgetOf(this.#node, "route_names");
    if (widget) widget.value = writeNames(names);
  }

  /**
   * Names from elsewhere: those of a workflow of Dataset Gates, and those that ComfyUI's own "Rename Slot" gave.
   */
  #takeOver() {
    const { properties } = this.#node;
    const labels = properties?.routeLabels;
    if (Array.isArray(labels)) {
      if (!this.#names.length) this.#write(labels.map((label) => (typeof label === "string" ? label : "")));
      delete properties.routeLabels;
    } else if (this.#labelled && this.#labelled !== JSON.stringify(this.#outputs.names())) {
      this.#write(this.#outputs.names().concat(this.#names.slice(this.#outputs.names().length)));
    }
  }

  /** A double click on a route's name: classic nodes tell of it, Vue nodes do not, see `renameByDoubleClick`. */
  #listen() {
    const node = this.#node;
    const { onDblClick } = node;
    node.onOutputDblClick = (/** @type {number} */ slot) => slot > 0 && void this.rename(slot);
    node.onDblClick = (/** @type {any} */ event, /** @type {[number, number]} */ at, /** @type {any} */ canvas) => {
      const route = this.#routeAt(at);
      if (route) void this.rename(route);
      else onDblClick?.call(node, event, at, canvas);
    };
  }

  /**
   * The route whose output is at a point of the node; 0 where there is none.
   * @param {[number, number]} point from the node's corner
   */
  #routeAt([x, y]) {
    const node = this.#node;
    const height = /** @type {any} */ (window).LiteGraph?.NODE_SLOT_HEIGHT ?? 20;
    if (x < node.size[0] / 2) return 0;
    const isNear = (/** @type {any} */ _, /** @type {number} */ slot) => slot > 0 && Math.abs(node.getOutputPos(slot)[1] - node.pos[1] - y) < height / 2;
    return Math.max(node.outputs.findIndex(isNear), 0);
  }
}

/**
 * In Vue nodes a double click on the name of a route renames it.
 * @param {any} app
 * @param {(node: any, route: number) => void} rename asked for any node's output
 */
export function renameByDoubleClick(app, rename) {
  document.addEventListener("dblclick", ({ target }) => {
    const slot = target instanceof Element && target.closest(".lg-slot--output")?.querySelector("[data-slot-key]");
    const [, id, route] = /^(.+)-out-(\d+)$/.exec((slot && slot.getAttribute("data-slot-key")) || "") ?? [];
    const node = id && app.canvas?.graph?.getNodeById(id);
    if (node && Number(route) > 0) rename(node, Number(route));
  });
}
