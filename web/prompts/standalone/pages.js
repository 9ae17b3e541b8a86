/** The pages of prompts in the standalone app: all collections, and one. */

import { loadStyles } from "../../library/styles.js";
import { Collections } from "../collections.js";
import { collectionPage } from "./collection_page.js";
import { collectionsPage } from "./collections_page.js";

const SHEETS = ["../../library/list_page.css", "../../library/deleted_list.css", "./prompts.css", "../prompt_editor.css", "../compositions.css", "../composition_parts.css", "../composed.css", "../compositions_small.css"];

/**
 * What the pages share.
 * @typedef {object} PromptApp
 * @property {import("../../library/host.js").Host} host
 * @property {Collections} collections
 * @property {(folder: string) => void} open shows a collection
 * @property {() => void} overview shows all of them
 * @property {{folder: string}} last the collection that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function promptPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {PromptApp} */
  const app = {
    host,
    collections: Collections.of(host),
    open: (folder) => go(`/prompts/${encodeURIComponent(folder)}`),
    overview: () => go("/prompts"),
    last: { folder: "" },
  };
  return {
    pages: [
      { path: "/prompts", open: () => collectionsPage(app) },
      { path: "/prompts/{folder}", open: ({ folder }) => collectionPage(app, folder) },
    ],
  };
}
