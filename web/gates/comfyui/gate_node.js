/** One gate node: its view, the widgets that it keeps hidden, and its outputs. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, widgetOf } from "../../library/comfyui/widgets.js";
import { icon } from "../../library/icons.js";
import { GateView } from "../gate_view.js";
import { outcome } from "../gate_words.js";
import { routeColumns } from "../route_rows.js";
import { executionIds } from "./execution_ids.js";
import { openGateSettings } from "./gate_settings.js";
import { GateRoutes } from "./gate_routes.js";
import { StoredText } from "./stored_text.js";

/** @typedef {import("../types.js").Gate} Gate */

/**
 * What is known of a node's gates.
 * @typedef {object} Shown
 * @property {Gate[]} open oldest first
 * @property {Gate | null} ended the one that ended last
 * @property {Gate[]} kept answers that are used again
 */

const HIDDEN = ["route_names", "stored_text", "wait", "repeat", "time_limit", "unanswered", "decision"];
const SETTINGS = ["wait", "repeat", "time_limit", "unanswered"];
const MIN_HEIGHTS = { image: 280, chooser: 250, text: 150 };
/** What one row of buttons more takes, and what stands beside them in a node, in pixels. */
const ROW = 32;
const ASIDE = 30;
const FIRST_SIZES = { image: [320, 440], chooser: [360, 440], text: [360, 300] };

