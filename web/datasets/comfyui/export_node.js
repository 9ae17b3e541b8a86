/** One node Pool Export: which pool goes where, what a run would write, and what the last one wrote. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { arriving } from "../../library/requests.js";
import { DatasetNode, statusLine } from "./dataset_node.js";
import { ExportPlanner } from "./export_plan.js";

const SHAPE = { name: "penstock_export", minHeight: 140, width: 360 };
/** The inputs that say how it is written, in the words of the routes. */
const CHOICES = ["labels", "pictures", "masks", "captions", "existing"];
const MAX_UPSCALE = 1.5;

/**
 * The pool that a run exports: `id` is empty where none is chosen, and null where only a run can tell.
 * @typedef {{id: string | null, name: string, linked: boolean}} Chosen
 */

export class ExportNode extends DatasetNode {
  #planner;
  #choosePool;
  #chooseFolder;
  #pool = element("span", { class: "penstock-dataset-node-pool", attributes: { dir: "auto" } });
  #plan = statusLine();
  #result = element("p", { class: "penstock-dataset-node-result", attributes: { role: "status", hidden: "" } });

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./dataset_node.js").Shared} shared
   */
  constructor(page, node, shared) {
    super(page, node, shared, SHAPE);
    this.#planner = new ExportPlanner(page.host, () => this.#showPlan());
    this.#choosePool = button(this.t("datasets.node.choose_pool"), () => void this.#askPool(), { icon: icon("images"), showLabel: true, class: "penstock-button" });
    this.#chooseFolder = this.folderButton("folder", true);
    const head = element("div", { class: "penstock-dataset-node-head" }, this.#choosePool, this.#chooseFolder);
    this.body.append(head, this.#pool, this.#plan.root, this.#result);
    const { onRemoved } = node;
    node.onRemoved = () => (this.#planner.close(), onRemoved?.call(node));
  }

  /** Shows what a run would take. */
  update() {
    const chosen = this.#chosen;
    this.#choosePool.disabled = chosen.linked || !this.widget("pool");
    this.#chooseFolder.disabled = !this.widget("folder");
    setText(this.#pool, this.#poolText(chosen));
    this.#planner.ask(this.#request(chosen));
  }

  /** @param {any} output */
  ran({ folder, count, masks, captions, trash }) {
    if (!folder?.length) return;
    const [address] = folder;
    const { t } = this;
    const said = t("datasets.node.exported", { count: Number(count?.[0] ?? 0), folder: String(address) });
    const more = [...this.#counts({ masks: Number(masks?.[0] ?? 0), captions: Number(captions?.[0] ?? 0) }), trash?.[0] ? t("datasets.node.replaced") : ""];
    const words = element("span", { text: [said, ...more].filter(Boolean).join(" · "), attributes: { dir: "auto" } });
    this.#result.replaceChildren(icon("check"), words, ...this.#open(String(address)));
    setAttribute(this.#result, "hidden", null);
  }

  /** @returns {Chosen} */
  get #chosen() {
    const linked = this.page.graphProfiles.linked(this.node);
    if (linked.kind === "unknown") return { id: null, name: "", linked: true };
    if (linked.kind === "profile") return { id: linked.id, name: this.#nameOf(linked.id) || linked.name, linked: true };
    const text = this.text("pool");
    if (text === null) return { id: null, name: "", linked: false };
    const id = this.#nameOf(text) ? text : (this.#named(text)?.id ?? text);
    return { id, name: this.#nameOf(id) || text, linked: false };
  }

  /**
   * The profile that is called so, of those that the page knows; capitals do not matter unless one has the very name.
   * @param {string} text
   */
  #named(text) {
    const all = /** @type {{list?: readonly {id: string, name: string}[]} | undefined} */ (this.host.profiles)?.list ?? [];
    return all.find(({ name }) => name === text) ?? all.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  }

  /** @param {string} id */
  #nameOf(id) {
    return this.host.profiles?.get(id)?.name ?? "";
  }

  /** @param {Chosen} chosen */
  #poolText({ id, name, linked }) {
    if (id === null) return this.t("datasets.node.run_only");
    if (!id) return this.t("datasets.node.no_pool");
    return this.t(linked ? "datasets.node.pool_linked" : "datasets.node.pool", { name });
  }

  /**
   * @param {Chosen} chosen
   * @returns {import("../types.js").ExportRequest | null} null where only a run can tell
   */
  #request({ id }) {
    const texts = Object.fromEntries(["folder", "words", ...CHOICES].map((name) => [name, this.text(name)]));
    const [resolution, divisible] = [this.number("resolution"), this.number("divisible")];
    if (!id || resolution === null || divisible === null || Object.values(texts).includes(null)) return null;
    const { folder, words, labels, pictures, masks, captions, existing } = /** @type {any} */ (texts);
    const fit = resolution ? { resolution, divisible, max_upscale: MAX_UPSCALE } : null;
    return { pool: id, folder, filter: { words, labels }, images: pictures, masks, captions, existing, fit };
  }

  #showPlan() {
    const { plan, problem } = this.#planner.planned;
    const { t } = this;
    setAttribute(this.#plan.root, "data-problem", problem ? "" : null);
    if (!plan) return this.#plan.show(problem);
    const what = [t("datasets.node.pictures", { count: plan.images }), ...this.#counts(plan)].join(", ");
    this.#plan.show(t(plan.replaces ? "datasets.node.would_replace" : "datasets.node.would_write", { what, folder: plan.folder }));
  }

  /**
   * What comes with the pictures, where there is any.
   * @param {{masks: number, captions: number}} counts
   */
  #counts({ masks, captions }) {
    return [masks ? this.t("datasets.node.masks", { count: masks }) : "", captions ? this.t("datasets.node.captions", { count: captions }) : ""].filter(Boolean);
  }

  async #askPool() {
    try {
      const [{ choosePool }, { Pools }] = await arriving(Promise.all([import("../../pools/pool_chooser.js"), import("../../pools/pools.js")]));
      const chosen = await choosePool(this.host, new Pools(this.host), { title: this.t("datasets.node.choose_pool"), fresh: false });
      if (chosen?.id) this.put({ pool: chosen.id });
    } catch (error) {
      this.host.toasts.showError(error);
    }
  }

  /** @param {string} folder */
  #open(folder) {
    const show = this.host.datasets?.show;
    return show ? [button(this.t("datasets.node.open_folder"), () => show(folder), { class: "penstock-text-button" })] : [];
  }
}
