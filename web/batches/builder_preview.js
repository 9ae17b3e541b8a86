/** What a plan would run: how many, for how long, and the combinations themselves as a table. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { duration } from "./durations.js";
import { hide } from "./builder_seeds.js";
import { product } from "./plan_model.js";

/** @typedef {import("./types.js").Preview} Preview */

export class BuilderPreview {
  #host;
  #model;
  #count = element("p", { class: "penstock-preview-count", attributes: { role: "status" } });
  #problems = element("ul", { class: "penstock-preview-problems" });
  #error = element("p", { class: "penstock-axis-fault", attributes: { role: "alert" } });
  #mend = element("p", { class: "penstock-preview-mend", attributes: { role: "status" } });
  #away = element("p", { class: "penstock-builder-hint", attributes: { role: "status", hidden: "" } });
  #told = /** @type {{preview: Preview, runs: number} | null} */ (null);
  #table = element("table");
  #scroller;
  #more;
  #columns = /** @type {string[]} */ ([]);
  #groups = /** @type {Preview["groups"]} */ ([]);
  #shown = 0;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./plan_model.js").PlanModel} model
   * @param {(first: number) => void} more shows those from there on, too
   */
  constructor(host, model, more) {
    const { t } = host;
    this.#host = host;
    this.#model = model;
    this.#scroller = element("div", { class: "penstock-preview-table", attributes: { tabindex: 0, role: "region", "aria-label": t("batches.combinations") } }, this.#table);
    this.#more = button(t("batches.show_more"), () => more(this.#shown), { class: "penstock-text-button" });
    this.root = element("section", { class: "penstock-builder-preview", attributes: { "aria-label": t("batches.preview") } }, this.#mend, this.#count, this.#away, this.#error, this.#problems, this.#scroller, this.#more);
    this.clear("");
  }

  /** @param {boolean} isBusy whether another one is being made */
  wait(isBusy) {
    setAttribute(this.root, "aria-busy", isBusy ? "true" : null);
  }

  /**
   * The last one stays, greyed, until the plan is right again.
   * @param {string} words that say so
   */
  stale(words) {
    this.wait(false);
    hide(this.#error, true);
    setText(this.#mend, words);
    hide(this.#mend, false);
    hide(this.#more, true);
    this.root.toggleAttribute("data-stale", true);
  }

  /** @param {string} error a sentence where nothing can be shown */
  clear(error) {
    this.root.toggleAttribute("data-stale", false);
    hide(this.#mend, true);
    this.#told = null;
    setText(this.#error, error);
    hide(this.#error, !error);
    setText(this.#count, "");
    for (const part of [this.#count, this.#problems, this.#scroller, this.#more]) hide(part, true);
  }

  /** @param {string} words about servers that cannot be reached: no estimate holds then */
  showAway(words) {
    setText(this.#away, words);
    hide(this.#away, !words);
    if (this.#told) this.#tell(this.#told);
  }

  /** @param {{preview: Preview, runs: number}} told */
  #tell({ preview, runs }) {
    const { t } = this.#host;
    const { total, space } = preview;
    const seconds = this.#away.textContent ? null : preview.seconds;
    const many = product(preview, runs);
    const words = [many ? `${many} = ${t("batches.count_runs", { count: space })}` : t("batches.count_runs", { count: space })];
    if (total !== space) words.push(t("batches.of_them", { count: total }));
    if (seconds) words.push(seconds < 1 ? duration(t, seconds) : t("batches.about", { time: duration(t, seconds) }));
    setText(this.#count, words.join(", "));
  }

  /**
   * @param {Preview} preview
   * @param {number} runs
   */
  show(preview, runs) {
    const { problems } = preview;
    this.clear("");
    this.#told = { preview, runs };
    this.#tell(this.#told);
    hide(this.#count, false);
    this.#problems.replaceChildren(...problems.map((problem) => element("li", {}, icon("warning"), element("span", { text: problem }))));
    hide(this.#problems, !problems.length);
    this.#columns = columnsOf(preview, this.#model);
    this.#groups = preview.groups;
    this.#table.replaceChildren(this.#head(), element("tbody"));
    this.#shown = 0;
    this.append(preview);
  }

  /** @param {Preview} preview more of the cells */
  append({ cells, total }) {
    const body = /** @type {HTMLElement} */ (this.#table.tBodies[0]);
    body.append(...cells.map((cell) => this.#row(cell)));
    this.#shown += cells.length;
    hide(this.#scroller, !this.#shown || !this.#columns.length);
    hide(this.#more, this.#shown >= total || !this.#columns.length);
    setText(/** @type {Element} */ (this.#more.lastElementChild), this.#host.t("batches.show_more", { count: total - this.#shown }));
  }

  #head() {
    const names = this.#columns.map((address) => {
      const parameter = this.#model.find(address);
      const isSame = this.#columns.some((other) => other !== address && this.#model.find(other)?.label === parameter?.label);
      const title = parameter?.node_title || parameter?.class_type || "";
      return element("th", { text: isSame ? `${parameter?.label} · ${title}` : (parameter?.label ?? address), attributes: { scope: "col", title: `${title} · ${address}`, dir: "auto" } });
    });
    return element("thead", {}, element("tr", {}, element("th", { text: "#", attributes: { scope: "col" } }), ...names));
  }

  /** @param {import("./types.js").PlannedCell} cell */
  #row({ place, values, at }) {
    // A value has the name that its axis gives it: of a replaced text what is put there.
    const labels = new Map(this.#groups.flatMap((axes, index) => axes.flatMap(({ addresses, labels: own }) => addresses.map((address) => [address, own[at[index] % own.length]]))));
    const cells = this.#columns.map((address) => {
      const text = Object.hasOwn(values, address) ? valueText(values[address]) : "";
      const label = labels.get(address) ?? text;
      return element("td", { text: label, attributes: { title: text !== label || text.length > 20 ? text : null, dir: "auto", "data-number": /^-?[\d.]+$/.test(label) ? "" : null } });
    });
    return element("tr", {}, element("th", { text: String(place + 1), attributes: { scope: "row" } }), ...cells);
  }
}

/**
 * The parameters that differ among the cells, in the order of the groups; seeds last.
 * @param {Preview} preview
 * @param {import("./plan_model.js").PlanModel} model
 */
function columnsOf({ groups, cells }, model) {
  const varied = groups.flat().flatMap(({ addresses }) => addresses);
  const others = Object.keys(cells[0]?.values ?? {}).filter((address) => !varied.includes(address) && model.find(address)?.type === "seed");
  return [...varied, ...others];
}

/** @param {any} value */
export function valueText(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
