/** The pages of data sets in the standalone app. */

import { loadStyles } from "../../library/styles.js";
import { DatasetClient } from "../dataset_client.js";
import { datasetsPage } from "./datasets_page.js";
import { poolDataPage } from "./pool_data_page.js";

const SHEETS = ["../../library/list_page.css", "../../library/deleted_list.css", "../folder_dialog.css", "./datasets.css", "./statistics.css"];

/**
 * What the pages share.
 * @typedef {object} DatasetApp
 * @property {import("../../library/host.js").Host} host
 * @property {DatasetClient} client
 * @property {(path: string) => void} go
 * @property {EventTarget} places dispatches `change` when other folders may be used
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function datasetPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {DatasetApp} */
  const app = { host, client: new DatasetClient(host.requests), go, places: new EventTarget() };
  return {
    pages: [
      { path: "/datasets", open: () => datasetsPage(app, asked()) },
      { path: "/datasets/pools/{pool}", open: ({ pool }) => poolDataPage(app, pool) },
    ],
  };
}

/** What stands behind the `?` of the address. */
function asked() {
  return new URLSearchParams(location.hash.split("?")[1] ?? "");
}
