/** The nodes of data sets in ComfyUI. */

import { linkStyles } from "../../library/elements.js";
import { BucketNode } from "./bucket_node.js";
import { ExportNode } from "./export_node.js";
import { LoaderNode } from "./loader_node.js";
import { SaveNode } from "./save_node.js";
import { StatisticsNode } from "./statistics_node.js";

/** By the id of the node; `Sidecar` is ComfyUI's alone. */
const KINDS = { FolderImageLoader: LoaderNode, BucketResize: BucketNode, SaveImageSidecars: SaveNode, PoolExport: ExportNode, DatasetStatistics: StatisticsNode };

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function datasetNodes(page) {
  const nodes = new DatasetNodes(page);
  return {
    nodeCreated: (node) => nodes.created(node),
    afterConfigureGraph: () => nodes.updateSoon(),
  };
}

class DatasetNodes {
  #page;
  /** By the node object: ComfyUI makes new ones on undo, tab switch and reload. */
  #nodes = /** @type {WeakMap<any, import("./dataset_node.js").DatasetNode>} */ (new WeakMap());
  #shared = { pictures: new WeakMap(), said: new Map() };
  #waiting = false;

  /** @param {import("../../library/comfyui/page.js").Page} page */
  constructor(page) {
    for (const sheet of ["./dataset_node.css", "./loader_node.css", "./bucket_plot.css"]) linkStyles(new URL(sheet, import.meta.url).href);
    this.#page = page;
    page.graphProfiles.addEventListener("change", () => this.updateSoon());
    page.api.addEventListener("execution_error", (/** @type {CustomEvent} */ { detail }) => this.#failed(detail));
  }

  /** @param {any} node inside its constructor */
  created(node) {
    const Kind = Object.entries(KINDS).find(([name]) => this.#page.owns(node, name))?.[1];
    if (!Kind) return;
    this.#nodes.set(node, new Kind(this.#page, node, this.#shared));
    this.updateSoon();
  }

  /** Brings every node up to date, after whatever is happening now. */
  updateSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      for (const node of this.#all()) node.update();
    });
  }

  /** @param {{node_id?: string | number, exception_type?: string}} detail of a run that failed */
  #failed({ node_id: id, exception_type: type = "" }) {
    const failed = String(id).split(":").at(-1);
    for (const one of this.#all()) if (String(one.node.id) === failed) one.failed(type);
    this.updateSoon();
  }

  #all() {
    const nodes = new Set(Object.keys(KINDS).flatMap((name) => this.#page.graphProfiles.all(name)));
    return [...nodes].flatMap((node) => this.#nodes.get(node) ?? []);
  }
}
