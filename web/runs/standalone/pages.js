/** The pages of runs: what runs now and what ran, one run, all pictures, and runs side by side. */

import { loadStyles } from "../../library/styles.js";
import { RunBook } from "../run_book.js";
import { RunDeeds } from "../run_deeds.js";
import { comparePage } from "./compare_page.js";
import { galleryPage } from "./gallery_page.js";
import { runPage } from "./run_page.js";
import { runsPage } from "./runs_page.js";

const SHEETS = ["../../library/list_page.css", "../runs.css", "../run_view.css", "../pictures.css", "../run_comparison.css", "./run_pages.css"];

/**
 * What the pages share.
 * @typedef {object} RunApp
 * @property {import("../../library/host.js").Host} host
 * @property {RunBook} book
 * @property {RunDeeds} deeds
 * @property {(path: string) => void} go
 * @property {{run: string, picture: string}} last what was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function runPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const book = RunBook.of(host);
  /** @type {RunApp} */
  const app = { host, book, deeds: new RunDeeds(host, book), go, last: { run: "", picture: "" } };
  return {
    pages: [
      { path: "/runs", open: () => runsPage(app, asked()) },
      { path: "/runs/{run}", open: ({ run }) => runPage(app, run) },
      { path: "/gallery", open: () => galleryPage(app, asked()) },
      { path: "/gallery/compare", open: () => comparePage(app, (asked().get("runs") ?? "").split(",").filter(Boolean)) },
    ],
  };
}

/** What stands behind the `?` of the address. */
function asked() {
  return new URLSearchParams(location.hash.split("?")[1] ?? "");
}
