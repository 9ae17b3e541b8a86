/** One node Save Image (Sidecars): a way to choose its folder. */

import { element } from "../../library/elements.js";
import { DatasetNode } from "./dataset_node.js";

const SHAPE = { name: "penstock_save", minHeight: 32, width: 320 };

export class SaveNode extends DatasetNode {
  #choose;

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./dataset_node.js").Shared} shared
   */
  constructor(page, node, shared) {
    super(page, node, shared, SHAPE);
    this.#choose = this.folderButton("output_folder", true);
    this.body.append(element("div", { class: "penstock-dataset-node-head" }, this.#choose));
  }

  /** A folder that comes through a link is not chosen here. */
  update() {
    this.#choose.disabled = !this.widget("output_folder");
  }
}
