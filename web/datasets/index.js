/** The plugin `datasets`: the nodes of data sets in ComfyUI, and the pages of folders in the standalone app. */

import { icon } from "../library/icons.js";
import { lazyPages } from "../library/lazy_pages.js";
import { datasetDeeds } from "./dataset_deeds.js";

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["dataset_exported", "dataset_restored", "dataset_images_saved"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  const { ownPage } = page;
  page.host.datasets = datasetDeeds(page.host, ownPage ? (path) => void window.open(`${ownPage}#${path}`) : undefined);
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const { datasetNodes } = await import("./comfyui/dataset_nodes.js");
  return datasetNodes(page);
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {import("../standalone/app.js").Part}
 */
export function standalone(app) {
  const { t } = app.host;
  app.host.datasets = datasetDeeds(app.host, app.go);
  const pages = [
    { path: "/datasets", title: t("datasets.title"), icon: icon("datasets"), order: 17, key: "d" },
    { path: "/datasets/pools/{pool}" },
  ];
  return lazyPages(pages, async () => (await import("./standalone/pages.js")).datasetPages(app));
}