export class GateNode {
  #page;
  #node;
  #actions;
  #view;
  #routes;
  #text;
  #bar;
  #notice = element("span", { class: "penstock-gate-node-notice", attributes: { role: "status" } });
  #askAgain;
  #root;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {import("../gates.js").Gates} gates
   * @param {any} node inside its constructor
   * @param {import("../types.js").GateKind} kind
   * @param {{changed: () => void, run: () => void, askAgain: () => void}} actions
   */
  constructor(page, gates, node, kind, actions) {
    this.#page = page;
    this.#node = node;
    this.kind = kind;
    this.#actions = actions;
    for (const name of HIDDEN) hideWidget(widgetOf(node, name));
    this.#routes = kind === "image" ? new GateRoutes(page, node, actions.changed) : null;
    this.#text = kind === "text" ? new StoredText(page.host, widgetOf(node, "stored_text"), () => rememberChange(page.app)) : null;
    this.#view = GateView.create(page.host, gates);
    this.#view.narrow = true;
    this.#askAgain = button(page.host.t("gate_node.ask_again"), actions.askAgain, { class: "penstock-text-button" });
    this.#bar = this.#makeBar();
    const body = element("div", { class: "penstock-gate-node-body" }, this.#view, this.#text?.root);
    this.#root = element("div", { class: "penstock-gate-node", attributes: { tabindex: -1 } }, this.#bar, body);
    this.#place();
  }

  /** Its ids in a run. */
  get ids() {
    return executionIds(this.#page.app, this.#node);
  }

  /** Whether it uses answers again. */
  get repeats() {
    return (widgetOf(this.#node, "repeat")?.value ?? "ask") !== "ask";
  }

  /** @param {Shown} shown */
  update(shown) {
    const { open, ended } = shown;
    this.#routes?.update();
    this.#fit();
    const now = open.find(({ token }) => token === this.#view.gate?.token) ?? open[0] ?? null;
    if (!now) this.#end(ended);
    else if (this.#view.gate !== now) this.#view.gate = now;
    this.#showText(now, shown.kept.length > 0 && this.repeats);
    this.#tell(shown);
  }

  /**
   * What ComfyUI's menu of the node offers.
   * @param {Gate[]} kept
   * @returns {object[]}
   */
  menu(kept) {
    const { t } = this.#page.host;
    const again = { content: t("gate_node.ask_again"), callback: this.#actions.askAgain };
    return [
      { content: t("gate_node.run_from_here"), callback: this.#actions.run },
      ...(kept.length ? [again] : []),
      { content: t("gate_node.settings_menu"), callback: () => this.openSettings() },
      ...(this.#routes?.menu() ?? []),
    ];
  }

  /** @param {number} route from 1 */
  rename(route) {
    void this.#routes?.rename(route);
  }

  openSettings() {
    const names = [...SETTINGS, ...(this.#routes ? ["routes", "route_names"] : [])];
    const values = Object.fromEntries(names.map((name) => [name, widgetOf(this.#node, name)?.value ?? ""]));
    openGateSettings(this.#page.host, values, (changed) => this.#write(changed));
  }

  /** @param {Record<string, string | number>} values */
  #write(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = widgetOf(this.#node, name);
      if (widget && widget.value !== value) widget.value = value;
    }
    this.#actions.changed();
    this.#routes?.update();
    rememberChange(this.#page.app);
  }

  /**
   * Keeps the text that has passed with the workflow.
   * @param {Gate} gate
   */
  passed({ decided }) {
    if (decided && decided.text !== null) this.#text?.keep(decided.text);
  }

  /** @param {Gate | null} ended */
  #end(ended) {
    this.#view.idle = { routes: this.#routes?.shown, hint: this.#page.host.t(`gate_node.idle.${this.kind}`) };
    if (ended && this.#view.ended?.token !== ended.token) this.#view.ended = ended;
  }

  /**
   * Between its gates a Text Gate shows the text that it keeps.
   * @param {Gate | null} gate
   * @param {boolean} repeats whether the next run uses the last answer again
   */
  #showText(gate, repeats) {
    if (!this.#text) return;
    const wasInside = this.#root.contains(document.activeElement);
    this.#text.show(widgetOf(this.#node, "protected")?.value === true, repeats);
    setAttribute(this.#text.root, "hidden", gate ? "" : null);
    setAttribute(this.#view, "hidden", gate ? null : "");
    // What had the focus may be hidden now; keys typed next would act on ComfyUI's graph.
    if (wasInside && !isSeen(document.activeElement)) this.#root.focus({ preventScroll: true });
  }

  /** @param {Shown} shown */
  #tell({ open, kept, ended }) {
    const used = kept.length > 0 && this.repeats && open.length === 0;
    setText(this.#notice, this.#sentence(open.length, used, ended));
    setAttribute(this.#notice, "title", this.#notice.textContent);
    setAttribute(this.#askAgain, "hidden", used ? null : "");
  }

  /**
   * @param {number} open
   * @param {boolean} used whether an answer is used again
   * @param {Gate | null} ended
   */
  #sentence(open, used, ended) {
    const { t } = this.#page.host;
    if (open > 1) return t("gate_node.more", { count: open - 1 });
    if (open) return "";
    if (used) return t("gate_node.repeats");
    if (ended && this.#text) return outcome(t, ended, true);
    return widgetOf(this.#node, "wait")?.value === "park" ? t("gate_node.parks") : "";
  }

  #makeBar() {
    const { t } = this.#page.host;
    const run = button(t("gate_node.run_from_here"), this.#actions.run, { icon: icon("run"), class: "penstock-quiet" });
    const settings = button(t("gate_node.settings"), () => this.openSettings(), { icon: icon("sliders"), class: "penstock-quiet" });
    return element("div", { class: "penstock-gate-node-bar" }, this.#notice, this.#askAgain, run, settings);
  }

  /** Ten routes take rows of buttons: the picture above them keeps its room. */
  get #least() {
    const columns = routeColumns(this.#routes?.shown.length ?? 1, this.#node.size[0] - ASIDE, true);
    const rows = columns ? Math.ceil((this.#routes?.shown.length ?? 1) / columns) : 1;
    return MIN_HEIGHTS[this.kind] + (rows - 1) * ROW;
  }

  #fit() {
    const least = `${this.#least}px`;
    if (this.#root.style.minHeight === least) return;
    this.#root.style.minHeight = least;
    const node = this.#node;
    const [width, height] = node.computeSize();
    if (node.size[1] < height) node.setSize([Math.max(node.size[0], width), height]);
  }

  #place() {
    const node = this.#node;
    addElement(node, "penstock_gate", this.#root, () => this.#least);
    const [width, height] = FIRST_SIZES[this.kind];
    node.setSize([Math.max(node.size[0], width), Math.max(node.size[1], height)]);
    // ComfyUI would delete the selected node on Delete, and has single letters for its panels.
    this.#root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    const watched = ["protected", "repeat", "wait", "routes"].flatMap((name) => widgetOf(node, name) ?? []);
    for (const widget of watched) after(widget, "callback", this.#actions.changed);
    for (const method of ["onConfigure", "onAdded", "onConnectionsChange"]) after(node, method, this.#actions.changed);
  }
}

/** @param {Element | null} element */
function isSeen(element) {
  return !!element && element !== document.body && element.checkVisibility();
}
