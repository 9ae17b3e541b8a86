/** What other plugins may ask of data sets; the modules that do it are fetched when they are asked first. */

import { arriving } from "../library/requests.js";
import { folderPath, poolDataPath } from "./folder_names.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {(path: string) => void} [go] shows the page at a path, where there are pages
 * @returns {import("../library/host.js").HostDatasets}
 */
export function datasetDeeds(host, go) {
  return {
    exportPool: (pool, slots) => told(host, arriving(import("./export_dialog.js")).then(({ exportPool }) => exportPool(host, pool, slots))),
    chooseFolder: (options) => told(host, arriving(import("./folder_dialog.js")).then(({ chooseFolder }) => chooseFolder(host, options))),
    show: go && ((folder) => go(folderPath(folder))),
    showPool: go && ((pool) => go(poolDataPath(pool))),
  };
}

/**
 * What could not be begun is told, and nothing was done.
 * @template T
 * @param {import("../library/host.js").Host} host
 * @param {Promise<T>} deed
 * @returns {Promise<T | null>}
 */
function told(host, deed) {
  return deed.catch((error) => {
    host.toasts.showError(error);
    return null;
  });
}
