/** One node Dataset Statistics: what the last run counted, with what it warns of. */

import { element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { BucketPlot } from "./bucket_plot.js";
import { DatasetNode } from "./dataset_node.js";

const SHAPE = { name: "penstock_statistics", minHeight: 250, width: 380, height: 20 };
const MOST_NAMES = 5;

export class StatisticsNode extends DatasetNode {
  #choose;
  #summary = element("p", { class: "penstock-dataset-node-summary", attributes: { role: "status" } });
  #plot;
  #warnings = element("ul", { class: "penstock-dataset-node-warnings", attributes: { "data-capture-wheel": "true", tabindex: "0" } });

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./dataset_node.js").Shared} shared
   */
  constructor(page, node, shared) {
    super(page, node, shared, SHAPE);
    this.#choose = this.folderButton("folder", false);
    this.#plot = new BucketPlot(this.t);
    setAttribute(this.#warnings, "aria-label", this.t("datasets.node.warnings"));
    this.body.append(element("div", { class: "penstock-dataset-node-head" }, this.#choose), this.#summary, this.#plot.root, this.#warnings);
    this.#show(null);
  }

  /** A pool that is linked is counted in place of the folder. */
  update() {
    const { kind } = this.page.graphProfiles.linked(this.node);
    this.#choose.disabled = !this.widget("folder") || kind === "profile" || kind === "unknown";
  }

  /** @param {any} output */
  ran({ statistics }) {
    const [said] = statistics ?? [];
    if (said !== undefined) this.#show(typeof said === "string" ? JSON.parse(said) : said);
  }

  /** @param {import("../types.js").Statistics | null} statistics */
  #show(statistics) {
    for (const part of [this.#plot.root, this.#warnings]) setAttribute(part, "hidden", statistics ? null : "");
    setText(this.#summary, statistics ? this.#summaryOf(statistics) : this.t("datasets.node.statistics_later"));
    if (!statistics) return;
    this.#plot.show(statistics);
    const { warnings } = statistics;
    const none = element("li", { class: "penstock-dataset-node-fine" }, icon("check"), element("span", { text: this.t("datasets.node.no_warnings") }));
    this.#warnings.replaceChildren(...(warnings.length ? warnings.map((one) => this.#warning(one)) : [none]));
  }

  /** @param {import("../types.js").Statistics} statistics */
  #summaryOf({ images, captions, masks }) {
    const { t } = this;
    return [t("datasets.node.pictures", { count: images }), t("datasets.node.captions", { count: captions.present }), t("datasets.node.masks", { count: masks })].join(" · ");
  }

  /** @param {import("../types.js").DatasetWarning} warning */
  #warning({ message, hint, names, images }) {
    const shown = names.slice(0, MOST_NAMES).join(", ");
    const more = images - Math.min(names.length, MOST_NAMES);
    const named = shown && more > 0 ? this.t("datasets.node.and_more", { names: shown, count: more }) : shown;
    const words = element("span", {}, element("b", { text: message }), hint ? element("span", { text: ` ${hint}` }) : null, named ? element("small", { text: named, attributes: { dir: "auto" } }) : null);
    return element("li", {}, icon("warning"), words);
  }
}
